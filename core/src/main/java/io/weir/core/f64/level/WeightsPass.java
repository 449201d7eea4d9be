package io.weir.core.f64.level;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/** The bridge's weights for a whole batch, one chunk of rows per step. */
public final class WeightsPass {
  private final LowerLevel lower;
  private final Bridge bridge;
  private final double[] weights;
  private int chunk;

  /** A pass over batches of at most rows rows. */
  public WeightsPass(LowerLevel lower, Bridge bridge, int rows) {
    this.lower = lower;
    this.bridge = bridge;
    this.weights = new double[rows * lower.columns()];
  }

  /** Starts over. */
  public void begin() {
    chunk = 0;
  }

  /** Takes one chunk; returns whether there is more. */
  public boolean advance(double[] phi, SampleBatch batch) {
    int from = lower.from(batch, chunk);
    bridge.weights(
        phi,
        batch.x,
        from * batch.features,
        lower.rows(batch, chunk),
        weights,
        from * lower.columns());
    chunk++;
    return chunk < lower.rowChunks(batch);
  }

  /** Starts over and runs to the end. */
  public double[] run(double[] phi, SampleBatch batch) {
    begin();
    while (advance(phi, batch)) {
      // the next chunk
    }
    return weights;
  }

  /** Row-major [rows, columns]; live. */
  public double[] weights() {
    return weights;
  }

  /** Writes all that later steps depend on. */
  public void write(StateOutput out) throws IOException {
    out.writeVector(weights);
    out.writeInt(chunk);
  }

  /** Puts back what {@link #write} wrote. */
  public void read(StateInput in) throws IOException {
    in.readVector(weights);
    chunk = in.readInt();
  }
}
