/**
 * Learners of a campaign's revenue and cost per arm from observational and randomized samples: on
 * the stream, mini-batch by mini-batch, and in batch.
 */
@NullMarked
package io.weir.core.f64.learner;

import org.jspecify.annotations.NullMarked;
