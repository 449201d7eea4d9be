/**
 * Who gets which treatment under a budget: dual prices by predicted and by estimated cost, whole
 * cost curves, integral allocations and several resources at once.
 *
 * <p>The problem is the multiple-choice knapsack of METHOD.md section 1. Costs and budgets are in
 * one unit, whole currency units per impression; a dual price is revenue units per currency unit.
 */
@NullMarked
package io.weir.core.allocation;

import org.jspecify.annotations.NullMarked;
