package io.weir.core.f64.optim;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * Adam (Kingma and Ba 2015), bias-corrected, epsilon outside the root, with decoupled decay
 * (Loshchilov 2019). Keeps its own state, which can be saved. Not thread-safe.
 */
public final class Adam {
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final double[] firstMoment;
  private final double[] secondMoment;
  private long steps;

  /**
   * Moments of zero for n parameters.
   *
   * @param beta1 decay of the first moment, in [0, 1)
   * @param beta2 decay of the second moment, in [0, 1)
   * @param epsilon added to the root, positive
   */
  public Adam(int n, double beta1, double beta2, double epsilon) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.firstMoment = new double[n];
    this.secondMoment = new double[n];
  }

  /** The usual constants: 0.9, 0.999, 1e-8. */
  public static Adam standard(int n) {
    return new Adam(n, 0.9, 0.999, 1e-8);
  }

  /**
   * One step, then decoupled decay: {@code theta *= 1 - rate * decay}.
   *
   * @param rate learning rate, at least zero
   * @param decay decoupled weight decay, at least zero
   */
  public void step(
      double[] theta,
      int thetaOffset,
      double[] gradient,
      int gradientOffset,
      double rate,
      double decay) {
    steps++;
    // In single precision these corrections lose most of their digits in the first steps; hence the
    // wide arithmetic.
    double scaledRate = (double) (rate / (1d - StrictMath.pow(beta1, steps)));
    double rootScale = (double) (1d / Math.sqrt(1d - StrictMath.pow(beta2, steps)));
    double keep = 1 - rate * decay;
    double complement1 = 1 - beta1;
    double complement2 = 1 - beta2;
    for (int i = 0; i < firstMoment.length; i++) {
      double g = gradient[gradientOffset + i];
      double m = beta1 * firstMoment[i] + complement1 * g;
      double s = beta2 * secondMoment[i] + complement2 * g * g;
      firstMoment[i] = m;
      secondMoment[i] = s;
      double move = scaledRate * m / ((double) Math.sqrt(s) * rootScale + epsilon);
      theta[thetaOffset + i] = (theta[thetaOffset + i] - move) * keep;
    }
  }

  /**
   * An optimizer of other parameters that has taken as many steps.
   *
   * @param first its first moments, copied
   * @param second its second moments, copied
   */
  public Adam carriedOver(double[] first, double[] second) {
    Adam adam = new Adam(first.length, beta1, beta2, epsilon);
    adam.steps = steps;
    System.arraycopy(first, 0, adam.firstMoment, 0, first.length);
    System.arraycopy(second, 0, adam.secondMoment, 0, first.length);
    return adam;
  }

  /** The live first moment; writing to it changes the optimizer. */
  public double[] firstMoment() {
    return firstMoment;
  }

  /** The live second moment. */
  public double[] secondMoment() {
    return secondMoment;
  }

  /** Steps taken so far. */
  public long steps() {
    return steps;
  }

  /** Writes the state in exact bits. */
  public void write(StateOutput out) throws IOException {
    out.writeDouble(beta1);
    out.writeDouble(beta2);
    out.writeDouble(epsilon);
    out.writeLong(steps);
    out.writeVector(firstMoment);
    out.writeVector(secondMoment);
  }

  /** Continues from what {@link #write} wrote. */
  public static Adam read(StateInput in) throws IOException {
    double beta1 = in.readDouble();
    double beta2 = in.readDouble();
    double epsilon = in.readDouble();
    long steps = in.readLong();
    double[] first = Vectors.read(in);
    Adam adam = new Adam(first.length, beta1, beta2, epsilon);
    adam.steps = steps;
    System.arraycopy(first, 0, adam.firstMoment, 0, first.length);
    in.readVector(adam.secondMoment);
    return adam;
  }
}
