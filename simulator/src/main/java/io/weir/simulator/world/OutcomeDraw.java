package io.weir.simulator.world;

/**
 * One outcome that follows an impression.
 *
 * @param kind what happened
 * @param delayMillis milliseconds after the impression; positive and inside the attribution window
 * @param revenue revenue, objective units; not negative
 * @param costMicros cost, micros of the currency; not negative
 */
public record OutcomeDraw(Kind kind, long delayMillis, double revenue, long costMicros) {

  /** What happened. */
  public enum Kind {
    /** Spending that no arm changes. */
    ORGANIC,
    /** A first order. */
    PURCHASE,
    /** The arm's coupon was redeemed: this alone costs money. */
    REDEMPTION,
    /** A second order. */
    REPEAT
  }
}
