package io.weir.core.allocation;

/**
 * A view of predicted revenue and cost for n individuals and M arms, without a copy: either two
 * row-major matrices [n, M] or one matrix [n, 2M] as a network puts it out, revenue columns first.
 * The arrays are read, never written.
 */
public final class Predictions {
  private final double[] revenue;
  private final double[] cost;
  private final int stride;
  private final int costShift;
  private final int individuals;
  private final int arms;

  private Predictions(
      double[] revenue, double[] cost, int stride, int costShift, int individuals, int arms) {
    this.revenue = revenue;
    this.cost = cost;
    this.stride = stride;
    this.costShift = costShift;
    this.individuals = individuals;
    this.arms = arms;
  }

  /**
   * Views two matrices.
   *
   * @param revenue row-major [n, arms]
   * @param cost row-major [n, arms], currency units
   * @param arms number of arms, at least one
   * @throws IllegalArgumentException if the lengths differ or are no multiple of {@code arms}
   */
  public static Predictions of(double[] revenue, double[] cost, int arms) {
    if (arms < 1 || revenue.length != cost.length || revenue.length % arms != 0) {
      throw new IllegalArgumentException(
          "revenue[%d] and cost[%d] must be [n, %d]".formatted(revenue.length, cost.length, arms));
    }
    return new Predictions(revenue, cost, arms, 0, revenue.length / arms, arms);
  }

  /**
   * Views the output of a network.
   *
   * @param outputs row-major [individuals, 2 arms] at least: revenue of arm 0..M-1, then cost of
   *     arm 0..M-1
   * @throws IllegalArgumentException if the array is too short
   */
  public static Predictions ofOutputs(double[] outputs, int individuals, int arms) {
    if (arms < 1 || individuals < 0 || outputs.length < 2L * individuals * arms) {
      throw new IllegalArgumentException(
          "outputs[%d] must hold [%d, %d]".formatted(outputs.length, individuals, 2 * arms));
    }
    return new Predictions(outputs, outputs, 2 * arms, arms, individuals, arms);
  }

  /** Number of individuals n. */
  public int individuals() {
    return individuals;
  }

  /** Number of arms M. */
  public int arms() {
    return arms;
  }

  /** Predicted revenue of an individual under an arm. */
  public double revenue(int individual, int arm) {
    return revenue[individual * stride + arm];
  }

  /** Predicted cost of an individual under an arm, currency units. */
  public double cost(int individual, int arm) {
    return cost[individual * stride + costShift + arm];
  }

  /** The arm that {@link Policy} chooses for one individual. */
  public int argmax(int individual, double dualPrice) {
    int row = individual * stride;
    return Policy.argmax(revenue, row, cost, row + costShift, arms, dualPrice);
  }

  /** The arm that {@link Policy} chooses for every individual. */
  public int[] choices(double dualPrice) {
    int[] arm = new int[individuals];
    Policy.argmax(this, dualPrice, arm);
    return arm;
  }

  /**
   * Checks individuals before anything is solved on them: a number that is not finite would win or
   * lose every comparison without a word.
   *
   * @throws IllegalArgumentException if a prediction of theirs is not finite
   */
  void requireFinite(int from, int to) {
    for (int i = from; i < to; i++) {
      for (int j = 0; j < arms; j++) {
        if (!Double.isFinite(revenue(i, j)) || !Double.isFinite(cost(i, j))) {
          throw new IllegalArgumentException(
              "individual %d, arm %d: predicted revenue %s and cost %s must be finite"
                  .formatted(i, j, revenue(i, j), cost(i, j)));
        }
      }
    }
  }

  /** Puts the upper hull of one individual into {@code hull}. */
  void hull(int individual, ArmHull hull) {
    int row = individual * stride;
    hull.of(revenue, row, cost, row + costShift, arms);
  }
}
