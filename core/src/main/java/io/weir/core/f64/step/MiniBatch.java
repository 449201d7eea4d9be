package io.weir.core.f64.step;

import io.weir.core.f64.level.SampleBatch;
import io.weir.core.network.MlpShape;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/** The observational mini-batch under way: the caller's rows, copied, and the teacher's labels. */
public final class MiniBatch {
  private final MlpShape shape;
  private final double clip;
  public final double[] x;
  public final int[] arm;
  public final double[] revenue;
  public final double[] cost;
  public final double[] labels;
  private int rows;
  private int ownRows;

  /**
   * No rows yet.
   *
   * @param clip greatest distance of outcomes from zero; those beyond are pulled in
   */
  public MiniBatch(int capacity, MlpShape shape, double clip) {
    this.shape = shape;
    this.clip = clip;
    x = new double[capacity * shape.inputSize()];
    arm = new int[capacity];
    revenue = new double[capacity];
    cost = new double[capacity];
    labels = new double[capacity * shape.outputSize()];
  }

  /** Rows in use. */
  public int rows() {
    return rows;
  }

  /** Share of rows that models of the same campaign decided. */
  public double ownShare() {
    return (double) ownRows / rows;
  }

  /**
   * Copies rows in.
   *
   * @param own rows that models of the same campaign decided, at most n
   * @return whether all numbers were finite and all arms in range; if not, nothing was taken
   * @throws IllegalArgumentException if there are more rows than there is room for
   */
  public boolean take(
      double[] from, int[] given, double[] revenues, double[] costs, int n, int own) {
    if (n > arm.length) {
      throw new IllegalArgumentException(n + " rows in a batch of " + arm.length);
    }
    if (!FactualLoss.finite(from, given, revenues, costs, n, shape.inputSize(), shape.arms())) {
      return false;
    }
    rows = n;
    ownRows = own;
    System.arraycopy(from, 0, x, 0, n * shape.inputSize());
    System.arraycopy(given, 0, arm, 0, n);
    for (int i = 0; i < n; i++) {
      revenue[i] = WindowRows.clipped(revenues[i], clip);
      cost[i] = WindowRows.clipped(costs[i], clip);
    }
    return true;
  }

  /** The rows with their labels, by reference. */
  public SampleBatch batch() {
    return new SampleBatch(rows, shape.inputSize(), shape.arms(), x, arm, revenue, cost, labels);
  }

  /** Writes all that later steps depend on. */
  public void write(StateOutput out) throws IOException {
    out.writeInt(rows);
    out.writeInt(ownRows);
    for (int i = 0; i < rows; i++) {
      out.writeInt(arm[i]);
    }
    out.writeVector(x, rows * shape.inputSize());
    out.writeVector(revenue, rows);
    out.writeVector(cost, rows);
    out.writeVector(labels, rows * shape.outputSize());
  }

  public void read(StateInput in) throws IOException {
    rows = in.readInt();
    ownRows = in.format() >= WindowRows.WEIGHTED_FORMAT ? in.readInt() : 0;
    if (rows > arm.length) {
      throw new IOException(rows + " rows in a batch of " + arm.length);
    }
    for (int i = 0; i < rows; i++) {
      arm[i] = in.readInt();
    }
    in.readVector(x, rows * shape.inputSize());
    in.readVector(revenue, rows);
    in.readVector(cost, rows);
    in.readVector(labels, rows * shape.outputSize());
  }
}
