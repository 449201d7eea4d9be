package io.weir.core.f64.bilevel;

import io.weir.core.f64.optim.Vectors;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * Largest eigenvalue of a positive semi-definite matrix from below, with products computed by the
 * caller.
 */
final class PowerIteration {
  private final double[] direction;
  private /* wide */ double value;
  private int iterations;

  PowerIteration(int n) {
    this.direction = new double[n];
  }

  /** Starts from a vector, copied; it should have something of the leading eigenvector in it. */
  void begin(double[] start) {
    System.arraycopy(start, 0, direction, 0, direction.length);
    iterations = 0;
    value = 0;
    normalize();
  }

  double[] direction() {
    return direction;
  }

  /** Takes the product of the matrix and the direction. */
  void accept(double[] product) {
    value = Vectors.dot(direction, product, direction.length);
    System.arraycopy(product, 0, direction, 0, direction.length);
    normalize();
    iterations++;
  }

  /** The last Rayleigh quotient. */
  /* wide */ double value() {
    return value;
  }

  int iterations() {
    return iterations;
  }

  private void normalize() {
    /* wide */ double norm = Vectors.norm(direction);
    if (norm > 0) {
      for (int i = 0; i < direction.length; i++) {
        direction[i] = (double) (direction[i] / norm);
      }
    }
  }

  void write(StateOutput out) throws IOException {
    out.writeVector(direction);
    out.writeWide(value);
    out.writeInt(iterations);
  }

  void read(StateInput in) throws IOException {
    in.readVector(direction);
    value = in.readWide();
    iterations = in.readInt();
  }
}
