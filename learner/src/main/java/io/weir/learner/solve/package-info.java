/**
 * A slide's solve: the price of each model at the budget, in short steps.
 *
 * <p>Works on frozen inputs alone.
 */
@NullMarked
package io.weir.learner.solve;

import org.jspecify.annotations.NullMarked;
