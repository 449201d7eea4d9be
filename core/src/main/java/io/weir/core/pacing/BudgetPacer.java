package io.weir.core.pacing;

/**
 * The price for what is left: the ladder at remaining budget over expected remaining traffic, with
 * predicted spend corrected by experience, times the factor of dual mirror descent. Not
 * thread-safe.
 */
public final class BudgetPacer {
  private final SpendCorrection correction;
  private final DualMirrorDescent descent;
  private PriceLadder ladder;

  /**
   * Starts pacing.
   *
   * @param ladder as last published
   * @param correction realized against predicted spend
   * @param descent the fast loop
   */
  public BudgetPacer(PriceLadder ladder, SpendCorrection correction, DualMirrorDescent descent) {
    this.ladder = ladder;
    this.correction = correction;
    this.descent = descent;
  }

  /**
   * Takes a new ladder.
   *
   * @param published by the learner
   * @param relax how much of the fast loop's factor to forget, 0 to 1
   */
  public void publish(PriceLadder published, double relax) {
    ladder = published;
    descent.relax(relax);
  }

  /**
   * Takes an interval into account.
   *
   * @param spend what policy traffic spent in it, currency units
   * @param predictedSpend what its predictions said it would, currency units
   * @param target what should have been spent, currency units, positive
   */
  public void observe(double spend, double predictedSpend, double target) {
    correction.add(predictedSpend, spend);
    descent.step(spend, target);
  }

  /**
   * The price now.
   *
   * @param remainingBudget neither spent nor committed, currency units
   * @param expectedImpressions policy traffic still to come in the period; less than one counts as
   *     one
   * @return revenue units per currency unit; infinite when nothing is left
   */
  public double price(double remainingBudget, double expectedImpressions) {
    double target = remainingBudget / Math.max(1, expectedImpressions);
    double base = ladder.priceFor(target / correction.ratio());
    double factor = descent.factor();
    if (base == 0 && factor > 1) {
      // A product cannot leave zero: start from the least price known to bind.
      return ladder.smallestPositivePrice() * (factor - 1);
    }
    return base * factor;
  }

  /** The experience with predicted spend. */
  public SpendCorrection correction() {
    return correction;
  }

  /** The fast loop. */
  public DualMirrorDescent descent() {
    return descent;
  }
}
