package io.weir.core.f64.bilevel;

import io.weir.core.f64.optim.Vectors;
import io.weir.core.linalg.ExactBits;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Gradient by theta of a decision loss on randomized rows: predictions chunk by chunk, then the
 * loss's own gradient over all rows at once (it holds shares and a dual price of the whole), then
 * back through the network chunk by chunk.
 */
public final class DecisionPass {
  private final LowerLevel lower;
  private final DecisionGradient decision;
  private final double[] predictions;
  private final double[] predictionGradient;
  private final double[] gradient;
  private /* wide */ double value;
  private int step;

  /** A pass over batches of at most rows rows. */
  public DecisionPass(LowerLevel lower, DecisionGradient decision, int rows) {
    this.lower = lower;
    this.decision = decision;
    this.predictions = new double[rows * lower.columns()];
    this.predictionGradient = new double[rows * lower.columns()];
    this.gradient = new double[lower.parameterCount()];
  }

  /** Starts over. */
  public void begin() {
    Arrays.fill(gradient, 0);
    step = 0;
  }

  /** Takes one step; returns whether there is more. */
  public boolean advance(double[] theta, SampleBatch randomized) {
    int chunks = lower.chunks(randomized);
    if (step < chunks) {
      lower.predict(theta, randomized, step, predictions);
    } else if (step == chunks) {
      value = decision.apply(predictions, randomized, predictionGradient);
    } else {
      lower.addPredictionGradient(
          theta, randomized, step - chunks - 1, predictionGradient, gradient);
    }
    step++;
    return step <= 2 * chunks;
  }

  /** Starts over and runs to the end; returns the loss. */
  public /* wide */ double run(double[] theta, SampleBatch randomized) {
    begin();
    while (advance(theta, randomized)) {
      // the next step
    }
    return value;
  }

  /** Derivative of the decision loss by theta; live. */
  public double[] gradient() {
    return gradient;
  }

  /** The decision loss. */
  public /* wide */ double value() {
    return value;
  }

  void save(DataOutput out) throws IOException {
    Vectors.write(out, predictions);
    Vectors.write(out, predictionGradient);
    Vectors.write(out, gradient);
    ExactBits.write(out, value);
    out.writeInt(step);
  }

  void load(DataInput in) throws IOException {
    Vectors.readInto(in, predictions);
    Vectors.readInto(in, predictionGradient);
    Vectors.readInto(in, gradient);
    value = ExactBits.read(in);
    step = in.readInt();
  }
}
