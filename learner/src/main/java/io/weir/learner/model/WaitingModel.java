package io.weir.learner.model;

import io.weir.contract.UnpackedModel;
import io.weir.core.scoring.PublishedModel;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.learner.sample.InputScaling;
import io.weir.schemas.Model;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.io.IOException;

/**
 * A model that decides nothing and is scored on samples as they come, before they are learned from:
 * a candidate that waits to be published, or a rival.
 *
 * @param model the model
 * @param scorer the same, ready to score
 * @param scaling the units it expects and predicts in
 * @param dualPrice the price that goes with it, revenue units per whole currency unit
 */
public record WaitingModel(
    Model model, PublishedModel scorer, InputScaling scaling, double dualPrice) {
  private static final int FORMAT = 1;

  public WaitingModel(Model model, double dualPrice) {
    this(model, UnpackedModel.ofCandidate(model).scorer(), InputScaling.of(model), dualPrice);
  }

  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeBytes(new RecordCodec<>(Model.class).encode(model));
    out.writeDouble(dualPrice);
  }

  public static WaitingModel read(StateInput from) throws IOException {
    StateInput in = from.piece("waiting model", StateInput.UNTOLD, FORMAT);
    try {
      Model model = new RecordCodec<>(Model.class).decode(in.readBytes());
      return new WaitingModel(model, in.readDouble());
    } catch (WireFormatException e) {
      throw new IOException("a waiting model in state cannot be read", e);
    }
  }
}
