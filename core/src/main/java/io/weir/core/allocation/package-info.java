/**
 * Who gets which treatment under a budget: dual prices by predicted and by estimated cost, and
 * whole cost curves. Predictions that are not finite are refused by everything that solves.
 *
 * <p>The problem is the multiple-choice knapsack of Bi-DFCL (arXiv 2510.19517), section 3.1. Costs
 * and budgets are in one unit, whole currency units per impression; a dual price is revenue units
 * per currency unit.
 */
@NullMarked
package io.weir.core.allocation;

import org.jspecify.annotations.NullMarked;
