package io.weir.backtest.result;

import io.weir.backtest.evaluate.StudentInterval;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a method is from the baseline in one measure, by seed and by budget, paired.
 *
 * @param method the method
 * @param measure {@code eom}, {@code aucc} or {@code normalizedValue}
 * @param budget budget per impression; null for the mean over all budgets, and for {@code aucc}
 * @param mean mean over seeds of method less baseline
 * @param standardError of the mean; null if it is not known. Where every seed splits the same rows,
 *     the splits are not independent, and the error is that of Nadeau and Bengio (2003): the
 *     variance is multiplied by 1/K + (test rows)/(training rows), not by 1/K. With one seed it is
 *     that of the paired difference on the test rows, which is known for the EOM at one budget
 * @param halfWidth of the 95 % interval by the t distribution; null where the error is
 */
public record Difference(
    String method,
    String measure,
    @Nullable Double budget,
    double mean,
    @Nullable Double standardError,
    @Nullable Double halfWidth) {

  static Difference of(
      String method,
      String measure,
      @Nullable Double budget,
      List<Double> bySeed,
      double testOverTraining) {
    int k = bySeed.size();
    double mean = bySeed.stream().mapToDouble(x -> x).average().orElse(Double.NaN);
    if (k < 2) {
      return new Difference(method, measure, budget, mean, null, null);
    }
    double squares = bySeed.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
    double error = Math.sqrt(squares / (k - 1) * (1.0 / k + testOverTraining));
    return new Difference(
        method, measure, budget, mean, error, error * StudentInterval.quantile(k - 1));
  }

  /** The same with an error known from elsewhere, of so many degrees of freedom. */
  Difference withError(double error, double degreesOfFreedom) {
    return new Difference(
        method, measure, budget, mean, error, error * StudentInterval.quantile(degreesOfFreedom));
  }

  /** Whether the 95 % interval of the difference leaves out zero. */
  public boolean clear() {
    return halfWidth != null && Math.abs(mean) > halfWidth;
  }
}
