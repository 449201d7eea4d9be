package io.weir.learner.model;

import io.weir.contract.UnpackedModel;
import io.weir.core.money.Money;
import io.weir.core.scoring.PublishedModel;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.learner.sample.InputScaling;
import io.weir.schemas.DualPrice;
import io.weir.schemas.LadderStep;
import io.weir.schemas.Model;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.io.IOException;
import java.util.List;

/**
 * The pair that serves: a model and the price that belongs to it.
 *
 * @param model published model
 * @param scorer the same, ready to score
 * @param scaling the units it expects and predicts in
 * @param price its latest price
 * @param costCorrection true over claimed cost, by which the costs of the price's ladder are
 *     corrected
 */
public record LiveModel(
    Model model,
    PublishedModel scorer,
    InputScaling scaling,
    DualPrice price,
    double costCorrection) {
  private static final int FORMAT = 1;

  public LiveModel(Model model, DualPrice price, double costCorrection) {
    this(
        model,
        UnpackedModel.ofCandidate(model).scorer(),
        InputScaling.of(model),
        price,
        costCorrection);
  }

  public LiveModel withPrice(DualPrice newer, double newerCorrection) {
    return new LiveModel(model, scorer, scaling, newer, newerCorrection);
  }

  /**
   * Returns the cost per impression that the model claims of its policy at a price, before any
   * correction, whole currency units: between the steps of its ladder by interpolation.
   *
   * @return NaN for a price beyond the ladder
   */
  public double claimedCost(double dualPrice) {
    List<LadderStep> ladder = price.getLadder();
    for (int k = 0; k < ladder.size(); k++) {
      LadderStep step = ladder.get(k);
      if (dualPrice >= step.getDualPrice()) {
        double cost = Money.meanUnits(step.getExpectedCostMicros()) / costCorrection;
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
        double less = Money.meanUnits(dearer.getExpectedCostMicros()) / costCorrection;
        return Double.isFinite(dearer.getDualPrice()) ? less + share * (cost - less) : Double.NaN;
      }
    }
    return Double.NaN;
  }

  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeBytes(new RecordCodec<>(Model.class).encode(model));
    out.writeBytes(new RecordCodec<>(DualPrice.class).encode(price));
    out.writeDouble(costCorrection);
  }

  public static LiveModel read(StateInput from) throws IOException {
    StateInput in = from.piece("live model", StateInput.UNTOLD, FORMAT);
    try {
      Model model = new RecordCodec<>(Model.class).decode(in.readBytes());
      DualPrice price = new RecordCodec<>(DualPrice.class).decode(in.readBytes());
      // Told by the price's diagnostics alone, once.
      double correction =
          in.format() == StateInput.UNTOLD
              ? price.getDiagnostics().getOrDefault("costCorrection", 1.0)
              : in.readDouble();
      return new LiveModel(model, price, correction);
    } catch (WireFormatException e) {
      throw new IOException("the live model in state cannot be read", e);
    }
  }
}
