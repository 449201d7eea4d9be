package io.weir.backtest.evaluate;

/**
 * One arm given to everybody, on the test rows.
 *
 * @param revenue revenue per impression
 * @param cost cost per impression, currency units
 * @param effect revenue less that of the free arm
 */
public record ArmMean(Interval revenue, Interval cost, Interval effect) {

  /** Whether the effect's interval leaves out zero. */
  public boolean effectIsSeen() {
    return effect.lower() > 0 || effect.upper() < 0;
  }
}
