package io.weir.core.f64.learner;

import io.weir.core.f64.network.MlpEnsemble;
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

/** Networks that see randomized samples alone; frozen between refreshes. */
final class StreamTeacher {
  private final StreamLearnerOptions options;
  private final MlpEnsemble networks;
  private final double[] theta;
  private final double[] gradient;
  private final double[][] outputGradients;
  private final WindowRows rows;
  private Adam adam;
  private long steps;

  StreamTeacher(StreamLearnerOptions options, MlpShape shape, Rng rng, DenseKernels kernels) {
    this.options = options;
    int members = options.teacherMembers();
    int capacity = Math.max(options.teacherRows(), options.batchRows());
    this.networks = new MlpEnsemble(shape, members, kernels, capacity);
    this.theta = Starts.draw(shape, members, rng);
    this.gradient = new double[theta.length];
    this.outputGradients = new double[members][options.teacherRows() * shape.outputSize()];
    this.rows = new WindowRows(options.teacherRows(), shape.inputSize());
    this.adam = Adam.standard(theta.length);
  }

  /** Takes the steps of one chunk; members share each batch. */
  void refresh(RandomizedWindow window, Rng rng) {
    int n = options.teacherRows();
    for (int step = 0; step < options.teacherSteps(); step++) {
      if (!rows.draw(window, rng, -1, n)) {
        return;
      }
      networks.forward(theta, 0, rows.x, 0, n);
      for (int q = 0; q < networks.members(); q++) {
        FactualLoss.gradient(
            networks.output(q),
            rows.arm,
            rows.revenue,
            rows.cost,
            n,
            networks.shape().arms(),
            outputGradients[q]);
      }
      networks.backward(outputGradients, gradient, 0);
      adam.step(
          theta, 0, gradient, 0, (double) options.teacherRate(), (double) options.teacherDecay());
      steps++;
    }
  }

  /** Whether it has learned anything. */
  boolean ready() {
    return steps > 0;
  }

  /** Mean prediction, row-major [n, 2 arms]; n at most the batch size. */
  void predict(double[] x, int n, double[] outputs) {
    networks.forward(theta, 0, x, 0, n);
    networks.mean(outputs, 0);
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(steps);
    Vectors.write(out, theta);
    adam.save(out);
  }

  void restore(DataInput in) throws IOException {
    steps = in.readLong();
    Vectors.readInto(in, theta);
    adam = Adam.restore(in);
  }
}
