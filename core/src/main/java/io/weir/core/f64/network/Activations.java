package io.weir.core.f64.network;

import io.weir.core.network.Activation;

/**
 * The activations and their first two derivatives. Derivatives are written as functions of the
 * value, so that the weighted sums need not be kept.
 */
final class Activations {
  /** Its product with anything positive above 1e-38 is at least one. */
  private static final double STEEP = 1e38;

  private Activations() {}

  /** values = activation(values + bias), rows x columns in place. */
  static void biasAndActivate(
      Activation activation,
      double[] values,
      int from,
      int rows,
      int columns,
      double[] theta,
      int biasOffset,
      Columns bias) {
    int end = from + rows * columns;
    if (activation == Activation.RELU) {
      int length = bias.repeat(theta, biasOffset, columns);
      double[] tile = bias.tile();
      for (int at = from; at < end; at += length) {
        int n = Math.min(length, end - at);
        for (int i = 0; i < n; i++) {
          values[at + i] = Math.max(0.0, values[at + i] + tile[i]);
        }
      }
      return;
    }
    bias.add(values, from, rows, columns, theta, biasOffset);
    if (activation == Activation.TANH) {
      for (int i = from; i < end; i++) {
        values[i] = (double) Math.tanh(values[i]);
      }
      return;
    }
    for (int i = from; i < end; i++) {
      double z = values[i];
      // log(1 + e^z) without overflow for large z or loss of digits for small.
      values[i] = Math.max(z, 0.0) + (double) Math.log1p(Math.exp(-Math.abs(z)));
    }
  }

  /** deltas *= activation', n numbers from the given places on. */
  static void multiplySlope(
      Activation activation, double[] value, int from, double[] delta, int at, int n) {
    switch (activation) {
      case RELU -> {
        for (int i = 0; i < n; i++) {
          // One where the value is positive, zero where it is zero, without a branch.
          delta[at + i] *= Math.min(1.0, value[from + i] * STEEP);
        }
      }
      case TANH -> {
        for (int i = 0; i < n; i++) {
          delta[at + i] *= 1 - value[from + i] * value[from + i];
        }
      }
      case SOFTPLUS -> {
        for (int i = 0; i < n; i++) {
          delta[at + i] *= (double) -Math.expm1(-value[from + i]);
        }
      }
    }
  }

  /**
   * tangentDelta = tangentDelta * activation' + upstream * activation'' * tangent / activation',
   * where tangent is that of the activation's value and upstream the derivative of the loss by it;
   * value and upstream from one place on, tangent from another, tangentDelta from its start. ReLU
   * has no second derivative.
   */
  static void multiplySlopeTangent(
      Activation activation,
      double[] value,
      int from,
      double[] tangent,
      int tangentFrom,
      double[] upstream,
      double[] tangentDelta,
      int n) {
    switch (activation) {
      case RELU -> multiplySlope(activation, value, from, tangentDelta, 0, n);
      case TANH -> {
        for (int i = 0; i < n; i++) {
          double slope = 1 - value[from + i] * value[from + i];
          tangentDelta[i] =
              tangentDelta[i] * slope
                  - 2 * upstream[from + i] * value[from + i] * tangent[tangentFrom + i];
        }
      }
      case SOFTPLUS -> {
        for (int i = 0; i < n; i++) {
          double slope = (double) -Math.expm1(-value[from + i]);
          tangentDelta[i] =
              tangentDelta[i] * slope + upstream[from + i] * (1 - slope) * tangent[tangentFrom + i];
        }
      }
    }
  }
}
