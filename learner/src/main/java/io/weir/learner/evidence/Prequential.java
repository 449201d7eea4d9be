package io.weir.learner.evidence;

import io.weir.core.estimate.TailAllowance;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.learner.estimate.BucketedMeans;
import io.weir.learner.estimate.OutcomeModel;
import java.io.IOException;
import java.util.Map;

/**
 * Test-then-train values per impression: each randomized sample is scored by the models that were
 * fixed before it arrived, and only then learned from, so no model is judged on what it has seen
 * (Dawid 1984). Scores are doubly robust, see {@link OutcomeModel}; standard errors allow for units
 * that come again; intervals hold however often one looks (Waudby-Smith et al. 2021).
 *
 * <p>The old policy's value is the mean revenue of policy traffic that no published model decided.
 * The holdout is a random part of the units, so until a service follows a model that traffic is
 * what the policy before earned on the same population. From the first sample that a model decided
 * on, what is still undecided is a selection, and is no longer taken in.
 */
public final class Prequential {
  private static final int FORMAT = 1;

  /** Probability, for each interval, of ever missing the value. */
  static final double LEVEL = 0.05;

  // Columns of the accumulators.
  private static final int VALUE = 0;
  private static final int COST = 1;
  private static final int RANDOM = 2;
  private static final int RANDOM_COST = 3;

  private OutcomeModel revenue;
  private OutcomeModel cost;
  private int arms;

  /** Live policy: value, cost; random: value, cost. */
  private BucketedMeans live = new BucketedMeans(4);

  private BucketedMeans oldPolicy = new BucketedMeans(2);
  private BucketedMeans servedPolicy = new BucketedMeans(2);

  /** Two-stage rival: value, cost; live policy: value. */
  private BucketedMeans twoStage = new BucketedMeans(3);

  public Prequential(int arms) {
    this.arms = arms;
    this.revenue = new OutcomeModel(arms);
    this.cost = new OutcomeModel(arms);
  }

  /**
   * Takes in a randomized sample that has not been learned from.
   *
   * @param outcome the sample
   * @param policies what the models fixed before it would give
   */
  public void addRandomized(RandomizedOutcome outcome, ScoredPolicies policies) {
    int bucket = outcome.bucket();
    if (policies.live() >= 0) {
      double value = revenueScore(outcome, policies, policies.live());
      double spend = costScore(outcome, policies, policies.live());
      live.add(bucket, value, spend, outcome.revenue(), outcome.cost());
      if (policies.twoStage() >= 0) {
        twoStage.add(
            bucket,
            revenueScore(outcome, policies, policies.twoStage()),
            costScore(outcome, policies, policies.twoStage()),
            value);
      }
    }
    double[] predictions = policies.predictions();
    revenue.add(outcome.arm(), outcome.revenue(), predictions, 0);
    cost.add(outcome.arm(), outcome.cost(), predictions, arms);
  }

  private double revenueScore(RandomizedOutcome outcome, ScoredPolicies policies, int wanted) {
    return revenue.score(
        wanted, outcome.arm(), outcome.propensity(), outcome.revenue(), policies.predictions(), 0);
  }

  private double costScore(RandomizedOutcome outcome, ScoredPolicies policies, int wanted) {
    return cost.score(
        wanted, outcome.arm(), outcome.propensity(), outcome.cost(), policies.predictions(), arms);
  }

  /** Takes in a policy's sample: one a published model decided, or one of the policy before it. */
  public void addPolicy(int bucket, boolean decidedByModel, double earned, double spent) {
    if (decidedByModel) {
      servedPolicy.add(bucket, earned, spent);
    } else if (servedPolicy.rows() == 0) {
      oldPolicy.add(bucket, earned, spent);
    }
  }

  /**
   * Takes in samples of one bucket that nothing else has seen, as {@link #addPolicy} does one by
   * one.
   *
   * @param sums revenue, then cost, of all of them
   */
  public void addPolicy(
      int bucket, boolean decidedByModel, long samples, double[] sums, TailAllowance... unknown) {
    if (decidedByModel) {
      servedPolicy.addAll(bucket, samples, sums, unknown);
    } else if (servedPolicy.rows() == 0) {
      oldPolicy.addAll(bucket, samples, sums, unknown);
    }
  }

  /** Returns whether a published model has decided anything yet. */
  public boolean hasServed() {
    return servedPolicy.rows() > 0;
  }

  /** Starts anew with other arms; what traffic earned stays. */
  public void reshape(int newArms) {
    arms = newArms;
    revenue = new OutcomeModel(newArms);
    cost = new OutcomeModel(newArms);
  }

  /** Adds the numbers to a publication's diagnostics. */
  public void report(Map<String, Double> diagnostics) {
    report(diagnostics, "prequentialValue", live.column(VALUE));
    report(diagnostics, "prequentialCost", live.column(COST));
    report(diagnostics, "randomValue", live.column(RANDOM));
    report(diagnostics, "randomCost", live.column(RANDOM_COST));
    report(diagnostics, "prequentialGainOverRandom", live.estimate(1, 0, -1, 0));
    report(diagnostics, "oldPolicyValue", oldPolicy.column(VALUE));
    report(diagnostics, "oldPolicyCost", oldPolicy.column(COST));
    report(diagnostics, "servedPolicyValue", servedPolicy.column(VALUE));
    report(diagnostics, "servedPolicyCost", servedPolicy.column(COST));
    report(diagnostics, "twoStageValue", twoStage.column(VALUE));
    report(diagnostics, "twoStageCost", twoStage.column(COST));
    report(diagnostics, "prequentialGainOverTwoStage", twoStage.estimate(-1, 0, 1));
  }

  private static void report(
      Map<String, Double> diagnostics, String name, BucketedMeans.Estimate estimate) {
    if (estimate.count() > 0) {
      diagnostics.put(name, estimate.value());
      diagnostics.put(name + "Samples", estimate.count());
    }
    double half = estimate.anytimeHalfWidth(LEVEL);
    // As long as all were zero nothing is known of how far off the mean may be.
    if (Double.isFinite(half)) {
      diagnostics.put(name + "Lower", estimate.value() - half);
      diagnostics.put(name + "Upper", estimate.value() + half);
    }
  }

  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeInt(arms);
    revenue.write(out);
    cost.write(out);
    live.write(out);
    oldPolicy.write(out);
    servedPolicy.write(out);
    twoStage.write(out);
  }

  /** Reads what {@link #write} wrote; what an earlier release wrote after it is left unread. */
  public static Prequential read(StateInput from) throws IOException {
    StateInput in = from.piece("test-then-train values", StateInput.UNTOLD, FORMAT);
    Prequential read = new Prequential(in.readInt());
    read.revenue = OutcomeModel.read(in);
    read.cost = OutcomeModel.read(in);
    read.live = BucketedMeans.read(in);
    read.oldPolicy = BucketedMeans.read(in);
    read.servedPolicy = BucketedMeans.read(in);
    read.twoStage = BucketedMeans.read(in);
    return read;
  }
}
