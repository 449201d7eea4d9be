package io.weir.cli.plan;

import io.weir.core.estimate.HoldoutSize;
import io.weir.learner.options.GateOptions;
import io.weir.learner.options.TrainingOptions;

/**
 * What a holdout does to a campaign. Every arm is drawn with the same probability.
 *
 * @param unitsPerDay people, or other units, that the campaign meets each day
 * @param costs of the arms in currency units, the free one first
 * @param conversion rate without a treatment
 * @param treatedConversion rate with one
 * @param paidWhenTreated whether a treatment costs what it costs whether or not it converts
 */
record HoldoutPlan(
    double unitsPerDay,
    double[] costs,
    double conversion,
    double treatedConversion,
    boolean paidWhenTreated) {

  /** Returns the randomized samples until the effect of every arm is resolved. */
  double samples(HoldoutSize.Looks looks) {
    double each = 1.0 / costs.length;
    return HoldoutSize.samples(each, conversion, each, treatedConversion, looks);
  }

  /**
   * Returns the days of traffic until the effect of every arm is resolved.
   *
   * @param rate of the holdout
   */
  double days(double rate, HoldoutSize.Looks looks) {
    return samples(looks) / (unitsPerDay * rate);
  }

  /** Returns the rate at which the effect is resolved in a number of days; above 1 if in none. */
  double rateFor(double days, HoldoutSize.Looks looks) {
    return samples(looks) / (unitsPerDay * days);
  }

  /** Returns what chance spends in a day, currency units. */
  double spendPerDay(double rate) {
    double sum = 0;
    for (double cost : costs) {
      sum += cost * (paidWhenTreated ? 1 : treatedConversion);
    }
    return unitsPerDay * rate * sum / costs.length;
  }

  /** Returns the days of traffic until a first candidate can come before the gate, by default. */
  double daysToFirstCandidate(double rate) {
    double all = number(TrainingOptions.WARMUP_SAMPLES.defaultText());
    double randomized =
        Math.max(
            number(TrainingOptions.WARMUP_RANDOMIZED.defaultText()),
            number(GateOptions.GATE_MIN_EVIDENCE.defaultText()));
    return Math.max(all / unitsPerDay, randomized / (unitsPerDay * rate));
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }
}
