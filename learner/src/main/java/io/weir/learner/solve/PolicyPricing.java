package io.weir.learner.solve;

import io.weir.core.allocation.DualPrice;
import io.weir.core.allocation.DualPriceSolver;
import io.weir.core.allocation.Predictions;
import io.weir.learner.estimate.CostCorrection;
import io.weir.learner.evidence.JudgedSample;
import io.weir.learner.evidence.PolicyJudgement;
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
  /** What is to be done next, with what it rests on. */
  private sealed interface Phase {}

  /** The price that meets the budget in predicted cost is searched for. */
  private record Claiming() implements Phase {}

  /** The policy at that price is judged. */
  private record Correcting(DualPrice claim) implements Phase {}

  /** The price that meets the budget in corrected cost is searched for. */
  private record Pricing(CostCorrection correction) implements Phase {}

  /** The policy at that price is judged. */
  private record Judging(DualPrice price, CostCorrection correction) implements Phase {}

  private record Done(Solve.Priced priced) implements Phase {}

  private final DualPriceSolver solver;
  private final Predictions predictions;
  private final Supplier<JudgedSample> judged;
  private final Function<PolicyJudgement, CostCorrection> corrections;
  private final double budget;
  private Phase phase = new Claiming();
  private boolean begun;

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
    if (phase instanceof Claiming) {
      DualPrice claim = search(budget, stepRows);
      phase = claim == null ? phase : new Correcting(claim);
    } else if (phase instanceof Correcting now) {
      phase = new Pricing(corrections.apply(judged.get().at(now.claim.dualPrice())));
    } else if (phase instanceof Pricing now) {
      DualPrice price = search(budget / now.correction.factor(), stepRows);
      phase = price == null ? phase : new Judging(price, now.correction);
    } else if (phase instanceof Judging now) {
      PolicyJudgement judgement = judged.get().at(now.price.dualPrice());
      phase = new Done(new Solve.Priced(now.price, now.correction, judgement));
    } else {
      return false;
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

  /** Returns the price, with the cost that the model claims at it; null until it is found. */
  Solve.@Nullable Priced priced() {
    return phase instanceof Done done ? done.priced : null;
  }
}
