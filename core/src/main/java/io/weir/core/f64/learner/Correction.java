package io.weir.core.f64.learner;

import io.weir.core.f64.network.Mlp;
import io.weir.core.f64.optim.Adam;
import io.weir.core.f64.optim.Vectors;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import io.weir.core.window.RandomizedWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The corrections delta_q: gradients of the randomized loss at theta_q + delta_q on rows whose fold
 * is not q, then a decay towards zero.
 */
final class Correction {
  private final StreamLearnerOptions options;
  private final MlpShape shape;
  private final int members;
  private final Mlp network;
  private final double[] delta;
  private final double[] gradient;
  private final double[] outputGradient;
  private final WindowRows rows;
  private Adam adam;
  private double loss = Double.NaN;

  Correction(StreamLearnerOptions options, MlpShape shape, DenseKernels kernels) {
    this.options = options;
    this.shape = shape;
    this.members = options.members();
    int capacity = Math.max(1, options.correctionRows());
    this.network = new Mlp(shape, kernels, capacity);
    this.delta = new double[members * shape.parameterCount()];
    this.gradient = new double[delta.length];
    this.outputGradient = new double[capacity * shape.outputSize()];
    this.rows = new WindowRows(capacity, shape.inputSize());
    this.adam = Adam.standard(delta.length);
  }

  /**
   * One step of every member's correction.
   *
   * @param sum scratch for theta + delta
   * @return whether there were rows for every member; if not, nothing changed
   */
  boolean step(double[] theta, double[] sum, RandomizedWindow window, Rng rng) {
    int n = options.correctionRows();
    if (n == 0 || window.rows() == 0) {
      return false;
    }
    addTo(theta, sum);
    int parameters = shape.parameterCount();
    /* wide */ double total = 0;
    for (int q = 0; q < members; q++) {
      if (!rows.draw(window, rng, members == 1 ? -1 : q, n)) {
        return false;
      }
      network.forward(sum, q * parameters, rows.x, 0, n);
      total +=
          FactualLoss.gradient(
                  network.output(),
                  rows.arm,
                  rows.revenue,
                  rows.cost,
                  n,
                  shape.arms(),
                  outputGradient)
              / members;
      network.backward(outputGradient, gradient, q * parameters);
    }
    loss = RunningMean.update(loss, (double) total);
    adam.step(
        delta,
        0,
        gradient,
        0,
        (double) options.correctionRate(),
        (double) options.correctionDecay());
    return true;
  }

  /** sum = theta + delta. */
  void addTo(double[] theta, double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] = theta[i] + delta[i];
    }
  }

  double loss() {
    return loss;
  }

  double norm() {
    return (double) Vectors.norm(delta);
  }

  void save(DataOutput out) throws IOException {
    out.writeDouble(loss);
    Vectors.write(out, delta);
    adam.save(out);
  }

  void restore(DataInput in) throws IOException {
    loss = in.readDouble();
    Vectors.readInto(in, delta);
    adam = Adam.restore(in);
  }
}
