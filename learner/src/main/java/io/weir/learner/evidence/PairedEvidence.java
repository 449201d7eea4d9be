package io.weir.learner.evidence;

import io.weir.learner.estimate.MeanEstimate;
import io.weir.learner.estimate.WeightedClusters;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares what decided, or would have decided, the same randomized samples, stretch of time by
 * stretch of time: every comparison weighs both sides of it alike in each stretch.
 */
public final class PairedEvidence {
  /** Share of the budget that a policy is held to at least. */
  private static final double LEAST_SPENT = 0.75;

  private final JudgedSample rows;
  private final double standardErrors;

  /**
   * Prepares comparisons.
   *
   * @param rows judged samples
   * @param standardErrors from an estimate to either bound of a decision
   */
  public PairedEvidence(JudgedSample rows, double standardErrors) {
    this.rows = rows;
    this.standardErrors = standardErrors;
  }

  /** Arm that a policy would have given a row; -1 where there was no such policy. */
  @FunctionalInterface
  private interface Choice {
    int of(int row);
  }

  /**
   * Compares the candidates with the live model. Both aim at the same budget and neither meets it
   * quite: what one spends more counts at the price that serves.
   *
   * @param liveVersion version of the live model
   * @param dualPrice live price, revenue units per whole currency unit, finite
   */
  public Evidence candidatesAgainstLive(long liveVersion, double dualPrice) {
    int outcomes = 0;
    WeightedClusters gain = new WeightedClusters();
    WeightedClusters reference = new WeightedClusters();
    WeightedClusters cost = new WeightedClusters();
    for (int i = 0; i < rows.rows(); i++) {
      int own = rows.candidateArm(i);
      int live = rows.liveArm(i, liveVersion);
      if (own >= 0 && live >= 0) {
        int bucket = rows.bucket(i);
        double spend = rows.costScore(i, own);
        double liveValue = rows.revenueScore(i, live);
        double more =
            own == live
                ? 0
                : rows.revenueScore(i, own)
                    - liveValue
                    - dualPrice * (spend - rows.costScore(i, live));
        outcomes += own == live || tells(i, own) || tells(i, live) ? 1 : 0;
        gain.add(bucket, rows.weight(i), more);
        reference.add(bucket, rows.weight(i), liveValue);
        cost.add(bucket, rows.weight(i), spend);
      }
    }
    return evidence(Evidence.Reference.LIVE, wary(gain.estimate(0), outcomes), reference, cost);
  }

  /** Compares the candidates with chance. */
  public Evidence candidatesAgainstRandom(double budget) {
    return againstRandom(rows::candidateArm, budget);
  }

  /**
   * Compares the live model with chance: by what it would have decided since it is live, and by
   * what the candidates that it comes from would have before. Models that are replaced with every
   * slide would else never be judged.
   */
  public Evidence liveAgainstRandom(long liveVersion, double budget) {
    return againstRandom(
        row -> {
          int own = rows.liveArm(row, liveVersion);
          return own >= 0 ? own : rows.candidateArm(row);
        },
        budget);
  }

  /**
   * Chance is the holdout's own draws for as many impressions as the policy's spend pays for, the
   * free arm for the rest.
   */
  private Evidence againstRandom(Choice policy, double budget) {
    WeightedClusters cost = new WeightedClusters();
    WeightedClusters drawn = new WeightedClusters();
    for (int i = 0; i < rows.rows(); i++) {
      int arm = policy.of(i);
      if (arm >= 0) {
        cost.add(rows.bucket(i), rows.weight(i), rows.costScore(i, arm));
        drawn.add(rows.bucket(i), rows.weight(i), rows.cost(i));
      }
    }
    double share = affordable(budget, cost.estimate(0).value(), drawn.estimate(0).value());
    int outcomes = 0;
    WeightedClusters gain = new WeightedClusters();
    WeightedClusters reference = new WeightedClusters();
    for (int i = 0; i < rows.rows(); i++) {
      int arm = policy.of(i);
      if (arm >= 0) {
        double chance = share * rows.revenue(i) + (1 - share) * rows.revenueScore(i, 0);
        outcomes += tells(i, arm) ? 1 : 0;
        gain.add(rows.bucket(i), rows.weight(i), rows.revenueScore(i, arm) - chance);
        reference.add(rows.bucket(i), rows.weight(i), chance);
      }
    }
    return evidence(Evidence.Reference.RANDOM, wary(gain.estimate(0), outcomes), reference, cost);
  }

  /** Returns whether a row shows an outcome of the arm that a policy would have given it. */
  private boolean tells(int row, int arm) {
    return rows.arm(row) == arm && rows.revenue(row) != 0;
  }

  /** With hardly an outcome the spread of what was seen proves nothing. */
  private MeanEstimate wary(MeanEstimate gain, int outcomes) {
    return WeightedClusters.wary(gain, outcomes, rows.largestRevenue());
  }

  /**
   * Compares the candidates with the old policy, over the stretches that both have samples of: for
   * as many impressions as the candidates' spend pays for, with the free arm for the rest.
   *
   * @param budget budget per impression, whole currency units
   */
  public Evidence candidatesAgainstOldPolicy(Stretches stretches, double budget) {
    Map<Long, Stretches.Mean> byStretch = stretches.oldPolicy();
    WeightedClusters cost = new WeightedClusters();
    WeightedClusters oldCost = new WeightedClusters();
    Map<Long, Double> weights = new TreeMap<>();
    double total = 0;
    for (int i = 0; i < rows.rows(); i++) {
      Stretches.Mean old = byStretch.get(rows.stretch(i));
      if (old != null && rows.candidateArm(i) >= 0) {
        cost.add(rows.bucket(i), rows.weight(i), rows.costScore(i, rows.candidateArm(i)));
        oldCost.add(rows.bucket(i), rows.weight(i), old.cost());
        weights.merge(rows.stretch(i), rows.weight(i), Double::sum);
        total += rows.weight(i);
      }
    }
    double share = affordable(budget, cost.estimate(0).value(), oldCost.estimate(0).value());
    double variance = 0;
    for (Map.Entry<Long, Double> entry : weights.entrySet()) {
      double part = share * entry.getValue() / total;
      Stretches.Mean old = byStretch.get(entry.getKey());
      variance += old == null ? 0 : part * part * old.variance();
    }
    int outcomes = 0;
    WeightedClusters gain = new WeightedClusters();
    WeightedClusters reference = new WeightedClusters();
    for (int i = 0; i < rows.rows(); i++) {
      Stretches.Mean old = byStretch.get(rows.stretch(i));
      if (old != null && rows.candidateArm(i) >= 0) {
        double before = share * old.revenue() + (1 - share) * rows.revenueScore(i, 0);
        outcomes += tells(i, rows.candidateArm(i)) ? 1 : 0;
        double more = rows.revenueScore(i, rows.candidateArm(i)) - before;
        gain.add(rows.bucket(i), rows.weight(i), more);
        reference.add(rows.bucket(i), rows.weight(i), before);
      }
    }
    MeanEstimate estimate = wary(gain.estimate(variance), outcomes);
    return evidence(Evidence.Reference.OLD_POLICY, estimate, reference, cost);
  }

  /**
   * Returns the share of the candidates' record, by weight, that lies in stretches in which the old
   * policy decided, too; 0 where they have no record. It falls as what came since counts for more.
   */
  public double shareBesideOldPolicy(Stretches stretches) {
    Map<Long, Stretches.Mean> byStretch = stretches.oldPolicy();
    double beside = 0;
    double total = 0;
    for (int i = 0; i < rows.rows(); i++) {
      if (rows.candidateArm(i) >= 0) {
        total += rows.weight(i);
        beside += byStretch.containsKey(rows.stretch(i)) ? rows.weight(i) : 0;
      }
    }
    return total > 0 ? beside / total : 0;
  }

  /** A policy that leaves a small part of the budget is not blamed for it here. */
  private static double affordable(double budget, double spend, double cost) {
    double most = Math.max(spend, LEAST_SPENT * budget);
    return cost > most ? most / cost : 1;
  }

  private Evidence evidence(
      Evidence.Reference reference,
      MeanEstimate gain,
      WeightedClusters referenceValue,
      WeightedClusters cost) {
    MeanEstimate spend = cost.estimate(0);
    return new Evidence(
        reference,
        gain.rows(),
        gain.value(),
        standardErrors * gain.standardError(),
        referenceValue.estimate(0).value(),
        spend.value(),
        standardErrors * spend.standardError());
  }
}
