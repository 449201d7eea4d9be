package io.weir.core.scoring;

import io.weir.core.network.Activation;

/**
 * What hidden layers apply, with the same bits on every machine: StrictMath where plain operations
 * do not suffice.
 */
final class HiddenActivation {
  private HiddenActivation() {}

  /** Replaces values [from, from + count). */
  static void apply(Activation activation, float[] values, int from, int count) {
    for (int i = from; i < from + count; i++) {
      float z = values[i];
      values[i] =
          switch (activation) {
            case RELU -> Math.max(z, 0);
            case TANH -> (float) StrictMath.tanh(z);
            // log(1 + exp(z)) without overflow.
            case SOFTPLUS ->
                (float) (Math.max(z, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(z))));
          };
    }
  }
}
