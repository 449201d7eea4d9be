/**
 * The records that a learner publishes.
 *
 * <p>Knows nothing of the learner.
 */
@NullMarked
package io.weir.learner.publish;

import org.jspecify.annotations.NullMarked;
