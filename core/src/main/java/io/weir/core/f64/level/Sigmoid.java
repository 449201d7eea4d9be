package io.weir.core.f64.level;

/** The logistic function. */
final class Sigmoid {
  private Sigmoid() {}

  /** 1 / (1 + exp(-z)). */
  static double of(double z) {
    return (double) (1d / (1d + Math.exp(-z)));
  }
}
