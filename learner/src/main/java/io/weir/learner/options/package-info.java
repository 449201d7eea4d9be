/**
 * Options of a campaign's learner: keys, defaults, ranges.
 *
 * <p>Knows core alone.
 */
@NullMarked
package io.weir.learner.options;

import org.jspecify.annotations.NullMarked;
