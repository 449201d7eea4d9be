/**
 * Networks in training and the randomized window they learn from.
 *
 * <p>Knows nothing of prices, gates and published models.
 */
@NullMarked
package io.weir.learner.train;

import org.jspecify.annotations.NullMarked;
