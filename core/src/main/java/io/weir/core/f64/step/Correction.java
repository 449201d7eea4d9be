package io.weir.core.f64.step;

import io.weir.core.f64.network.Mlp;
import io.weir.core.f64.optim.Adam;
import io.weir.core.f64.optim.Vectors;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.linalg.Workers;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.core.window.TrainingWindows;
import java.io.IOException;
import java.util.Arrays;

/**
 * The corrections delta_q: gradients of the randomized loss at theta_q + delta_q on rows whose fold
 * is not q, then a decay towards zero. A step draws all its rows at once and then takes a member
 * per call.
 */
public final class Correction {
  /** Learners saved since may be in a hurry. */
  private static final int HURRIED_FORMAT = 6;

  /** Steps that a hurry lasts, and how many times as far each of them goes. */
  private static final int HURRIED_STEPS = 40;

  private static final int HURRY = 3;

  private final StreamLearnerOptions options;
  private final MlpShape shape;
  private final int members;
  private final Workers workers;

  /** A network and its scratch for each worker. */
  private final Mlp[] networks;

  private final double[] delta;
  private final double[] gradient;
  private final double[][] outputGradients;
  private final /* wide */ double[] losses;
  private final WindowRows[] drawn;
  private Adam adam;
  private double loss = Double.NaN;
  private /* wide */ double total;
  private int next;

  /** Members of the step under way whose gradients are known; those from next on are ahead. */
  private int computed;

  private int hurried;

  /** Makes corrections of zero. */
  public Correction(StreamLearnerOptions options, MlpShape shape, DenseKernels kernels) {
    this.options = options;
    this.shape = shape;
    this.members = options.members();
    int capacity = Math.max(1, options.correctionRows());
    this.workers = kernels.workers();
    this.networks = new Mlp[workers.count()];
    this.outputGradients = new double[workers.count()][capacity * shape.outputSize()];
    for (int worker = 0; worker < networks.length; worker++) {
      networks[worker] = new Mlp(shape, kernels, capacity);
    }
    this.delta = new double[members * shape.parameterCount()];
    this.gradient = new double[delta.length];
    this.losses = new /* wide */ double[members];
    this.drawn = new WindowRows[members];
    for (int q = 0; q < members; q++) {
      drawn[q] = new WindowRows(shape, (double) options.outcomeClip());
    }
    this.adam = Adam.standard(delta.length);
    this.next = members;
  }

  /** Draws rows for every member; returns whether there were any for each. */
  public boolean begin(TrainingWindows windows, Rng rng) {
    int n = options.correctionRows();
    double own = (double) options.ownShare();
    next = members;
    if (n == 0) {
      return false;
    }
    for (int q = 0; q < members; q++) {
      if (!drawn[q].draw(windows, rng, members == 1 ? -1 : q, n, own)) {
        return false;
      }
    }
    next = 0;
    computed = 0;
    total = 0;
    return true;
  }

  /** Whether a step is under way. */
  public boolean busy() {
    return next < members;
  }

  /**
   * Takes one member of the step under way; all move once the last is through.
   *
   * @param sum theta + delta
   */
  public void advance(double[] sum) {
    int q = next++;
    if (q >= computed) {
      // Nothing that members rest on moves before the last is through: several can go at once.
      int ahead = Math.min(workers.count(), members - q);
      workers.each(ahead, (worker, i) -> compute(worker, q + i, sum));
      computed = q + ahead;
    }
    total += losses[q] / members;
    if (next == members) {
      loss = RunningMean.update(loss, (double) total);
      double rate = (double) options.correctionRate();
      if (hurried > 0) {
        hurried--;
        rate *= HURRY;
      }
      adam.step(delta, 0, gradient, 0, rate, (double) options.correctionDecay());
    }
  }

  private void compute(int worker, int q, double[] sum) {
    int parameters = shape.parameterCount();
    WindowRows rows = drawn[q];
    int n = rows.rows();
    Mlp network = networks[worker];
    double[] outputGradient = outputGradients[worker];
    network.forward(sum, q * parameters, rows.x, 0, n);
    losses[q] =
        FactualLoss.gradient(
            network.output(),
            rows.arm,
            rows.revenue,
            rows.cost,
            rows.weight,
            n,
            shape.arms(),
            outputGradient);
    network.backward(outputGradient, gradient, q * parameters);
  }

  /** sum = theta + delta. */
  public void addTo(double[] theta, double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] = theta[i] + delta[i];
    }
  }

  /** The corrections; live. */
  public double[] delta() {
    return delta;
  }

  /** Takes over what another has learned for other inputs and arms. */
  public void carryOver(Correction former, Reshaping reshaping) {
    loss = former.loss;
    hurried = former.hurried;
    double[] carried = reshaping.parameters(former.delta);
    System.arraycopy(carried, 0, delta, 0, delta.length);
    adam = reshaping.adam(former.adam);
  }

  /** Takes longer steps for a while: effects have changed. */
  public void hurry() {
    hurried = HURRIED_STEPS;
  }

  /** Begins anew at zero, with an optimizer that has seen nothing. */
  public void forget() {
    Arrays.fill(delta, 0);
    adam = Adam.standard(delta.length);
  }

  /** Mean loss on randomized rows; not a number before the first step. */
  public double loss() {
    return loss;
  }

  /** Norm of the corrections. */
  public double norm() {
    return (double) Vectors.norm(delta);
  }

  /** Writes what has been learned. */
  public void write(StateOutput out) throws IOException {
    out.writeDouble(loss);
    out.writeVector(delta);
    adam.write(out);
    out.writeInt(hurried);
  }

  /** Puts back what {@link #write} wrote. */
  public void read(StateInput in) throws IOException {
    loss = in.readDouble();
    in.readVector(delta);
    adam = Adam.read(in);
    hurried = in.format() >= HURRIED_FORMAT ? in.readInt() : 0;
  }

  /** Writes the step under way. */
  public void writeProgress(StateOutput out) throws IOException {
    out.writeInt(next);
    if (busy()) {
      out.writeWide(total);
      out.writeVector(gradient);
      for (int q = next; q < members; q++) {
        drawn[q].write(out);
      }
    }
  }

  /** Puts back the step that was under way. */
  public void readProgress(StateInput in) throws IOException {
    next = in.readInt();
    computed = next;
    if (busy()) {
      total = in.readWide();
      in.readVector(gradient);
      for (int q = next; q < members; q++) {
        drawn[q].read(in);
      }
    }
  }
}
