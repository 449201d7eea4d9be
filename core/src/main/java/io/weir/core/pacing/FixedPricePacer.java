package io.weir.core.pacing;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;

/** Keeps one price until nothing is left: what pacing is compared with. */
public final class FixedPricePacer implements Pacer {
  private final double price;

  /**
   * Fixes the price.
   *
   * @param price revenue units per currency unit, zero or more
   */
  public FixedPricePacer(double price) {
    this.price = price;
  }

  @Override
  public void publish(PriceLadder ladder) {
    // A fixed price follows nobody.
  }

  @Override
  public void observe(
      double impressions, double promised, double target, double expectedImpressions) {
    // A fixed price learns nothing.
  }

  @Override
  public double price(double budgetPerImpression) {
    return budgetPerImpression > 0 ? price : Double.POSITIVE_INFINITY;
  }

  @Override
  public void write(StateOutput out) {
    // A fixed price has no state.
  }

  @Override
  public void read(StateInput in) {
    // A fixed price has no state.
  }
}
