/**
 * How a learner's state becomes bytes in named parts.
 *
 * <p>Knows nothing of what the parts hold.
 */
@NullMarked
package io.weir.learner.state;

import org.jspecify.annotations.NullMarked;
