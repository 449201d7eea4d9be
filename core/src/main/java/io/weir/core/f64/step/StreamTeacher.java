package io.weir.core.f64.step;

import io.weir.core.f64.network.MlpEnsemble;
import io.weir.core.f64.optim.Adam;
import io.weir.core.learner.LayoutChange;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.learner.TeacherOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.core.window.RandomizedWindow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Networks that see randomized samples alone; frozen between refreshes. A refresh draws all its
 * rows at once and then takes a step per call.
 */
public final class StreamTeacher {
  private final TeacherOptions options;
  private final double clip;
  private final MlpEnsemble networks;
  private final double[] theta;
  private final double[] gradient;
  private final double[][] outputGradients;
  private final List<WindowRows> drawn = new ArrayList<>();
  private Adam adam;
  private long steps;
  private int next;
  private int pending;

  /** A teacher that labels at most batchRows rows at once. */
  public StreamTeacher(
      StreamLearnerOptions of, MlpShape shape, int batchRows, Rng rng, DenseKernels kernels) {
    this.options = of.teacher();
    this.clip = (double) of.outcomeClip();
    int members = options.members();
    int capacity = Math.max(options.rows(), batchRows);
    this.networks = new MlpEnsemble(shape, members, kernels, capacity);
    this.theta = Starts.centred(shape, members, rng);
    this.gradient = new double[theta.length];
    this.outputGradients = new double[members][options.rows() * shape.outputSize()];
    this.adam = Adam.standard(theta.length);
  }

  /** Draws the rows of one chunk's steps, if there are any to draw. */
  public void begin(RandomizedWindow window, Rng rng) {
    next = 0;
    pending = 0;
    while (pending < options.steps() && rowsOf(pending).draw(window, rng, -1, options.rows())) {
      pending++;
    }
  }

  private WindowRows rowsOf(int step) {
    while (drawn.size() <= step) {
      drawn.add(new WindowRows(networks.shape(), clip));
    }
    return drawn.get(step);
  }

  /** Whether a refresh is under way. */
  public boolean busy() {
    return next < pending;
  }

  /** Takes one step of the refresh under way; members share the batch. */
  public void advance() {
    WindowRows rows = drawn.get(next++);
    int n = rows.rows();
    networks.forward(theta, 0, rows.x, 0, n);
    for (int q = 0; q < networks.members(); q++) {
      FactualLoss.gradient(
          networks.output(q),
          rows.arm,
          rows.revenue,
          rows.cost,
          rows.weight,
          n,
          networks.shape().arms(),
          outputGradients[q]);
    }
    networks.backward(outputGradients, gradient, 0);
    adam.step(theta, 0, gradient, 0, (double) options.rate(), (double) options.decay());
    steps++;
  }

  /** Whether it has learned anything, or will have when the refresh under way is done. */
  public boolean ready() {
    return steps > 0 || busy();
  }

  /** Mean prediction, row-major [n, 2 arms]; n at most the batch size. */
  public void predict(double[] x, int n, double[] outputs) {
    networks.forward(theta, 0, x, 0, n);
    networks.mean(outputs, 0);
  }

  /** Takes over what another has learned for other inputs and arms. */
  public void carryOver(StreamTeacher former, LayoutChange change) {
    Reshaping reshaping =
        new Reshaping(former.networks.shape(), networks.shape(), networks.members(), change);
    steps = former.steps;
    double[] carried = reshaping.parameters(former.theta);
    System.arraycopy(carried, 0, theta, 0, theta.length);
    adam = reshaping.adam(former.adam);
  }

  /** Writes what has been learned. */
  public void write(StateOutput out) throws IOException {
    out.writeLong(steps);
    out.writeVector(theta);
    adam.write(out);
  }

  /** Puts back what {@link #write} wrote. */
  public void read(StateInput in) throws IOException {
    steps = in.readLong();
    in.readVector(theta);
    adam = Adam.read(in);
  }

  /** Writes the rows of the steps that are left. */
  public void writeProgress(StateOutput out) throws IOException {
    out.writeInt(pending - next);
    for (int s = next; s < pending; s++) {
      drawn.get(s).write(out);
    }
  }

  /** Puts back the step that was under way. */
  public void readProgress(StateInput in) throws IOException {
    next = 0;
    pending = in.readInt();
    for (int s = 0; s < pending; s++) {
      rowsOf(s).read(in);
    }
  }
}
