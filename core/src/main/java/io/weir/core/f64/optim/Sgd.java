package io.weir.core.f64.optim;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Gradient descent with heavy-ball momentum (zero for none) and decoupled decay. */
public final class Sgd implements Optimizer {
  private final double momentum;
  private final double[] velocity;

  /**
   * A step is {@code velocity = momentum * velocity + gradient; theta -= rate * velocity}.
   *
   * @param n parameters
   * @param momentum in [0, 1)
   */
  public Sgd(int n, double momentum) {
    this.momentum = momentum;
    this.velocity = new double[n];
  }

  @Override
  public void step(
      double[] theta,
      int thetaOffset,
      double[] gradient,
      int gradientOffset,
      double rate,
      double decay) {
    double keep = 1 - rate * decay;
    for (int i = 0; i < velocity.length; i++) {
      velocity[i] = momentum * velocity[i] + gradient[gradientOffset + i];
      theta[thetaOffset + i] = (theta[thetaOffset + i] - rate * velocity[i]) * keep;
    }
  }

  /** The live velocity. */
  public double[] velocity() {
    return velocity;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeDouble(momentum);
    Vectors.write(out, velocity);
  }

  /** Continues from what {@link #save} wrote. */
  public static Sgd restore(DataInput in) throws IOException {
    double momentum = in.readDouble();
    double[] velocity = Vectors.read(in);
    Sgd sgd = new Sgd(velocity.length, momentum);
    System.arraycopy(velocity, 0, sgd.velocity, 0, velocity.length);
    return sgd;
  }
}
