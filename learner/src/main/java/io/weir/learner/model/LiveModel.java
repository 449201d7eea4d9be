package io.weir.learner.model;

import io.weir.contract.UnpackedModel;
import io.weir.core.money.Money;
import io.weir.core.scoring.PublishedModel;
import io.weir.learner.sample.InputScaling;
import io.weir.learner.state.Blobs;
import io.weir.schemas.DualPrice;
import io.weir.schemas.LadderStep;
import io.weir.schemas.Model;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * The pair that serves: a model and the price that belongs to it.
 *
 * @param model published model
 * @param scorer the same, ready to score
 * @param scaling the units it expects and predicts in
 * @param price its latest price
 */
public record LiveModel(Model model, PublishedModel scorer, InputScaling scaling, DualPrice price) {

  /** Diagnostic of a price: true over claimed cost, by which its expected costs are corrected. */
  public static final String COST_CORRECTION = "costCorrection";

  public LiveModel(Model model, DualPrice price) {
    this(model, UnpackedModel.ofCandidate(model).scorer(), InputScaling.of(model), price);
  }

  public LiveModel withPrice(DualPrice newer) {
    return new LiveModel(model, scorer, scaling, newer);
  }

  /**
   * Returns the cost per impression that the model claims of its policy at a price, before any
   * correction, whole currency units: between the steps of its ladder by interpolation.
   *
   * @return NaN for a price beyond the ladder
   */
  public double claimedCost(double dualPrice) {
    double correction = price.getDiagnostics().getOrDefault(COST_CORRECTION, 1.0);
    List<LadderStep> ladder = price.getLadder();
    for (int k = 0; k < ladder.size(); k++) {
      LadderStep step = ladder.get(k);
      if (dualPrice >= step.getDualPrice()) {
        double cost = Money.meanUnits(step.getExpectedCostMicros()) / correction;
        if (dualPrice == step.getDualPrice()) {
          return cost;
        }
        if (k == 0) {
          return Double.NaN;
        }
        // Prices fall along the ladder and costs rise.
        LadderStep dearer = ladder.get(k - 1);
        double share =
            (dearer.getDualPrice() - dualPrice) / (dearer.getDualPrice() - step.getDualPrice());
        double less = Money.meanUnits(dearer.getExpectedCostMicros()) / correction;
        return Double.isFinite(dearer.getDualPrice()) ? less + share * (cost - less) : Double.NaN;
      }
    }
    return Double.NaN;
  }

  public void write(DataOutput out) throws IOException {
    Blobs.write(out, new RecordCodec<>(Model.class).encode(model));
    Blobs.write(out, new RecordCodec<>(DualPrice.class).encode(price));
  }

  public static LiveModel read(DataInput in) throws IOException {
    try {
      Model model = new RecordCodec<>(Model.class).decode(Blobs.read(in));
      return new LiveModel(model, new RecordCodec<>(DualPrice.class).decode(Blobs.read(in)));
    } catch (WireFormatException e) {
      throw new IOException("the live model in state cannot be read", e);
    }
  }
}
