package io.weir.client;

import io.weir.core.allocation.Policy;
import io.weir.core.feature.FeatureEncoder;
import io.weir.core.feature.FeatureLayout;
import io.weir.core.scoring.PublishedModel;
import io.weir.core.scoring.PublishedModel.Scratch;
import io.weir.schemas.Impression;
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
  static @Nullable Scorer fit(ReceivedModel model, CampaignPlan plan) {
    FeatureLayout layout = plan.layout();
    boolean sameFeatures =
        model.layout() == null
            ? model.featureSet().equals(layout.featureSet())
            : layout.equals(model.layout());
    if (!sameFeatures || model.arms().isEmpty() || !model.arms().get(0).equals(plan.freeArm())) {
      return null;
    }
    int[] columns =
        IntStream.range(0, model.arms().size())
            .filter(j -> plan.arms().contains(model.arms().get(j)))
            .toArray();
    try {
      return new Scorer(build(model, layout), columns);
    } catch (IllegalArgumentException e) {
      // A model without names was fitted to another layout than the campaign has now.
      return null;
    }
  }

  static PublishedModel build(ReceivedModel model, FeatureLayout layout) {
    return new PublishedModel(
        model.arms(),
        new FeatureEncoder(layout, model.mean(), model.scale()),
        model.members(),
        model.revenueScale(),
        model.costScale());
  }

  /**
   * Chooses at a finite price.
   *
   * @param scratch modified: holds the predictions that {@link #predictedCostMicros} reads
   * @return index of the choice, or {@link #NOT_FINITE}
   */
  int choose(Impression impression, double dualPrice, Scratch scratch) {
    model.predict(impression.getNumericFeatures(), impression.getCategoricalFeatures(), scratch);
    double[] revenue = scratch.revenue();
    double[] cost = scratch.cost();
    for (int k = 0; k < columns.length; k++) {
      revenue[k] = revenue[columns[k]];
      cost[k] = cost[columns[k]];
      if (!Double.isFinite(revenue[k]) || !Double.isFinite(cost[k])) {
        return NOT_FINITE;
      }
    }
    return Policy.argmax(revenue, 0, cost, 0, columns.length, dualPrice);
  }

  String arm(int choice) {
    return model.arms().get(columns[choice]);
  }

  /** What the choice is expected to cost, micros, zero or more; the free arm costs nothing. */
  long predictedCostMicros(int choice, Scratch scratch) {
    return columns[choice] == 0 ? 0 : Math.round(1e6 * Math.max(0, scratch.cost()[choice]));
  }
}
