package io.weir.learner.judge;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How the candidates that waited to be published did on randomized samples they had not learned
 * from: against the live model, or, before there is one, against what serves or would serve without
 * Weir. Starts anew whenever what serves changes.
 *
 * <p>A candidate is frozen at each slide, so over several slides it is a learner's sequence of
 * candidates that is compared with one live model.
 */
public final class CandidateRecord {
  /** Share of the budget that a first candidate is held to at least. */
  private static final double LEAST_SPENT = 0.75;

  /** Candidate less live, value of live, candidate's cost, candidate's cost less live's. */
  private BucketedMeans againstLive = new BucketedMeans(4);

  /** Candidate's value and cost; random: value and cost; value of the free arm. */
  private BucketedMeans first = new BucketedMeans(5);

  void addAgainstLive(int bucket, double value, double cost, double liveValue, double liveCost) {
    againstLive.add(bucket, value - liveValue, liveValue, cost, cost - liveCost);
  }

  void addFirst(
      int bucket, double value, double cost, RandomizedOutcome outcome, double freeArmValue) {
    first.add(bucket, value, cost, outcome.revenue(), outcome.cost(), freeArmValue);
  }

  /** Forgets everything: something else serves now, or what was recorded cannot be trusted. */
  public void clear() {
    againstLive = new BucketedMeans(4);
    first = new BucketedMeans(5);
  }

  /** Makes older samples count for less, so that at most so many stand behind a decision. */
  public void limitTo(double samples) {
    againstLive.limitTo(samples);
    first.limitTo(samples);
  }

  /**
   * Returns the comparison with the live model. Both aim at the same budget and neither meets it
   * quite: what one spends more counts at the price that serves.
   *
   * @param dualPrice live price, revenue units per whole currency unit, finite
   * @param standardErrors from the estimate to a bound
   */
  public Evidence againstLive(double dualPrice, double standardErrors) {
    BucketedMeans.Estimate gain = againstLive.estimate(1, 0, 0, -dualPrice);
    BucketedMeans.Estimate cost = againstLive.column(2);
    return new Evidence(
        Evidence.Reference.LIVE,
        gain.count(),
        gain.value(),
        standardErrors * gain.standardError(),
        againstLive.column(1).value(),
        cost.value(),
        standardErrors * cost.standardError());
  }

  /**
   * Returns the comparison with chance: the holdout's draws for as many impressions as the
   * candidate's spend pays for, the free arm for the rest.
   *
   * @param budget budget per impression, whole currency units
   * @param standardErrors from the estimate to a bound
   */
  public Evidence againstRandom(double budget, double standardErrors) {
    double share = affordable(budget, first.column(3).value());
    BucketedMeans.Estimate gain = first.estimate(1, 0, -share, 0, share - 1);
    return evidence(
        Evidence.Reference.RANDOM,
        gain,
        standardErrors,
        first.estimate(0, 0, share, 0, 1 - share).value());
  }

  /**
   * Returns the comparison with the old policy, for as many impressions as the candidate's spend
   * pays for, with the free arm for the rest.
   *
   * @param budget budget per impression, whole currency units
   * @param value its revenue per impression, from other samples
   * @param cost its cost per impression, whole currency units
   * @param standardErrors from the estimate to a bound
   */
  public Evidence againstOldPolicy(
      double budget, BucketedMeans.Estimate value, double cost, double standardErrors) {
    double share = affordable(budget, cost);
    BucketedMeans.Estimate own = first.estimate(1, 0, 0, 0, share - 1);
    // Two sets of samples: errors add in squares.
    double error = Math.hypot(own.standardError(), share * value.standardError());
    double gain = own.value() - share * value.value();
    return evidence(
        Evidence.Reference.OLD_POLICY,
        new BucketedMeans.Estimate(gain, error, own.count()),
        standardErrors,
        share * value.value() + (1 - share) * first.column(4).value());
  }

  private Evidence evidence(
      Evidence.Reference reference,
      BucketedMeans.Estimate gain,
      double standardErrors,
      double referenceValue) {
    BucketedMeans.Estimate cost = first.column(1);
    return new Evidence(
        reference,
        gain.count(),
        gain.value(),
        standardErrors * gain.standardError(),
        referenceValue,
        cost.value(),
        standardErrors * cost.standardError());
  }

  /** A candidate that leaves a small part of the budget is not blamed for it here. */
  private double affordable(double budget, double cost) {
    double spend = Math.max(first.column(1).value(), LEAST_SPENT * budget);
    return cost > spend ? spend / cost : 1;
  }

  void write(DataOutput out) throws IOException {
    againstLive.write(out);
    first.write(out);
  }

  static CandidateRecord read(DataInput in) throws IOException {
    CandidateRecord read = new CandidateRecord();
    read.againstLive = BucketedMeans.read(in);
    read.first = BucketedMeans.read(in);
    return read;
  }
}
