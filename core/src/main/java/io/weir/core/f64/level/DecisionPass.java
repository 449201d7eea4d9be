package io.weir.core.f64.level;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Gradient by theta of a decision loss on randomized rows: predictions chunk by chunk, then the
 * loss's own gradient, then back through the network chunk by chunk. A {@link
 * ChunkedDecisionGradient} goes through its own passes in the same chunks of rows, so that no step
 * is longer than a chunk, however large the window; any other loss is one step.
 */
public final class DecisionPass {
  private final LowerLevel lower;
  private final DecisionGradient decision;
  private final double[] predictions;
  private final double[] predictionGradient;
  private final double[] gradient;
  private final /* wide */ double[] memory;
  private /* wide */ double value;
  private int step;

  /** A pass over batches of at most rows rows. */
  public DecisionPass(LowerLevel lower, DecisionGradient decision, int rows) {
    this.lower = lower;
    this.decision = decision;
    this.predictions = new double[rows * lower.columns()];
    this.predictionGradient = new double[rows * lower.columns()];
    this.gradient = new double[lower.parameterCount()];
    this.memory =
        new /* wide */ double
            [decision instanceof ChunkedDecisionGradient chunked
                ? chunked.memorySize(lower.columns() / 2)
                : 0];
  }

  /** Starts over. */
  public void begin() {
    Arrays.fill(gradient, 0);
    Arrays.fill(memory, 0);
    value = 0;
    step = 0;
  }

  /** Takes one step; returns whether there is more. */
  public boolean advance(double[] theta, SampleBatch randomized) {
    int chunks = lower.chunks(randomized);
    int middle = decisionSteps(randomized);
    if (step < chunks) {
      lower.predict(theta, randomized, step, predictions);
    } else if (step < chunks + middle) {
      decide(randomized, step - chunks);
    } else {
      lower.addPredictionGradient(
          theta, randomized, step - chunks - middle, predictionGradient, gradient);
    }
    step++;
    return step < 2 * chunks + middle;
  }

  private int decisionSteps(SampleBatch randomized) {
    return decision instanceof ChunkedDecisionGradient chunked
        ? (chunked.gatheringPasses() + 1) * lower.rowChunks(randomized)
        : 1;
  }

  private void decide(SampleBatch randomized, int at) {
    if (!(decision instanceof ChunkedDecisionGradient chunked)) {
      value = decision.apply(predictions, randomized, predictionGradient);
      return;
    }
    int pass = at / lower.rowChunks(randomized);
    int from = lower.from(randomized, at);
    int to = from + lower.rows(randomized, at);
    if (pass < chunked.gatheringPasses()) {
      chunked.gather(pass, predictions, randomized, from, to, memory);
    } else {
      value += chunked.evaluate(predictions, randomized, from, to, memory, predictionGradient);
    }
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

  /** Writes all that later steps depend on. */
  public void write(StateOutput out) throws IOException {
    out.writeVector(predictions);
    out.writeVector(predictionGradient);
    out.writeVector(gradient);
    for (/* wide */ double number : memory) {
      out.writeWide(number);
    }
    out.writeWide(value);
    out.writeInt(step);
  }

  /** Puts back what {@link #write} wrote. */
  public void read(StateInput in) throws IOException {
    in.readVector(predictions);
    in.readVector(predictionGradient);
    in.readVector(gradient);
    for (int i = 0; i < memory.length; i++) {
      memory[i] = in.readWide();
    }
    value = in.readWide();
    step = in.readInt();
  }
}
