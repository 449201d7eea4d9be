package io.weir.core.allocation;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The exact dual price when cost is predicted: the smallest price at which the mean predicted cost
 * of the policy fits the budget, in expected linear time and without bisection (Dyer 1984; Zemel
 * 1984).
 *
 * <p>The hull edges of all individuals are breakpoints of a falling step function, and the price is
 * a weighted selection among them. For many individuals a sample first brackets the price, as in
 * Floyd and Rivest's selection: then only edges inside the bracket are gathered, and the bracket is
 * verified on everybody, so that the answer is exact whatever the sample was.
 *
 * <p>A search can be taken in one call, or in bounded passes, so that nothing else waits long
 * behind it: {@link #begin}, then {@link #advance} until {@link #done}. Sums run over individuals
 * in their order, so the answer is the same bit for bit however the passes are cut.
 *
 * <p>An instance keeps its scratch memory between searches, has one under way at a time, and serves
 * one thread at a time.
 */
public final class DualPriceSolver {
  private static final int SAMPLE_FROM = 32_768;
  private static final int SAMPLE_SIZE = 8_192;

  /** Budgets equal to a cost but for rounding count as met. */
  static final double ROUNDING = 1e-12;

  /** Far below the precision of a price, far above the rounding of the scores it is used in. */
  private static final double NUDGE = 1e-12;

  private final PriceScan scan = new PriceScan();
  private @Nullable Predictions predictions;
  private double budget;
  private double low;
  private double high;
  private int next;
  private boolean bracketed;
  private boolean widened;
  private @Nullable DualPrice answer;

  /**
   * Solves for one budget.
   *
   * @param revenue predicted revenue, row-major [n, arms], n at least 1
   * @param cost predicted cost in currency units, row-major [n, arms]; negative values are allowed
   * @param arms number of arms
   * @param budgetPerImpression currency units per impression, zero or more; infinity for none
   * @throws IllegalArgumentException on wrong shapes, no individual, or a budget that is not a
   *     number
   */
  public DualPrice solve(double[] revenue, double[] cost, int arms, double budgetPerImpression) {
    return solve(Predictions.of(revenue, cost, arms), budgetPerImpression);
  }

  /**
   * Solves for one budget.
   *
   * @param of at least one individual
   * @param budgetPerImpression currency units per impression
   * @throws IllegalArgumentException if there is no individual or the budget is not a number
   */
  public DualPrice solve(Predictions of, double budgetPerImpression) {
    begin(of, budgetPerImpression);
    while (!done()) {
      advance(Integer.MAX_VALUE);
    }
    return answer();
  }

  /**
   * Begins a search; one that was under way is given up.
   *
   * @param of at least one individual; must not change until done
   * @param budgetPerImpression currency units per impression
   * @throws IllegalArgumentException if there is no individual or the budget is not a number
   */
  public void begin(Predictions of, double budgetPerImpression) {
    int n = of.individuals();
    if (n == 0 || Double.isNaN(budgetPerImpression)) {
      throw new IllegalArgumentException(
          "need individuals and a budget, got %d and %s".formatted(n, budgetPerImpression));
    }
    predictions = of;
    budget = budgetPerImpression;
    low = 0;
    high = Double.POSITIVE_INFINITY;
    answer = null;
    widened = false;
    bracketed = n < SAMPLE_FROM;
    rescan();
  }

  private void rescan() {
    next = 0;
    scan.begin(Objects.requireNonNull(predictions).arms(), low, high);
  }

  /**
   * Goes on with a search.
   *
   * @param most individuals to look at, positive; bracketing by a sample looks at three times the
   *     sample whatever is given
   * @return individuals looked at
   * @throws IllegalStateException if nothing is under way
   */
  public int advance(int most) {
    Predictions of = predictions;
    if (of == null || answer != null) {
      throw new IllegalStateException("no search is under way");
    }
    if (!bracketed) {
      bracketed = true;
      return bracket(of);
    }
    int end = (int) Math.min(of.individuals(), (long) next + most);
    scan.add(of, next, end, 1);
    int looked = end - next;
    next = end;
    if (next == of.individuals()) {
      conclude(scan.attempt(budget));
    }
    return looked;
  }

  /** Whether the answer is there. */
  public boolean done() {
    return answer != null;
  }

  /**
   * The answer.
   *
   * @throws IllegalStateException before the search is done
   */
  public DualPrice answer() {
    DualPrice found = answer;
    if (found == null) {
      throw new IllegalStateException("the search is not done");
    }
    return found;
  }

  /** Individuals that a search among n looks at, at most; those it looks at again count again. */
  public static long mostLooks(int n) {
    return n < SAMPLE_FROM ? n : 2L * n + 3L * sampled(n, n / SAMPLE_SIZE);
  }

  private static int sampled(int n, int stride) {
    return (n + stride - 1) / stride;
  }

  /** Brackets the price by every stride-th individual; returns how many looks that took. */
  private int bracket(Predictions of) {
    int n = of.individuals();
    int stride = n / SAMPLE_SIZE;
    double margin = 4 * costDeviation(of, stride) / Math.sqrt((double) n / stride);
    double atMost = sampledPrice(of, stride, budget + margin);
    high = sampledPrice(of, stride, budget - margin);
    low = atMost;
    rescan();
    return 3 * sampled(n, stride);
  }

  private double sampledPrice(Predictions of, int stride, double at) {
    scan.begin(of.arms(), 0, Double.POSITIVE_INFINITY);
    scan.add(of, 0, of.individuals(), stride);
    return scan.attempt(at).answer().dualPrice();
  }

  private void conclude(PriceScan.Attempt attempt) {
    boolean outside = attempt.tooLow() || attempt.tooHigh();
    if (widened || !outside) {
      answer = attempt.answer();
      return;
    }
    // The sample misled: look once more, on the side where the price must lie.
    widened = true;
    double from = attempt.tooLow() ? high : 0;
    high = attempt.tooLow() ? Double.POSITIVE_INFINITY : low;
    low = from;
    rescan();
  }

  /**
   * A price at a breakpoint leaves individuals exactly torn, and rounding in their scores may send
   * them to the dearer arm; a hair above, all take the cheaper one, as the sums assume.
   */
  static double justAbove(double breakpoint) {
    return breakpoint * (1 + NUDGE);
  }

  /**
   * Standard deviation over the sample of the cost an individual may move by: that of the dearest
   * arm on the hull.
   */
  private static double costDeviation(Predictions predictions, int stride) {
    double sum = 0;
    double squares = 0;
    int counted = 0;
    for (int i = 0; i < predictions.individuals(); i += stride) {
      double cost = predictions.cost(i, predictions.argmax(i, 0));
      sum += cost;
      squares += cost * cost;
      counted++;
    }
    double mean = sum / counted;
    return Math.sqrt(Math.max(0, squares / counted - mean * mean)) + Math.abs(mean) * 0.05;
  }
}
