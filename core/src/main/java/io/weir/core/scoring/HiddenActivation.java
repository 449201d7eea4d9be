package io.weir.core.scoring;

import io.weir.core.network.Activation;

/**
 * What hidden layers apply, with the same bits on every machine: additions, products and quotients
 * in double precision alone, which IEEE 754 defines to the bit. Within 1e-7 of the exact value;
 * several times faster than StrictMath.
 */
final class HiddenActivation {
  /** exp(-40) is nothing beside one in single precision. */
  private static final double MOST = 40;

  /** How often the argument of exp is halved, and the result squared. */
  private static final int HALVINGS = 6;

  private HiddenActivation() {}

  /** Replaces values [from, from + count). */
  static void apply(Activation activation, float[] values, int from, int count) {
    switch (activation) {
      case RELU -> {
        for (int i = from; i < from + count; i++) {
          values[i] = Math.max(values[i], 0);
        }
      }
      case TANH -> {
        for (int i = from; i < from + count; i++) {
          values[i] = tanh(values[i]);
        }
      }
      case SOFTPLUS -> {
        for (int i = from; i < from + count; i++) {
          values[i] = softplus(values[i]);
        }
      }
    }
  }

  private static float tanh(float z) {
    double e = expOfMinus(2 * Math.abs((double) z));
    return (float) Math.copySign((1 - e) / (1 + e), z);
  }

  /** log(1 + exp(z)) = max(z, 0) + log(1 + exp(-|z|)), which does not overflow. */
  private static float softplus(float z) {
    return (float) (Math.max((double) z, 0) + log1p(expOfMinus(Math.abs((double) z))));
  }

  /**
   * exp(-u) for u of zero or more: the Taylor series at u / 64 to the eleventh power, ^64. Even and
   * odd powers are summed apart, since one chain would wait for itself.
   */
  private static double expOfMinus(double u) {
    double v = -Math.min(u, MOST) / (1 << HALVINGS);
    double q = v * v;
    double even = 1 / 40_320d + q * (1 / 3_628_800d);
    double odd = 1 / 362_880d + q * (1 / 39_916_800d);
    even = 1 / 720d + q * even;
    odd = 1 / 5_040d + q * odd;
    even = 1 / 24d + q * even;
    odd = 1 / 120d + q * odd;
    even = 1 / 2d + q * even;
    odd = 1 / 6d + q * odd;
    double e = (1 + q * even) + v * (1 + q * odd);
    for (int k = 0; k < HALVINGS; k++) {
      e *= e;
    }
    return e;
  }

  /**
   * log(1 + t) for t from 0 to 1: 2 atanh(s) with s = t / (2 + t), at most a third, as a series.
   */
  private static double log1p(double t) {
    double s = t / (2 + t);
    double q = s * s;
    double p = q * q;
    double even = 1 / 17d + p * (1 / 21d);
    double odd = 1 / 15d + p * (1 / 19d);
    even = 1 / 13d + p * even;
    odd = 1 / 11d + p * odd;
    even = 1 / 9d + p * even;
    odd = 1 / 7d + p * odd;
    even = 1 / 5d + p * even;
    odd = 1 / 3d + p * odd;
    return 2 * s * ((1 + p * even) + q * odd);
  }
}
