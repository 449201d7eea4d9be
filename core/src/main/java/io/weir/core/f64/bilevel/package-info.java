/**
 * Solving the bi-level problem: hypergradients by implicit differentiation, and the training loops,
 * all resumable in small steps.
 */
@NullMarked
package io.weir.core.f64.bilevel;

import org.jspecify.annotations.NullMarked;
