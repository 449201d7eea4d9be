package io.weir.cli.study;

import io.weir.core.money.Money;
import io.weir.schemas.LadderStep;
import java.util.List;
import java.util.Map;

/**
 * What published numbers of one world were worth, compared with the truth.
 *
 * @param intervals finite intervals of policyValue that were published
 * @param covered of these, that covered the true revenue of the policy
 * @param bias mean of published over true revenue, less 1
 * @param gains gains over chance at equal cost that were published
 * @param gainsCovered of these, whose 95 % intervals covered the true gain
 * @param rungs finite intervals of the ladder
 * @param rungsCovered of these, that covered the truth
 * @param disorders ladders on which a price rises, or a cost falls, as the budget grows
 * @param costError mean of expected over true cost, less 1
 * @param churn mean share of people whose arm changed from one published pair to the next
 */
record Honesty(
    int intervals,
    int covered,
    double bias,
    int gains,
    int gainsCovered,
    int rungs,
    int rungsCovered,
    int disorders,
    double costError,
    double churn) {

  /** Takes publications in, one after another. */
  static final class Account {
    private int intervals;
    private int covered;
    private double bias;
    private int gains;
    private int gainsCovered;
    private int rungs;
    private int rungsCovered;
    private int disorders;
    private double costError;
    private int costs;
    private double churn;
    private int changes;
    private int[] before = {};

    /** Takes in a pair with the truth about it. */
    void add(Publications.Pair pair, Judge.Verdict truth, Judge judge) {
      double lower = pair.price().getPolicyValueLower();
      double upper = pair.price().getPolicyValueUpper();
      if (Double.isFinite(lower) && Double.isFinite(upper)) {
        intervals++;
        covered += lower <= truth.revenue() && truth.revenue() <= upper ? 1 : 0;
        bias += pair.price().getPolicyValue() / truth.revenue() - 1;
      }
      Map<String, Double> diagnostics = pair.price().getDiagnostics();
      Double gainLower = diagnostics.get("equalCostGainOverRandomLower");
      Double gainUpper = diagnostics.get("equalCostGainOverRandomUpper");
      if (gainLower != null && gainUpper != null) {
        double gain = judge.gainOverChance(truth);
        gains++;
        gainsCovered += gainLower <= gain && gain <= gainUpper ? 1 : 0;
      }
      List<LadderStep> ladder = pair.price().getLadder();
      boolean ordered = true;
      for (int k = 0; k < ladder.size(); k++) {
        LadderStep step = ladder.get(k);
        if (k > 0) {
          ordered &= step.getDualPrice() <= ladder.get(k - 1).getDualPrice();
          ordered &= step.getExpectedCostMicros() >= ladder.get(k - 1).getExpectedCostMicros();
        }
        boolean finite =
            Double.isFinite(step.getRevenueLower()) && Double.isFinite(step.getRevenueUpper());
        // Every other step: neighbours say nearly the same.
        if (finite && k % 2 == 0) {
          Judge.Verdict at = judge.judge(pair.model(), step.getDualPrice());
          rungs++;
          boolean covers =
              step.getRevenueLower() <= at.revenue() && at.revenue() <= step.getRevenueUpper();
          rungsCovered += covers ? 1 : 0;
          if (at.value().meanCost() > 0) {
            costs++;
            costError += Money.meanUnits(step.getExpectedCostMicros()) / at.value().meanCost() - 1;
          }
        }
      }
      disorders += ordered ? 0 : 1;
      if (before.length > 0) {
        int changed = 0;
        for (int i = 0; i < before.length; i++) {
          changed += before[i] == truth.arms()[i] ? 0 : 1;
        }
        churn += changed / (double) before.length;
        changes++;
      }
      before = truth.arms();
    }

    Honesty honesty() {
      return new Honesty(
          intervals,
          covered,
          intervals == 0 ? 0 : bias / intervals,
          gains,
          gainsCovered,
          rungs,
          rungsCovered,
          disorders,
          costs == 0 ? 0 : costError / costs,
          changes == 0 ? 0 : churn / changes);
    }
  }
}
