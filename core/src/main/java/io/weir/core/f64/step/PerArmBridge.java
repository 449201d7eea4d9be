package io.weir.core.f64.step;

import io.weir.core.f64.optim.Vectors;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The small bridge: one logit per output column, w = sigmoid(logit). It moves against a
 * hypergradient, normalised by its own moments.
 */
public final class PerArmBridge {
  private static final double FIRST_DECAY = 0.95;
  private static final double SECOND_DECAY = 0.99;
  private static final double EPSILON = 1e-12;

  private final double[] logits;
  private final double[] first;
  private final double[] second;
  private final double[] hypergradient;
  private long steps;

  /** Weights of one half. */
  public PerArmBridge(int columns) {
    this(columns, 0.0);
  }

  /** Weights that all start from one logit. */
  public PerArmBridge(int columns, double logit) {
    logits = new double[columns];
    Arrays.fill(logits, logit);
    first = new double[columns];
    second = new double[columns];
    hypergradient = new double[columns];
  }

  /** Weight of a column, in (0, 1). */
  public double weight(int column) {
    return (double) (1d / (1d + Math.exp(-logits[column])));
  }

  /** Adds the gradient of (1/n) sum w (f - pre)^2 over counterfactual cells to out. */
  public void addPseudoLabels(
      double[] output, double[] teacher, int[] arm, int rows, double[] out) {
    int columns = logits.length;
    int arms = columns / 2;
    for (int j = 0; j < columns; j++) {
      double scale = 2 * weight(j) / rows;
      for (int i = 0; i < rows; i++) {
        if (arm[i] != j % arms) {
          int cell = i * columns + j;
          out[cell] += scale * (output[cell] - teacher[cell]);
        }
      }
    }
  }

  /** The logits; live. */
  double[] logits() {
    return logits;
  }

  /** Steps taken. */
  public long steps() {
    return steps;
  }

  /** Norm of the last hypergradient. */
  public double hypergradientNorm() {
    return (double) Vectors.norm(hypergradient);
  }

  /** Sets the hypergradient to zero. */
  public void beginHypergradient() {
    Arrays.fill(hypergradient, 0.0);
  }

  /**
   * Adds one member's share: - (2/n) sum_i 1[cell counterfactual] (f - pre) (J g) w (1 - w), column
   * by column.
   *
   * @param output f of the member, row-major [rows, columns]
   * @param teacher pre, likewise
   * @param tangent J g, likewise
   */
  public void addHypergradient(
      double[] output, double[] teacher, double[] tangent, int[] arm, int rows) {
    int columns = logits.length;
    int arms = columns / 2;
    double scale = -2.0 / rows;
    for (int j = 0; j < columns; j++) {
      double w = weight(j);
      /* wide */ double sum = 0;
      for (int i = 0; i < rows; i++) {
        if (arm[i] != j % arms) {
          int cell = i * columns + j;
          sum += (output[cell] - teacher[cell]) * tangent[cell];
        }
      }
      hypergradient[j] += (double) (scale * sum * w * (1 - w));
    }
  }

  /** Takes over a hypergradient that was computed elsewhere, and moves against it. */
  boolean step(double[] from, double rate, double limit) {
    System.arraycopy(from, 0, hypergradient, 0, hypergradient.length);
    return step(rate, limit);
  }

  /**
   * Moves the logits against the hypergradient; leaves them where they are if it is not finite.
   *
   * @return whether they moved
   */
  public boolean step(double rate, double limit) {
    if (!Double.isFinite((double) Vectors.norm(hypergradient))) {
      return false;
    }
    steps++;
    double correction1 = (double) (1d - StrictMath.pow(FIRST_DECAY, steps));
    double correction2 = (double) (1d - StrictMath.pow(SECOND_DECAY, steps));
    for (int j = 0; j < logits.length; j++) {
      double h = hypergradient[j];
      first[j] = FIRST_DECAY * first[j] + (1 - FIRST_DECAY) * h;
      second[j] = SECOND_DECAY * second[j] + (1 - SECOND_DECAY) * h * h;
      double root = (double) Math.sqrt(second[j] / correction2) + EPSILON;
      double moved = logits[j] - rate * (first[j] / correction1) / root;
      logits[j] = Math.max(-limit, Math.min(limit, moved));
    }
    return true;
  }

  /** Takes over another's logits for other arms. */
  public void carryOver(PerArmBridge former, Reshaping reshaping) {
    steps = former.steps;
    System.arraycopy(reshaping.columns(former.logits), 0, logits, 0, logits.length);
    System.arraycopy(reshaping.columns(former.first), 0, first, 0, first.length);
    System.arraycopy(reshaping.columns(former.second), 0, second, 0, second.length);
  }

  /** Writes all that later steps depend on. */
  public void write(StateOutput out) throws IOException {
    out.writeLong(steps);
    out.writeVector(logits);
    out.writeVector(first);
    out.writeVector(second);
    out.writeVector(hypergradient);
  }

  /** Puts back what {@link #write} wrote. */
  public void read(StateInput in) throws IOException {
    steps = in.readLong();
    in.readVector(logits);
    in.readVector(first);
    in.readVector(second);
    in.readVector(hypergradient);
  }
}
