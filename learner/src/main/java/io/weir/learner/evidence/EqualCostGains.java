package io.weir.learner.evidence;

import io.weir.learner.estimate.MeanEstimate;
import io.weir.learner.estimate.WeightedClusters;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the policy earns beyond chance and beyond the policy before it, per impression, where both
 * sides cost the same: the side that costs more decides only as large a share of the impressions as
 * the other's spend pays for, and the free arm is given to the rest. Without that, whoever spends
 * more looks better.
 *
 * <p>Rests on randomized samples that were judged before anything learned from them: by what the
 * live model decided since it is live, and by what its candidates would have decided before.
 */
final class EqualCostGains {
  private final JudgedSample rows;
  private final long liveVersion;

  /**
   * Prepares the comparisons.
   *
   * @param rows judged samples
   * @param liveVersion version of the live model; -1 where there is none
   */
  EqualCostGains(JudgedSample rows, long liveVersion) {
    this.rows = rows;
    this.liveVersion = liveVersion;
  }

  /**
   * What the policy is compared with, on one row.
   *
   * @param revenue revenue per impression, by row
   * @param cost cost per impression, whole currency units, by row
   * @param there whether a row can be compared
   */
  private record Reference(
      IntToDoubleFunction revenue, IntToDoubleFunction cost, IntPredicate there) {}

  /**
   * Adds the gains, with the ends of their 95 % intervals, to a publication's diagnostics; nothing
   * where they cannot be told.
   *
   * @param stretches what the policy before did, stretch of time by stretch of time
   */
  void report(Stretches stretches, Map<String, Double> diagnostics) {
    report(diagnostics, "equalCostGainOverRandom", overRandom());
    report(diagnostics, "equalCostGainOverOldPolicy", overOldPolicy(stretches));
    report(diagnostics, "returnOnSpend", returnOnSpend());
  }

  private static void report(
      Map<String, Double> diagnostics, String name, @Nullable MeanEstimate gain) {
    if (gain != null && Double.isFinite(gain.lower()) && Double.isFinite(gain.upper())) {
      diagnostics.put(name, gain.value());
      diagnostics.put(name + "Lower", gain.lower());
      diagnostics.put(name + "Upper", gain.upper());
    }
  }

  /** Returns the gain over the holdout's own draws; null where it cannot be told. */
  @Nullable MeanEstimate overRandom() {
    return gain(new Reference(rows::revenue, rows::cost, row -> true), share -> 0);
  }

  /**
   * Returns the gain over the policy before, over the stretches in which it still decided; null
   * where it cannot be told.
   */
  @Nullable MeanEstimate overOldPolicy(Stretches stretches) {
    Map<Long, Stretches.Mean> byStretch = stretches.oldPolicy();
    return gain(
        new Reference(
            row -> old(byStretch, row).revenue(),
            row -> old(byStretch, row).cost(),
            row -> byStretch.containsKey(rows.stretch(row))),
        share -> share * share * spread(byStretch));
  }

  /**
   * Returns the revenue beyond that of the free arm for everybody, per whole currency unit spent;
   * null where it cannot be told.
   */
  @Nullable MeanEstimate returnOnSpend() {
    WeightedClusters beyondFree = new WeightedClusters();
    WeightedClusters spend = new WeightedClusters();
    for (int i = 0; i < rows.rows(); i++) {
      if (arm(i) >= 0) {
        beyondFree.add(
            rows.bucket(i), rows.weight(i), rows.revenueScore(i, arm(i)) - rows.revenueScore(i, 0));
        spend.add(rows.bucket(i), rows.weight(i), rows.costScore(i, arm(i)));
      }
    }
    // A spend that may as well be nothing makes the ratio anything.
    MeanEstimate cost = spend.estimate(0);
    return cost.rows() > 1 && cost.lower() > 0 ? beyondFree.ratio(spend) : null;
  }

  private Stretches.Mean old(Map<Long, Stretches.Mean> byStretch, int row) {
    Stretches.Mean old = byStretch.get(rows.stretch(row));
    if (old == null) {
      throw new IllegalArgumentException("no old policy in stretch " + rows.stretch(row));
    }
    return old;
  }

  /** Returns the variance of the old policy's mean revenue over the rows that are compared. */
  private double spread(Map<Long, Stretches.Mean> byStretch) {
    Map<Long, Double> weights = new TreeMap<>();
    double total = 0;
    for (int i = 0; i < rows.rows(); i++) {
      if (arm(i) >= 0 && byStretch.containsKey(rows.stretch(i))) {
        weights.merge(rows.stretch(i), rows.weight(i), Double::sum);
        total += rows.weight(i);
      }
    }
    double variance = 0;
    for (Map.Entry<Long, Stretches.Mean> entry : byStretch.entrySet()) {
      double part = weights.getOrDefault(entry.getKey(), 0.0) / total;
      variance += part * part * entry.getValue().variance();
    }
    return variance;
  }

  private int arm(int row) {
    int live = rows.liveArm(row, liveVersion);
    return live >= 0 ? live : rows.candidateArm(row);
  }

  private @Nullable MeanEstimate gain(Reference reference, DoubleUnaryOperator varianceOfShare) {
    WeightedClusters ownCost = new WeightedClusters();
    WeightedClusters otherCost = new WeightedClusters();
    WeightedClusters ownBeyondFree = new WeightedClusters();
    WeightedClusters otherBeyondFree = new WeightedClusters();
    for (int i = 0; i < rows.rows(); i++) {
      if (arm(i) >= 0 && reference.there().test(i)) {
        double free = rows.revenueScore(i, 0);
        ownCost.add(rows.bucket(i), rows.weight(i), rows.costScore(i, arm(i)));
        otherCost.add(rows.bucket(i), rows.weight(i), reference.cost().applyAsDouble(i));
        ownBeyondFree.add(rows.bucket(i), rows.weight(i), rows.revenueScore(i, arm(i)) - free);
        otherBeyondFree.add(
            rows.bucket(i), rows.weight(i), reference.revenue().applyAsDouble(i) - free);
      }
    }
    MeanEstimate spends = ownCost.estimate(0);
    double own = Math.max(0, spends.value());
    double other = otherCost.estimate(0).value();
    if (!(spends.rows() > 1) || (own > 0 && !(other > 0))) {
      return null;
    }
    double ownShare = own > other ? other / own : 1;
    double otherShare = other > own ? own / other : 1;
    double ownSlope = own > other ? ownBeyondFree.estimate(0).value() / own : 0;
    double otherSlope = other > own ? otherBeyondFree.estimate(0).value() / other : 0;
    WeightedClusters gain = new WeightedClusters();
    int outcomes = 0;
    for (int i = 0; i < rows.rows(); i++) {
      if (arm(i) >= 0 && reference.there().test(i)) {
        double free = rows.revenueScore(i, 0);
        double ownGap = rows.revenueScore(i, arm(i)) - free;
        double otherGap = reference.revenue().applyAsDouble(i) - free;
        double spend = rows.costScore(i, arm(i));
        double otherSpend = reference.cost().applyAsDouble(i);
        // The shares are estimates, too: their part of the error, to first order; its mean is zero.
        double shares =
            ownSlope * (otherSpend - ownShare * spend)
                - otherSlope * (spend - otherShare * otherSpend);
        gain.add(
            rows.bucket(i), rows.weight(i), ownShare * ownGap - otherShare * otherGap + shares);
        outcomes += arm(i) == rows.arm(i) && rows.revenue(i) != 0 ? 1 : 0;
      }
    }
    return WeightedClusters.wary(
        gain.estimate(varianceOfShare.applyAsDouble(otherShare)), outcomes, rows.largestRevenue());
  }
}
