package io.weir.core.f64.level;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Arrays;

/** Product of the lower loss's curvature and a vector, one chunk of rows per step. */
public final class ProductPass {
  private final LowerLevel lower;
  private final double[] product;
  private int chunk;
  // A batch of one chunk stays evaluated from one product to the next; a restored pass evaluates it
  // afresh.
  private long binding = -1;

  /** A pass that can be run again and again. */
  public ProductPass(LowerLevel lower) {
    this.lower = lower;
    this.product = new double[lower.parameterCount()];
  }

  /** Starts over, at the point of the last product. */
  public void begin() {
    Arrays.fill(product, 0);
    chunk = 0;
  }

  /** Starts over at a new point. */
  public void beginAtNewPoint() {
    begin();
    binding = -1;
  }

  /**
   * Takes one chunk; returns whether there is more. The arguments must be the same until it is
   * done.
   */
  public boolean advance(
      Curvature curvature, double[] theta, SampleBatch batch, double[] weights, double[] v) {
    int chunks = lower.chunks(batch);
    if (chunks > 1 || binding != lower.binding()) {
      lower.bind(theta, batch, weights, chunk);
      binding = lower.binding();
    }
    lower.addProduct(curvature, v, product);
    chunk++;
    if (chunk < chunks) {
      return true;
    }
    lower.addRidgeProduct(v, product);
    return false;
  }

  /** Starts over at a new point and runs to the end. */
  public double[] run(
      Curvature curvature, double[] theta, SampleBatch batch, double[] weights, double[] v) {
    beginAtNewPoint();
    while (advance(curvature, theta, batch, weights, v)) {
      // the next chunk
    }
    return product;
  }

  /** The product; live. */
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
    binding = -1;
  }
}
