package io.weir.core.f64.learner;

/** The exponential mean of the dual prices that were supplied; NaN before the first. */
final class SmoothedPrice {
  double value = Double.NaN;

  /** Takes a price in; ignores one that is negative or not finite. */
  void take(double price, double keep) {
    if (Double.isFinite(price) && price >= 0) {
      value = Double.isNaN(value) ? price : keep * value + (1 - keep) * price;
    }
  }

  boolean known() {
    return !Double.isNaN(value);
  }
}
