package io.weir.core.f64.level;

import io.weir.core.f64.optim.Vectors;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * Rows of logged data, columnar, by reference: features, the arm given, what came of it, and for
 * observational rows the teacher's predictions. Revenue and cost are in the normalized units of the
 * network.
 */
public final class SampleBatch {
  private static final double[] NONE = new double[0];

  public final int rows;
  final int features;
  public final int arms;
  public final double[] x;
  public final int[] arm;
  public final double[] revenue;
  public final double[] cost;
  public final double[] teacher;
  final double[] propensity;
  public double[] anchor = NONE;

  /** Wraps arrays without propensities; see the other constructor. */
  public SampleBatch(
      int rows,
      int features,
      int arms,
      double[] x,
      int[] arm,
      double[] revenue,
      double[] cost,
      double[] teacher) {
    this(rows, features, arms, x, arm, revenue, cost, teacher, NONE);
  }

  /**
   * Wraps arrays that may be longer than needed.
   *
   * @param x row-major [rows, features]
   * @param arm index of the arm given, in 0..arms-1
   * @param teacher row-major [rows, 2 arms] in the network's column order, or empty where no
   *     pseudo-labels are needed
   * @param propensity probability of the arm given, in (0, 1], or empty where it is to be counted
   *     on these rows or is not needed
   * @throws IllegalArgumentException if an array is too short, rows is not positive, or an arm is
   *     out of range
   */
  public SampleBatch(
      int rows,
      int features,
      int arms,
      double[] x,
      int[] arm,
      double[] revenue,
      double[] cost,
      double[] teacher,
      double[] propensity) {
    if (rows <= 0
        || x.length < rows * features
        || arm.length < rows
        || revenue.length < rows
        || cost.length < rows
        || (teacher.length > 0 && teacher.length < rows * 2 * arms)
        || (propensity.length > 0 && propensity.length < rows)) {
      throw new IllegalArgumentException("arrays do not hold " + rows + " rows");
    }
    for (int i = 0; i < rows; i++) {
      if (arm[i] < 0 || arm[i] >= arms) {
        throw new IllegalArgumentException("arm " + arm[i] + " of " + arms + " in row " + i);
      }
    }
    this.rows = rows;
    this.features = features;
    this.arms = arms;
    this.x = x;
    this.arm = arm;
    this.revenue = revenue;
    this.cost = cost;
    this.teacher = teacher;
    this.propensity = propensity;
  }

  /** Sets f0 of {@link PseudoLabels#FROZEN}, row-major [rows, 2 arms], by reference. */
  public void anchorAt(double[] predictions) {
    if (predictions.length < rows * 2 * arms) {
      throw new IllegalArgumentException("anchor holds " + predictions.length + " cells");
    }
    anchor = predictions;
  }

  /** Rows in use. */
  public int rows() {
    return rows;
  }

  /** Arms M. */
  public int arms() {
    return arms;
  }

  /** Arm given to each row; live. */
  public int[] arm() {
    return arm;
  }

  /** Revenue of each row; live. */
  public double[] revenue() {
    return revenue;
  }

  /** Cost of each row; live. */
  public double[] cost() {
    return cost;
  }

  /** Writes the content in exact bits. */
  public void write(StateOutput out) throws IOException {
    out.writeInt(rows);
    out.writeInt(features);
    out.writeInt(arms);
    for (int i = 0; i < rows; i++) {
      out.writeInt(arm[i]);
    }
    out.writeVector(x);
    out.writeVector(revenue);
    out.writeVector(cost);
    out.writeVector(teacher);
    out.writeVector(propensity);
    out.writeVector(anchor);
  }

  /** Reads what {@link #write} wrote. */
  public static SampleBatch read(StateInput in) throws IOException {
    int rows = in.readInt();
    int features = in.readInt();
    int arms = in.readInt();
    int[] arm = new int[rows];
    for (int i = 0; i < rows; i++) {
      arm[i] = in.readInt();
    }
    SampleBatch batch =
        new SampleBatch(
            rows,
            features,
            arms,
            Vectors.read(in),
            arm,
            Vectors.read(in),
            Vectors.read(in),
            Vectors.read(in),
            Vectors.read(in));
    batch.anchor = Vectors.read(in);
    return batch;
  }
}
