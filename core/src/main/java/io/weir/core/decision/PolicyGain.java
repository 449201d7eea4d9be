package io.weir.core.decision;

import io.weir.core.allocation.LoggedSamples;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What each arm is estimated to gain one individual, from the one outcome that was seen: by inverse
 * propensity alone, or doubly robust with a baseline prediction as control variate, which takes out
 * much of the noise when the baseline is good and stays unbiased when it is not (it must not have
 * been fitted on the very row).
 */
final class PolicyGain {
  private final double @Nullable [] baseline;

  PolicyGain(double @Nullable [] baseline) {
    this.baseline = baseline;
  }

  /**
   * Fills {@code gain} with every arm's estimated revenueWeight x revenue + costWeight x cost.
   *
   * @param gain overwritten, length arms
   */
  void of(LoggedSamples samples, int row, double revenueWeight, double costWeight, double[] gain) {
    int arms = gain.length;
    int given = samples.arm(row);
    double outcome = revenueWeight * samples.revenue(row) + costWeight * samples.cost(row);
    if (baseline == null) {
      Arrays.fill(gain, 0);
      gain[given] = outcome / samples.propensity(row);
      return;
    }
    int at = row * 2 * arms;
    for (int j = 0; j < arms; j++) {
      gain[j] = revenueWeight * baseline[at + j] + costWeight * baseline[at + arms + j];
    }
    gain[given] += (outcome - gain[given]) / samples.propensity(row);
  }
}
