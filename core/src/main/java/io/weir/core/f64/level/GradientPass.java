package io.weir.core.f64.level;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Arrays;

/** Value and gradient of the lower loss, one chunk of rows per step. */
public final class GradientPass {
  private final LowerLevel lower;
  private final double[] gradient;
  private /* wide */ double value;
  private int chunk;

  /** A pass that can be run again and again. */
  public GradientPass(LowerLevel lower) {
    this.lower = lower;
    this.gradient = new double[lower.parameterCount()];
  }

  /** Starts over. */
  public void begin() {
    Arrays.fill(gradient, 0);
    value = 0;
    chunk = 0;
  }

  /**
   * Takes one chunk; returns whether there is more. The arguments must be the same until it is
   * done.
   */
  public boolean advance(double[] theta, SampleBatch batch, double[] weights) {
    value += lower.bind(theta, batch, weights, chunk);
    lower.addGradient(gradient);
    chunk++;
    if (chunk < lower.chunks(batch)) {
      return true;
    }
    value += lower.addRidge(theta, gradient);
    return false;
  }

  /** Starts over and runs to the end; returns the value. */
  public /* wide */ double run(double[] theta, SampleBatch batch, double[] weights) {
    begin();
    while (advance(theta, batch, weights)) {
      // the next chunk
    }
    return value;
  }

  /** dL/dtheta; live. */
  public double[] gradient() {
    return gradient;
  }

  /** L. */
  public /* wide */ double value() {
    return value;
  }

  /** Writes all that later steps depend on. */
  public void write(StateOutput out) throws IOException {
    out.writeVector(gradient);
    out.writeWide(value);
    out.writeInt(chunk);
  }

  /** Puts back what {@link #write} wrote. */
  public void read(StateInput in) throws IOException {
    in.readVector(gradient);
    value = in.readWide();
    chunk = in.readInt();
  }
}
