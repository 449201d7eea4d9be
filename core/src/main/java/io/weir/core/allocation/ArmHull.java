package io.weir.core.allocation;

/**
 * The arms one individual can be given at some price: the rising part of the upper convex hull of
 * (cost, revenue).
 *
 * <p>{@code arm(0)} is the cheapest arm; arm(k) takes over from arm(k-1) once the price falls below
 * {@code price(k)}, and prices strictly fall with k (Zemel 1984: the increments of the linear
 * multiple-choice knapsack). Arms are few, so the hull is walked by gift wrapping: no sort and no
 * allocation.
 */
final class ArmHull {
  private final int[] arm;
  private final double[] price;
  private int size;

  ArmHull(int arms) {
    arm = new int[arms];
    price = new double[arms];
  }

  void of(double[] revenue, int revOffset, double[] cost, int costOffset, int arms) {
    int current = Policy.cheapest(revenue, revOffset, cost, costOffset, arms);
    arm[0] = current;
    price[0] = Double.POSITIVE_INFINITY;
    size = 1;
    while (true) {
      double fromCost = cost[costOffset + current];
      double fromRevenue = revenue[revOffset + current];
      int next = -1;
      double steepest = 0;
      for (int j = 0; j < arms; j++) {
        double run = cost[costOffset + j] - fromCost;
        double rise = revenue[revOffset + j] - fromRevenue;
        if (run > 0 && rise > 0) {
          double slope = rise / run;
          // Of collinear arms the farthest: the ones between are chosen at no price.
          if (slope > steepest
              || (slope == steepest && next >= 0 && farther(cost, costOffset, j, next))) {
            steepest = slope;
            next = j;
          }
        }
      }
      if (next < 0) {
        return;
      }
      arm[size] = next;
      // Rounding must not make a later edge steeper than an earlier one.
      price[size] = Math.min(steepest, price[size - 1]);
      size++;
      current = next;
    }
  }

  private static boolean farther(double[] cost, int costOffset, int candidate, int than) {
    return cost[costOffset + candidate] > cost[costOffset + than];
  }

  /** Number of arms on the hull, at least one. */
  int size() {
    return size;
  }

  int arm(int k) {
    return arm[k];
  }

  /** The price below which arm(k) replaces arm(k-1); positive infinity for k = 0. */
  double price(int k) {
    return price[k];
  }
}
