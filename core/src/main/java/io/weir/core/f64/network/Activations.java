package io.weir.core.f64.network;

import io.weir.core.network.Activation;

/**
 * The activations and their first two derivatives. Derivatives are written as functions of the
 * value, so that the weighted sums need not be kept.
 */
final class Activations {
  private Activations() {}

  /** values = activation(values + bias), rows x columns in place. */
  static void biasAndActivate(
      Activation activation,
      double[] values,
      int rows,
      int columns,
      double[] theta,
      int biasOffset) {
    switch (activation) {
      case RELU -> {
        for (int i = 0; i < rows; i++) {
          int row = i * columns;
          for (int j = 0; j < columns; j++) {
            values[row + j] = Math.max(0.0, values[row + j] + theta[biasOffset + j]);
          }
        }
      }
      case TANH -> {
        addBias(values, rows, columns, theta, biasOffset);
        for (int i = 0; i < rows * columns; i++) {
          values[i] = (double) Math.tanh(values[i]);
        }
      }
      case SOFTPLUS -> {
        addBias(values, rows, columns, theta, biasOffset);
        for (int i = 0; i < rows * columns; i++) {
          double z = values[i];
          // log(1 + e^z) without overflow for large z or loss of digits for small.
          values[i] = Math.max(z, 0.0) + (double) Math.log1p(Math.exp(-Math.abs(z)));
        }
      }
    }
  }

  static void addBias(double[] values, int rows, int columns, double[] theta, int biasOffset) {
    for (int i = 0; i < rows; i++) {
      int row = i * columns;
      for (int j = 0; j < columns; j++) {
        values[row + j] += theta[biasOffset + j];
      }
    }
  }

  /** deltas *= activation'. */
  static void multiplySlope(Activation activation, double[] value, double[] delta, int n) {
    switch (activation) {
      case RELU -> {
        for (int i = 0; i < n; i++) {
          delta[i] = value[i] > 0 ? delta[i] : 0.0;
        }
      }
      case TANH -> {
        for (int i = 0; i < n; i++) {
          delta[i] *= 1 - value[i] * value[i];
        }
      }
      case SOFTPLUS -> {
        for (int i = 0; i < n; i++) {
          delta[i] *= (double) -Math.expm1(-value[i]);
        }
      }
    }
  }

  /**
   * tangentDelta = tangentDelta * activation' + upstream * activation'' * tangent / activation',
   * where tangent is that of the activation's value and upstream the derivative of the loss by it.
   * ReLU has no second derivative.
   */
  static void multiplySlopeTangent(
      Activation activation,
      double[] value,
      double[] tangent,
      double[] upstream,
      double[] tangentDelta,
      int n) {
    switch (activation) {
      case RELU -> multiplySlope(activation, value, tangentDelta, n);
      case TANH -> {
        for (int i = 0; i < n; i++) {
          double slope = 1 - value[i] * value[i];
          tangentDelta[i] = tangentDelta[i] * slope - 2 * upstream[i] * value[i] * tangent[i];
        }
      }
      case SOFTPLUS -> {
        for (int i = 0; i < n; i++) {
          double slope = (double) -Math.expm1(-value[i]);
          tangentDelta[i] = tangentDelta[i] * slope + upstream[i] * (1 - slope) * tangent[i];
        }
      }
    }
  }
}
