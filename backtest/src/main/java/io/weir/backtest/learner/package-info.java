/**
 * Learners of revenue and cost per arm from finished observational and randomized samples. They
 * know arrays, not files or descriptions.
 */
@NullMarked
package io.weir.backtest.learner;

import org.jspecify.annotations.NullMarked;
