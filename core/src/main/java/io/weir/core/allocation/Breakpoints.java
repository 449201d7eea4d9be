package io.weir.core.allocation;

import java.util.Arrays;

/**
 * A growing list of price breakpoints with the cost and revenue each adds once the price falls
 * below it.
 */
final class Breakpoints {
  private double[] price;
  private double[] cost;
  private double[] revenue;
  private int size;
  private long pivotState;

  Breakpoints(int capacity) {
    price = new double[Math.max(capacity, 16)];
    cost = new double[price.length];
    revenue = new double[price.length];
    clear();
  }

  void clear() {
    size = 0;
    // Fixed start: the same input takes the same steps.
    pivotState = 0x9E3779B97F4A7C15L;
  }

  void add(double atPrice, double addedCost, double addedRevenue) {
    if (size == price.length) {
      int grown = size + (size >> 1);
      price = Arrays.copyOf(price, grown);
      cost = Arrays.copyOf(cost, grown);
      revenue = Arrays.copyOf(revenue, grown);
    }
    price[size] = atPrice;
    cost[size] = addedCost;
    revenue[size] = addedRevenue;
    size++;
  }

  int size() {
    return size;
  }

  double price(int k) {
    return price[k];
  }

  double cost(int k) {
    return cost[k];
  }

  double revenue(int k) {
    return revenue[k];
  }

  /**
   * Weighted selection in expected linear time: the smallest breakpoint p such that the cost added
   * by all breakpoints above p keeps within a limit. Reorders the list.
   *
   * @param baseCost cost before any breakpoint
   * @param baseRevenue revenue before any breakpoint
   * @param limit the total cost allowed
   * @param floor the answer when all breakpoints fit
   * @return the price, and the cost and revenue there
   */
  Selection select(double baseCost, double baseRevenue, double limit, double floor) {
    int from = 0;
    int to = size;
    double takenCost = baseCost;
    double takenRevenue = baseRevenue;
    while (from < to) {
      double pivot = pivot(from, to);
      // Three ways: [from, above) dearer than the pivot, [above, below) equal, [below, to) cheaper.
      int above = from;
      int below = to;
      double dearerCost = 0;
      double dearerRevenue = 0;
      double equalCost = 0;
      double equalRevenue = 0;
      for (int k = from; k < below; ) {
        if (price[k] > pivot) {
          dearerCost += cost[k];
          dearerRevenue += revenue[k];
          swap(k++, above++);
        } else if (price[k] < pivot) {
          swap(k, --below);
        } else {
          equalCost += cost[k];
          equalRevenue += revenue[k];
          k++;
        }
      }
      if (takenCost + dearerCost > limit) {
        to = above;
        continue;
      }
      takenCost += dearerCost;
      takenRevenue += dearerRevenue;
      if (takenCost + equalCost > limit) {
        return new Selection(pivot, takenCost, takenRevenue, true);
      }
      takenCost += equalCost;
      takenRevenue += equalRevenue;
      from = below;
    }
    return new Selection(floor, takenCost, takenRevenue, false);
  }

  /** Sorts by falling price. */
  void sortByFallingPrice() {
    sort(0, size);
  }

  private void sort(int start, int end) {
    int from = start;
    int to = end;
    while (to - from > 16) {
      double pivot = pivot(from, to);
      int above = from;
      int below = to;
      for (int k = from; k < below; ) {
        if (price[k] > pivot) {
          swap(k++, above++);
        } else if (price[k] < pivot) {
          swap(k, --below);
        } else {
          k++;
        }
      }
      // Recurse into the smaller side only: the stack stays logarithmic.
      if (above - from < to - below) {
        sort(from, above);
        from = below;
      } else {
        sort(below, to);
        to = above;
      }
    }
    for (int k = from + 1; k < to; k++) {
      for (int m = k; m > from && price[m] > price[m - 1]; m--) {
        swap(m, m - 1);
      }
    }
  }

  /** Median of three at pseudo-random places. */
  private double pivot(int from, int to) {
    double a = price[place(from, to)];
    double b = price[place(from, to)];
    double c = price[place(from, to)];
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  private int place(int from, int to) {
    pivotState ^= pivotState << 13;
    pivotState ^= pivotState >>> 7;
    pivotState ^= pivotState << 17;
    return from + (int) ((pivotState >>> 33) % (to - from));
  }

  private void swap(int a, int b) {
    double p = price[a];
    price[a] = price[b];
    price[b] = p;
    double c = cost[a];
    cost[a] = cost[b];
    cost[b] = c;
    double r = revenue[a];
    revenue[a] = revenue[b];
    revenue[b] = r;
  }

  /**
   * What was selected.
   *
   * @param crossed whether some breakpoint had to be left out
   */
  record Selection(double price, double cost, double revenue, boolean crossed) {}
}
