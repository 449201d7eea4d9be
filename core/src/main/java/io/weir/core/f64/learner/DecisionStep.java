package io.weir.core.f64.learner;

import io.weir.core.f64.network.MlpEnsemble;
import io.weir.core.learner.BridgeKind;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import io.weir.core.window.RandomizedWindow;

/** The upper level on the stream: decision gradient on window rows, then the bridge's step. */
final class DecisionStep {
  private final StreamLearnerOptions options;
  private final MlpShape shape;
  private final int members;
  private final MlpEnsemble networks;
  private final WindowRows rows;
  private final double[] mean;
  private final double[][] outputGradients;
  private final double[] gradient;
  private final double[][] tangents;

  DecisionStep(StreamLearnerOptions options, MlpShape shape, DenseKernels kernels) {
    this.options = options;
    this.shape = shape;
    this.members = options.members();
    // Without a learned bridge nothing here is used; keep it small.
    int capacity = options.bridge() == BridgeKind.PER_ARM ? options.bridgeRows() : 1;
    this.networks = new MlpEnsemble(shape, members, kernels, capacity);
    this.rows = new WindowRows(capacity, shape.inputSize());
    this.mean = new double[capacity * shape.outputSize()];
    this.outputGradients = new double[members][capacity * shape.outputSize()];
    this.gradient = new double[members * shape.parameterCount()];
    this.tangents = new double[members][options.batchRows() * shape.outputSize()];
  }

  /**
   * Computes the gradient of the decision loss of the mean prediction, by every member's
   * parameters.
   *
   * @param parameters theta + delta
   * @return whether the window had rows
   */
  boolean gradient(double[] parameters, RandomizedWindow window, Rng rng, double price) {
    int n = options.bridgeRows();
    if (!rows.draw(window, rng, -1, n)) {
      return false;
    }
    networks.forward(parameters, 0, rows.x, 0, n);
    networks.mean(mean, 0);
    double spread = PolicyGradient.spread(mean, n, shape.arms(), price);
    double[] shared = outputGradients[0];
    PolicyGradient.policyGradient(
        mean,
        rows.arm,
        rows.revenue,
        rows.propensity,
        n,
        shape.arms(),
        price,
        (double) options.temperature() * spread,
        shared);
    for (int i = 0; i < n * shape.outputSize(); i++) {
      shared[i] /= members;
    }
    for (int q = 1; q < members; q++) {
      System.arraycopy(shared, 0, outputGradients[q], 0, n * shape.outputSize());
    }
    networks.backward(outputGradients, gradient, 0);
    return true;
  }

  /**
   * Moves the bridge by the explicit hypergradient of the last {@link #gradient} through one trunk
   * step on the batch that the trunk's last forward saw.
   */
  void moveBridge(
      PerArmBridge bridge, MlpEnsemble trunk, double[] teacher, int[] arm, int batchRows) {
    trunk.jvp(gradient, 0, tangents);
    bridge.beginHypergradient();
    for (int q = 0; q < members; q++) {
      bridge.addHypergradient(trunk.output(q), teacher, tangents[q], arm, batchRows);
    }
    bridge.step((double) options.bridgeRate(), (double) options.bridgeLimit());
  }
}
