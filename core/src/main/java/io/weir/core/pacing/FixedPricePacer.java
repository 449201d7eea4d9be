package io.weir.core.pacing;

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
  public double[] save() {
    return new double[0];
  }

  @Override
  public void restore(double[] state) {
    if (state.length != 0) {
      throw new IllegalArgumentException("a fixed price has no state, got " + state.length);
    }
  }
}
