package io.weir.learner.evidence;

import io.weir.learner.estimate.MeanEstimate;

/**
 * What randomized samples say of a policy that had learned from none of them.
 *
 * @param value revenue per impression
 * @param cost cost per impression, whole currency units
 * @param costRatio that cost over the one that was predicted for the same samples
 * @param incremental revenue per impression beyond that of the free arm for everybody
 * @param effectiveSamples Kish's effective number of samples whose arm is the policy's
 */
public record PolicyJudgement(
    MeanEstimate value,
    MeanEstimate cost,
    MeanEstimate costRatio,
    MeanEstimate incremental,
    double effectiveSamples) {}
