package io.weir.core.f64.level;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Arrays;

/** The mixed product (d2L / dphi dtheta)^T v, one chunk of rows per step. */
public final class MixedPass {
  private final LowerLevel lower;
  private final Bridge bridge;
  private final double[] product;
  private int chunk;

  /** A pass that can be run again and again. */
  public MixedPass(LowerLevel lower, Bridge bridge) {
    this.lower = lower;
    this.bridge = bridge;
    this.product = new double[bridge.parameterCount()];
  }

  /** Starts over. */
  public void begin() {
    Arrays.fill(product, 0);
    chunk = 0;
  }

  /**
   * Takes one chunk; returns whether there is more. The arguments must be the same until it is
   * done.
   */
  public boolean advance(
      double[] theta, double[] phi, SampleBatch batch, double[] weights, double[] v) {
    lower.bind(theta, batch, weights, chunk);
    bridge.addGradient(
        phi,
        batch.x,
        lower.from(batch, chunk) * batch.features,
        lower.rows(batch, chunk),
        lower.mixed(v),
        product);
    chunk++;
    return chunk < lower.chunks(batch);
  }

  /** Starts over and runs to the end. */
  public double[] run(
      double[] theta, double[] phi, SampleBatch batch, double[] weights, double[] v) {
    begin();
    while (advance(theta, phi, batch, weights, v)) {
      // the next chunk
    }
    return product;
  }

  /** The product, as long as phi; live. */
  public double[] product() {
    return product;
  }

  /** Writes all that later steps depend on. */
  public void write(StateOutput out) throws IOException {
    out.writeVector(product);
    out.writeInt(chunk);
  }

  /** Puts back what {@link #write} wrote. */
  public void read(StateInput in) throws IOException {
    in.readVector(product);
    chunk = in.readInt();
  }
}
