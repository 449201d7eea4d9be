package io.weir.learner.judge;

/**
 * What randomized samples say of a policy that had learned from none of them.
 *
 * @param value revenue per impression
 * @param cost cost per impression, whole currency units
 * @param incremental revenue per impression beyond that of the free arm for everybody
 * @param effectiveSamples Kish's effective number of samples whose arm is the policy's
 */
public record PolicyJudgement(
    MeanEstimate value, MeanEstimate cost, MeanEstimate incremental, double effectiveSamples) {

  /** A judgement without any sample. */
  static PolicyJudgement unknown() {
    return new PolicyJudgement(
        MeanEstimate.unknown(), MeanEstimate.unknown(), MeanEstimate.unknown(), 0);
  }
}
