package io.weir.core.f64.step;

import io.weir.core.estimate.StabilizedWeights;
import io.weir.core.f64.level.SampleBatch;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.core.window.RandomizedWindow;
import io.weir.core.window.TrainingWindows;
import java.io.IOException;
import java.util.Arrays;

/**
 * Rows drawn from windows and copied out of them, so that the windows may change before the rows
 * are used. Each carries its stabilized inverse propensity among the rows of its window at that
 * time. Grows to the largest draw.
 */
public final class WindowRows {
  /** Learners saved since have weights beside their rows. */
  public static final int WEIGHTED_FORMAT = 4;

  private final int width;
  private final int arms;
  private final double clip;
  public double[] x = new double[0];
  public int[] arm = new int[0];
  public double[] revenue = new double[0];
  public double[] cost = new double[0];

  /** As it was, but for what the limits of the weights cut off. */
  double[] propensity = new double[0];

  /** Mean one where propensities never changed. */
  double[] weight = new double[0];

  private long[] handles = new long[0];
  private int rows;

  /**
   * No rows yet.
   *
   * @param clip greatest distance of outcomes from zero; those beyond are pulled in
   */
  public WindowRows(MlpShape shape, double clip) {
    this.width = shape.inputSize();
    this.arms = shape.arms();
    this.clip = clip;
  }

  /** Pulls a number in to [-limit, limit]. */
  public static double clipped(double value, double limit) {
    return Math.max(-limit, Math.min(limit, value));
  }

  /** As many as were drawn last. */
  int rows() {
    return rows;
  }

  /** Draws n rows; returns whether there were rows to draw. */
  public boolean draw(RandomizedWindow window, Rng rng, int excludedFold, int n) {
    reserve(n);
    rows = 0;
    return add(window, rng, excludedFold, n);
  }

  /**
   * Draws n rows, own ones among them: so many that they stand for no more than they are among all
   * rows there are.
   *
   * @param ownShare greatest share of own rows
   * @return whether there were rows to draw
   */
  public boolean draw(TrainingWindows windows, Rng rng, int excludedFold, int n, double ownShare) {
    RandomizedWindow own = windows.own();
    RandomizedWindow randomized = windows.randomized();
    reserve(n);
    rows = 0;
    if (own != null && own.rows() > 0 && ownShare > 0) {
      int there = own.rows();
      double share = Math.min(ownShare, (double) there / (there + randomized.rows()));
      add(own, rng, excludedFold, (int) Math.round((double) n * share));
    }
    return add(randomized, rng, excludedFold, n - rows) || rows > 0;
  }

  private boolean add(RandomizedWindow window, Rng rng, int excludedFold, int n) {
    if (!window.draw(rng, excludedFold, handles, n)) {
      return false;
    }
    window.features(handles, n, x, rows);
    StabilizedWeights weights = window.weights(arms);
    for (int i = 0; i < n; i++) {
      int row = rows + i;
      arm[row] = window.arm(handles[i]);
      revenue[row] = clipped(window.revenue(handles[i]), clip);
      cost[row] = clipped(window.cost(handles[i]), clip);
      /* wide */ double share = weights.weight(arm[row], window.propensity(handles[i]));
      weight[row] = (double) share;
      propensity[row] = (double) Math.min(1, weights.meanPropensity(arm[row]) / share);
    }
    rows += n;
    return true;
  }

  private void reserve(int n) {
    if (arm.length < n) {
      x = new double[n * width];
      arm = new int[n];
      revenue = new double[n];
      cost = new double[n];
      propensity = new double[n];
      weight = new double[n];
      handles = new long[n];
    }
  }

  /** The rows as randomized data, by reference. */
  public SampleBatch batch() {
    double[] none = new double[0];
    return new SampleBatch(rows, width, arms, x, arm, revenue, cost, none, propensity);
  }

  /** Writes all that later steps depend on. */
  public void write(StateOutput out) throws IOException {
    out.writeInt(rows);
    for (int i = 0; i < rows; i++) {
      out.writeInt(arm[i]);
    }
    out.writeVector(x, rows * width);
    out.writeVector(revenue, rows);
    out.writeVector(cost, rows);
    out.writeVector(propensity, rows);
    out.writeVector(weight, rows);
  }

  /** Reads what {@link #write} wrote; rows that had no weights count alike. */
  public void read(StateInput in) throws IOException {
    int n = in.readInt();
    reserve(n);
    rows = n;
    for (int i = 0; i < n; i++) {
      arm[i] = in.readInt();
    }
    in.readVector(x, n * width);
    in.readVector(revenue, n);
    in.readVector(cost, n);
    in.readVector(propensity, n);
    if (in.format() >= WEIGHTED_FORMAT) {
      in.readVector(weight, n);
    } else {
      Arrays.fill(weight, 0, n, 1.0);
    }
  }
}
