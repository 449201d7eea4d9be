package io.weir.learner.solve;

import io.weir.core.allocation.DualPriceSolver;
import io.weir.core.allocation.Predictions;
import io.weir.core.scoring.PublishedModel;
import io.weir.core.scoring.ScoringScratch;
import io.weir.learner.evidence.JudgedSample;
import io.weir.learner.evidence.Judging;
import io.weir.learner.evidence.Lineage;
import io.weir.learner.train.FrozenWindow;
import org.jspecify.annotations.Nullable;

/** A model of a solve: its predictions for the window, what speaks for it, and its price. */
final class ScoredModel {
  private final PublishedModel model;
  private final Lineage lineage;
  private final int outputs;

  /** Row-major [rows, 2 arms]; natural units. Empty until room is made for them. */
  private double[] predicted = {};

  private boolean finite;
  private @Nullable JudgedSample sample;
  private @Nullable PolicyPricing pricing;

  /**
   * Prepares a model; nothing is scored yet.
   *
   * @param lineage whose judged predictions speak for it
   */
  ScoredModel(PublishedModel model, Lineage lineage) {
    this.model = model;
    this.lineage = lineage;
    this.outputs = 2 * model.arms().size();
    this.finite = model.finite();
  }

  /** Returns whether all weights, and all predictions so far, are finite numbers. */
  boolean finite() {
    return finite;
  }

  /** Makes room for predictions: on a large window that alone is worth a step. */
  boolean reserve(FrozenWindow window) {
    predicted = new double[Math.multiplyExact(window.rows(), outputs)];
    return true;
  }

  /** Scores rows [from, to) into their places. */
  boolean score(FrozenWindow window, int from, int to, ScoringScratch scratch) {
    window.forBlocks(
        from,
        to,
        (block, begin, end, at) ->
            model.predict(
                window.blocks().get(block), begin, end - begin, predicted, at * outputs, scratch));
    for (int i = from * outputs; i < to * outputs; i++) {
      finite &= Double.isFinite(predicted[i]);
    }
    return true;
  }

  /** Gathers the judged samples that speak for the model, once. */
  JudgedSample sample(Solve.Judged judged) {
    JudgedSample gathered = sample;
    if (gathered == null) {
      gathered = judged.of(lineage);
      sample = gathered;
    }
    return gathered;
  }

  Predictions predictions() {
    return Predictions.ofOutputs(predicted, predicted.length / outputs, outputs / 2);
  }

  /**
   * Carries the search for the price on by one step.
   *
   * @param frozen what was known of costs when the slide came due
   * @param budget budget per impression, whole currency units, finite
   * @return whether there was anything to do
   */
  boolean price(
      DualPriceSolver solver,
      Solve.Judged judged,
      Judging.Frozen frozen,
      double budget,
      int stepRows) {
    if (!finite) {
      return false;
    }
    PolicyPricing present = pricing;
    if (present == null) {
      present =
          new PolicyPricing(
              solver,
              predictions(),
              () -> sample(judged),
              judgement -> frozen.correction(judgement.costRatio()),
              budget);
      pricing = present;
    }
    return present.step(stepRows);
  }

  /** Returns the price with all that belongs to it; null until it is found. */
  Solve.@Nullable Priced priced() {
    return pricing == null ? null : pricing.priced();
  }
}
