/**
 * What a policy is worth, from randomized data: off-policy values with intervals, uplift curves,
 * running accumulators that merge and can be saved, and confidence sequences that stay valid
 * however often one looks.
 */
@NullMarked
package io.weir.core.estimate;

import org.jspecify.annotations.NullMarked;
