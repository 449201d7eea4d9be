package io.weir.learner.judge;

import io.weir.learner.sample.RunningMoments;
import io.weir.learner.train.FrozenWindow;

/**
 * Self-normalized inverse-propensity estimates of one policy on randomized rows (Hajek's form of
 * the expected outcome metric, METHOD sections 1 and 6): with w_i = 1[t_i = pi(x_i)] / p_i,
 *
 * <pre>value = sum w_i r_i / sum w_i,   influence_i = w_i (r_i - value) / mean(w)</pre>
 *
 * <p>Normalizing costs a bias of order 1/n and removes the variance that comes from how many rows
 * happened to match.
 */
public final class PolicyEvaluation {
  private final double[] influence;
  private final double value;
  private final double cost;
  private final double costHalfWidth;
  private final double halfWidth;
  private final double effectiveSamples;

  private PolicyEvaluation(Passes done) {
    influence = done.influence;
    value = done.value();
    cost = done.cost();
    boolean matched = done.weights > 0;
    effectiveSamples = matched ? done.weights * done.weights / done.weightSquares : 0;
    int rows = influence.length;
    halfWidth = matched ? halfWidth(done.squares, rows) : Double.POSITIVE_INFINITY;
    costHalfWidth = matched ? halfWidth(done.costSquares, rows) : Double.POSITIVE_INFINITY;
  }

  /**
   * The two passes over the rows, which may be taken in parts: first the sums of all rows, then the
   * spread about their means. Sums run in the order of the rows, however they are cut.
   */
  public static final class Passes {
    private final FrozenWindow window;
    private final int[] chosen;
    private final double[] influence;
    private double weights;
    private double weightSquares;
    private double revenueSum;
    private double costSum;
    private double costSquares;
    private double squares;

    public Passes(FrozenWindow window) {
      this.window = window;
      this.chosen = new int[window.rows()];
      this.influence = new double[window.rows()];
    }

    /** Takes the next row into the sums; rows come in order. */
    public void sum(int i, int choice) {
      chosen[i] = choice;
      if (window.arm()[i] == choice) {
        double weight = 1 / window.propensity()[i];
        weights += weight;
        weightSquares += weight * weight;
        revenueSum += weight * window.revenue()[i];
        costSum += weight * window.cost()[i];
      }
    }

    /** Takes the next row into the spread, once all rows are in the sums. */
    public void spread(int i) {
      if (window.arm()[i] == chosen[i]) {
        double share = window.rows() / (window.propensity()[i] * weights);
        influence[i] = share * (window.revenue()[i] - value());
        squares += influence[i] * influence[i];
        double costInfluence = share * (window.cost()[i] - cost());
        costSquares += costInfluence * costInfluence;
      }
    }

    private double value() {
      return weights > 0 ? revenueSum / weights : 0;
    }

    private double cost() {
      return weights > 0 ? costSum / weights : 0;
    }

    /** Returns the evaluation, once both passes are through. */
    public PolicyEvaluation evaluation() {
      return new PolicyEvaluation(this);
    }
  }

  /**
   * Evaluates a policy at once.
   *
   * @param window randomized rows
   * @param chosen arm the policy gives each row; not kept
   */
  public static PolicyEvaluation of(FrozenWindow window, int[] chosen) {
    Passes passes = new Passes(window);
    for (int i = 0; i < chosen.length; i++) {
      passes.sum(i, chosen[i]);
    }
    for (int i = 0; i < chosen.length; i++) {
      passes.spread(i);
    }
    return passes.evaluation();
  }

  private static double halfWidth(double squares, int rows) {
    return rows < 2
        ? Double.POSITIVE_INFINITY
        : RunningMoments.NORMAL_95 * Math.sqrt(squares / (rows - 1) / rows);
  }

  /** Returns revenue per impression. */
  public double value() {
    return value;
  }

  /** Returns half the 95 % interval of the value. */
  public double halfWidth() {
    return halfWidth;
  }

  /** Returns cost per impression, whole currency units. */
  public double cost() {
    return cost;
  }

  /** Returns half the 95 % interval of the cost. */
  public double costHalfWidth() {
    return costHalfWidth;
  }

  /** Returns Kish's effective sample size, (sum w)^2 / sum w^2. */
  public double effectiveSamples() {
    return effectiveSamples;
  }

  /**
   * Returns half the 95 % interval of this value less the other's, paired row by row: policies that
   * agree on a row add no variance there.
   */
  public double differenceHalfWidth(PolicyEvaluation other) {
    double squares = 0;
    for (int i = 0; i < influence.length; i++) {
      double gap = influence[i] - other.influence[i];
      squares += gap * gap;
    }
    return halfWidth(squares, influence.length);
  }
}
