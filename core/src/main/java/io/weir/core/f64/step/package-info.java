/**
 * What a learner does with a mini-batch: rows drawn and copied, the teacher's pseudo-labels, the
 * loss on outcomes, the bridge's hypergradient step and the correction from randomized outcomes.
 * Knows no learner.
 */
@NullMarked
package io.weir.core.f64.step;

import org.jspecify.annotations.NullMarked;
