package io.weir.backtest.method;

import io.weir.core.f64.network.Mlp;
import io.weir.core.linalg.KernelRegistry;
import io.weir.core.network.Activation;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import java.util.Arrays;

/** A network with its parameters, learning in scaled outcomes. Not thread-safe. */
final class Network {
  private static final int CHUNK = 2048;
  private static final double HIDDEN_GAIN = 2;
  private static final double OUTPUT_GAIN = 0.25;
  private static final double REVENUE_BIAS = 0.7;
  private static final double COST_BIAS = 0.3;

  final MlpShape shape;
  final Mlp mlp;
  final double[] theta;

  private Network(MlpShape shape, double[] theta, int maxRows) {
    this.shape = shape;
    this.theta = theta;
    this.mlp = new Mlp(shape, KernelRegistry.best(), maxRows);
  }

  /** A fresh network. */
  static Network initialize(TrainingData data, Rng rng) {
    return initialize(data, rng, 0);
  }

  /** A fresh network that takes at least {@code maxRows} rows at once. */
  static Network initialize(TrainingData data, Rng rng, int maxRows) {
    int[] hidden = data.hidden();
    int[] sizes = new int[hidden.length + 2];
    sizes[0] = data.rct().inputs();
    System.arraycopy(hidden, 0, sizes, 1, hidden.length);
    sizes[sizes.length - 1] = 2 * data.arms();
    MlpShape shape = new MlpShape(sizes, Activation.RELU);
    double[] theta = new double[shape.parameterCount()];
    Mlp.initialize(shape, theta, 0, rng, HIDDEN_GAIN, OUTPUT_GAIN, REVENUE_BIAS, COST_BIAS);
    return new Network(shape, theta, Math.max(CHUNK, maxRows));
  }

  /** Predictions in scaled outcomes, row-major [rows, 2 arms]. */
  void predict(double[] x, int rows, double[] outputs) {
    int width = shape.outputSize();
    for (int from = 0; from < rows; from += CHUNK) {
      int count = Math.min(CHUNK, rows - from);
      mlp.forward(theta, 0, x, from * shape.inputSize(), count);
      System.arraycopy(mlp.output(), 0, outputs, from * width, count * width);
    }
  }

  /** Predictions for samples, row-major [n, 2 arms]. */
  double[] predict(Samples samples) {
    double[] outputs = new double[samples.rows() * shape.outputSize()];
    predict(samples.x(), samples.rows(), outputs);
    return outputs;
  }

  /**
   * Sets the weights and biases of the output layer to zero: as a bridge, it then says one half
   * everywhere.
   */
  void zeroOutputLayer() {
    Arrays.fill(theta, shape.weightOffset(shape.layers() - 1), theta.length, 0);
  }

  /** A model that answers in the units of the data. */
  OutcomeModel model(OutcomeScale scale) {
    return (x, rows, outputs) -> {
      predict(x, rows, outputs);
      scale.restore(outputs, rows, shape.arms());
    };
  }
}
