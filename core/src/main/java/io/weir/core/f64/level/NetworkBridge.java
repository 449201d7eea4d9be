package io.weir.core.f64.level;

import io.weir.core.f64.network.Mlp;
import io.weir.core.f64.optim.Vectors;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;

/** The paper's bridge: a network of the target's form whose outputs are logits of the weights. */
public final class NetworkBridge implements Bridge {
  private final Mlp mlp;
  private final double[] logitGradient;
  private final double[] sum;

  /**
   * A bridge for up to maxRows rows at once.
   *
   * @param shape outputs as many columns as the target
   */
  public NetworkBridge(MlpShape shape, DenseKernels kernels, int maxRows) {
    this.mlp = new Mlp(shape, kernels, maxRows);
    this.logitGradient = new double[maxRows * shape.outputSize()];
    this.sum = new double[shape.parameterCount()];
  }

  @Override
  public int parameterCount() {
    return sum.length;
  }

  @Override
  public void weights(
      double[] phi, double[] x, int xOffset, int rows, double[] weights, int weightsOffset) {
    mlp.forward(phi, 0, x, xOffset, rows);
    double[] logits = mlp.output();
    for (int i = 0; i < rows * mlp.shape().outputSize(); i++) {
      weights[weightsOffset + i] = Sigmoid.of(logits[i]);
    }
  }

  @Override
  public void addGradient(
      double[] phi, double[] x, int xOffset, int rows, double[] weightGradient, double[] gradient) {
    mlp.forward(phi, 0, x, xOffset, rows);
    double[] logits = mlp.output();
    for (int i = 0; i < rows * mlp.shape().outputSize(); i++) {
      double w = Sigmoid.of(logits[i]);
      logitGradient[i] = weightGradient[i] * w * (1 - w);
    }
    mlp.vjp(logitGradient, sum, 0);
    Vectors.addScaled(gradient, 1, sum);
  }
}
