/**
 * Learners of a campaign's revenue and cost per arm from observational and randomized samples on
 * the stream, mini-batch by mini-batch: the stream learner, the paper's own form and the two-stage
 * rival, behind one interface.
 */
@NullMarked
package io.weir.core.f64.learner;

import org.jspecify.annotations.NullMarked;
