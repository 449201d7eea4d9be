package io.weir.learner.model;

import io.weir.learner.sample.InputScaling;
import io.weir.learner.state.Blobs;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The pair that serves: a model and the price that belongs to it.
 *
 * @param model published model
 * @param ensemble the same, ready to score
 * @param scaling the units it expects and predicts in
 * @param price its latest price
 */
public record LiveModel(Model model, Ensemble ensemble, InputScaling scaling, DualPrice price) {

  public LiveModel(Model model, DualPrice price) {
    this(model, Ensemble.of(model), InputScaling.of(model), price);
  }

  public LiveModel withPrice(DualPrice newer) {
    return new LiveModel(model, ensemble, scaling, newer);
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
