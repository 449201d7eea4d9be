/**
 * Which samples of a hot campaign a learner gets to see, and sums of those that it does not.
 *
 * <p>Works before samples meet their learner: it knows neither campaigns nor learners.
 */
@NullMarked
package io.weir.learner.thin;

import org.jspecify.annotations.NullMarked;
