/**
 * The two levels of the bi-level problem, as losses of parameters: the lower level's prediction
 * loss on observational data with the bridge's pseudo-labels, the upper level's decision loss on
 * randomized data, and their derivatives and products, worked through chunk by chunk. Knows nothing
 * of how the problem is solved.
 */
@NullMarked
package io.weir.core.f64.level;

import org.jspecify.annotations.NullMarked;
