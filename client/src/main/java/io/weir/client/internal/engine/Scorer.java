package io.weir.client.internal.engine;

import io.weir.core.allocation.Policy;
import io.weir.core.feature.FeatureRow;
import io.weir.core.scoring.PublishedModel;
import io.weir.core.scoring.ScoringScratch;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A model fitted to a campaign. Arms are matched by name: one that the campaign has dropped since
 * is never chosen, one that the model does not know yet gets no traffic from the policy. Immutable.
 */
final class Scorer {
  /** What {@link #choose} returns if a prediction is no number. */
  static final int NOT_FINITE = -1;

  private final PublishedModel model;
  private final int[] columns;

  private Scorer(PublishedModel model, int[] columns) {
    this.model = model;
    this.columns = columns;
  }

  /** Returns the scorer, or null if the model does not fit the campaign. */
  static @Nullable Scorer fit(ReceivedModel received, CampaignPlan plan) {
    PublishedModel model = received.unpacked().scorer();
    List<String> arms = model.arms();
    if (!received.unpacked().fits(plan.layout()) || !arms.get(0).equals(plan.freeArm())) {
      return null;
    }
    int[] columns =
        IntStream.range(0, arms.size()).filter(j -> plan.arms().contains(arms.get(j))).toArray();
    return new Scorer(model, columns);
  }

  /**
   * Chooses at a finite price.
   *
   * @param scratch modified: holds the predictions that {@link #predictedCostMicros} reads
   * @return index of the choice, or {@link #NOT_FINITE}
   */
  int choose(FeatureRow row, double dualPrice, ScoringScratch scratch) {
    model.predict(row, scratch);
    double[] predictions = scratch.predictions();
    int arms = model.arms().size();
    for (int k = 0; k < columns.length; k++) {
      double revenue = predictions[columns[k]];
      double cost = predictions[arms + columns[k]];
      if (!Double.isFinite(revenue) || !Double.isFinite(cost)) {
        return NOT_FINITE;
      }
      predictions[k] = revenue;
      predictions[arms + k] = cost;
    }
    return Policy.argmax(predictions, 0, predictions, arms, columns.length, dualPrice);
  }

  String arm(int choice) {
    return model.arms().get(columns[choice]);
  }

  /** What the choice is expected to cost, micros, zero or more; the free arm costs nothing. */
  long predictedCostMicros(int choice, ScoringScratch scratch) {
    return Math.round(1e6 * scratch.predictions()[model.arms().size() + choice]);
  }
}
