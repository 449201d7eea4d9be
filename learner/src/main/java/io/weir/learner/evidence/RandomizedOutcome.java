package io.weir.learner.evidence;

import io.weir.learner.estimate.BucketedMeans;

/**
 * One randomized sample as policies are scored on it.
 *
 * @param bucket bucket of its unit, see {@link BucketedMeans}
 * @param arm arm given
 * @param propensity probability it had, in (0, 1]
 * @param revenue observed revenue, objective units
 * @param cost observed cost, whole currency units
 */
public record RandomizedOutcome(
    int bucket, int arm, double propensity, double revenue, double cost) {}
