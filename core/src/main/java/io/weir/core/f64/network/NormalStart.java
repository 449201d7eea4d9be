package io.weir.core.f64.network;

import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;

/**
 * Where a network starts: weights from normal distributions, output biases near mean outcomes.
 *
 * @param hiddenGain variance of a hidden weight times the layer's fan-in
 * @param outputGain variance of an output weight times the layer's fan-in
 * @param revenueBias output biases of revenue
 * @param costBias output biases of cost
 */
public record NormalStart(
    double hiddenGain, double outputGain, double revenueBias, double costBias) {
  /** The values of the method's study. */
  public static final NormalStart STUDY = new NormalStart(2.0, 0.25, 0.7, 0.3);

  /** Draws the parameters of one network; hidden biases are zero. */
  public void draw(MlpShape shape, double[] theta, int offset, Rng rng) {
    int last = shape.layers() - 1;
    for (int l = 0; l <= last; l++) {
      double gain = l == last ? outputGain : hiddenGain;
      double deviation = (double) Math.sqrt(gain / shape.inputSize(l));
      int bias = offset + shape.biasOffset(l);
      for (int i = offset + shape.weightOffset(l); i < bias; i++) {
        theta[i] = deviation * (double) rng.nextGaussian();
      }
      for (int j = 0; j < shape.outputSize(l); j++) {
        theta[bias + j] = l < last ? 0.0 : j < shape.arms() ? revenueBias : costBias;
      }
    }
  }
}
