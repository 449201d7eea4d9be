package io.weir.learner.solve;

import io.weir.core.allocation.DualPrice;
import io.weir.core.allocation.DualPriceSolver;
import io.weir.core.allocation.Predictions;
import io.weir.learner.estimate.CostCorrection;
import io.weir.learner.evidence.JudgedSample;
import io.weir.learner.evidence.PolicyJudgement;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the price at which a model's policy keeps a budget, in a bounded number of bounded steps.
 *
 * <p>The price that meets a budget in predicted cost is exact, and falls as the budget grows; but
 * it is as biased as the predictions. So the policy at that price is first judged on samples that
 * were not learned from, which gives one factor between true and predicted cost; then the price is
 * solved for the budget that this factor leaves. All budgets of a ladder share the factor: prices
 * fall and costs rise along it, always.
 */
final class PolicyPricing {
  private enum Phase {
    CLAIM,
    CORRECTION,
    PRICE,
    JUDGEMENT,
    DONE
  }

  private final DualPriceSolver solver;
  private final Predictions predictions;
  private final Supplier<JudgedSample> judged;
  private final Function<PolicyJudgement, CostCorrection> corrections;
  private final double budget;
  private Phase phase = Phase.CLAIM;
  private boolean begun;
  private @Nullable DualPrice claim;
  private CostCorrection correction = CostCorrection.none();
  private @Nullable DualPrice price;
  private @Nullable PolicyJudgement judgement;

  /**
   * Begins.
   *
   * @param solver scratch memory, shared by searches that run one after another
   * @param predictions of the window's rows; natural units
   * @param judged samples that speak for the model, asked for when first needed
   * @param corrections from a judged policy to a factor
   * @param budget budget per impression, whole currency units, finite
   */
  PolicyPricing(
      DualPriceSolver solver,
      Predictions predictions,
      Supplier<JudgedSample> judged,
      Function<PolicyJudgement, CostCorrection> corrections,
      double budget) {
    this.solver = solver;
    this.predictions = predictions;
    this.judged = judged;
    this.corrections = corrections;
    this.budget = budget;
  }

  /** Returns how many steps it takes at most. */
  static int mostSteps(int rows, int stepRows) {
    return 2 * searchSteps(rows, stepRows) + 2;
  }

  /** Returns how many steps one search takes at most. */
  static int searchSteps(int rows, int stepRows) {
    return Math.toIntExact((DualPriceSolver.mostLooks(rows) + stepRows - 1) / stepRows);
  }

  /**
   * Takes one step.
   *
   * @param stepRows rows to look at
   * @return whether there was anything to do
   */
  boolean step(int stepRows) {
    switch (phase) {
      case CLAIM -> {
        claim = search(budget, stepRows);
        phase = claim == null ? Phase.CLAIM : Phase.CORRECTION;
      }
      case CORRECTION -> {
        DualPrice claimed = Objects.requireNonNull(claim);
        correction = corrections.apply(judged.get().at(claimed.dualPrice()));
        phase = Phase.PRICE;
      }
      case PRICE -> {
        price = search(budget / correction.factor(), stepRows);
        phase = price == null ? Phase.PRICE : Phase.JUDGEMENT;
      }
      case JUDGEMENT -> {
        judgement = judged.get().at(price().dualPrice());
        phase = Phase.DONE;
      }
      case DONE -> {
        return false;
      }
    }
    return true;
  }

  /** Carries a search on by one step; returns its answer once it is there. */
  private @Nullable DualPrice search(double target, int stepRows) {
    if (!begun) {
      solver.begin(predictions, target);
      begun = true;
    }
    solver.advance(stepRows);
    if (!solver.done()) {
      return null;
    }
    begun = false;
    return solver.answer();
  }

  boolean done() {
    return phase == Phase.DONE;
  }

  Predictions predictions() {
    return predictions;
  }

  /** Returns the price, with the cost that the model claims at it; the steps must be taken. */
  DualPrice price() {
    return Objects.requireNonNull(price);
  }

  /** Returns the factor between true and claimed cost. */
  CostCorrection correction() {
    return correction;
  }

  /** Returns what judged samples say of the policy at the price; the steps must be taken. */
  PolicyJudgement judgement() {
    return Objects.requireNonNull(judgement);
  }
}
