/**
 * From samples to rows: layout, scaling, and how much traffic there is.
 *
 * <p>Knows nothing of training.
 */
@NullMarked
package io.weir.learner.sample;

import org.jspecify.annotations.NullMarked;
