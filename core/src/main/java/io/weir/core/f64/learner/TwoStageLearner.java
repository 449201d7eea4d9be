package io.weir.core.f64.learner;

import io.weir.core.f64.optim.Adam;
import io.weir.core.f64.step.FactualLoss;
import io.weir.core.f64.step.RunningMean;
import io.weir.core.f64.step.WindowRows;
import io.weir.core.learner.DataKind;
import io.weir.core.learner.LearnerDiagnostics;
import io.weir.core.learner.LearnerStatus;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.core.window.RandomizedWindow;
import io.weir.core.window.TrainingWindows;
import java.io.IOException;

/**
 * The rival: plain squared error on one kind of data, then the same pricing as everyone. Uses the
 * options' networks, batch size, trunk rate and decay, and averaging.
 */
public final class TwoStageLearner extends ServedLearner {
  private static final int FIRST_FORMAT = 1;

  private final DataKind kind;
  private final double[] theta;
  private final double[] gradient;
  private final double[][] outputGradients;
  private final WindowRows drawn;
  private final double[] x;
  private final int[] arm;
  private final double[] revenue;
  private final double[] cost;
  private Adam adam;
  private long seen;
  private double loss = Double.NaN;

  /** A learner that has seen nothing. */
  public TwoStageLearner(
      StreamLearnerOptions options,
      DataKind kind,
      int inputSize,
      int arms,
      long seed,
      DenseKernels kernels) {
    super(
        options,
        options.shape(inputSize, arms),
        options.members(),
        2 * options.batchRows(),
        seed,
        kernels);
    int capacity = networks.maxRows();
    this.kind = kind;
    this.theta = start;
    this.gradient = new double[theta.length];
    this.outputGradients = new double[members][capacity * shape.outputSize()];
    this.drawn = new WindowRows(shape, (double) options.outcomeClip());
    this.x = new double[capacity * inputSize];
    this.arm = new int[capacity];
    this.revenue = new double[capacity];
    this.cost = new double[capacity];
    this.adam = Adam.standard(theta.length);
  }

  /** What a plain two-stage model uses: one network, rate 1e-3, no decay; the rest as given. */
  public static StreamLearnerOptions plain(StreamLearnerOptions base) {
    return base.with("learner.members", "1")
        .with("learner.trunk.rate", "1e-3")
        .with("learner.trunk.decay", "0");
  }

  /** Learns at once: it is one step, and {@link #busy} stays false. */
  @Override
  public LearnerStatus begin(
      double[] batch,
      int[] batchArm,
      double[] batchRevenue,
      double[] batchCost,
      int rows,
      int ownRows,
      TrainingWindows windows) {
    if (rows > options.batchRows()) {
      throw new IllegalArgumentException(rows + " rows in a batch of " + options.batchRows());
    }
    if (status == LearnerStatus.DIVERGED) {
      return status;
    }
    int taken = 0;
    if (kind != DataKind.RCT) {
      if (!FactualLoss.finite(
          batch, batchArm, batchRevenue, batchCost, rows, shape.inputSize(), shape.arms())) {
        refused++;
        return LearnerStatus.BATCH_REFUSED;
      }
      System.arraycopy(batch, 0, x, 0, rows * shape.inputSize());
      System.arraycopy(batchArm, 0, arm, 0, rows);
      for (int i = 0; i < rows; i++) {
        revenue[i] = WindowRows.clipped(batchRevenue[i], (double) options.outcomeClip());
        cost[i] = WindowRows.clipped(batchCost[i], (double) options.outcomeClip());
      }
      taken = rows;
    }
    return learn(taken + addDrawn(taken, rows, windows.randomized()));
  }

  /** Learns at once. */
  @Override
  public LearnerStatus beginRandomized(TrainingWindows windows) {
    if (status == LearnerStatus.DIVERGED) {
      return status;
    }
    return learn(addDrawn(0, options.batchRows(), windows.randomized()));
  }

  @Override
  public boolean busy() {
    return false;
  }

  @Override
  public boolean advance() {
    throw new IllegalStateException("no mini-batch has begun");
  }

  /** Appends window rows to the batch, as many as the kind asks for; returns how many. */
  private int addDrawn(int at, int rows, RandomizedWindow window) {
    long fresh = window.appended() - seen;
    seen = window.appended();
    int wanted =
        switch (kind) {
          case OBS -> 0;
          case BOTH -> (int) Math.min(fresh, options.batchRows());
          case RCT, REPLAY -> rows;
        };
    if (wanted == 0 || !drawn.draw(window, rng, -1, wanted)) {
      return 0;
    }
    System.arraycopy(drawn.x, 0, x, at * shape.inputSize(), wanted * shape.inputSize());
    System.arraycopy(drawn.arm, 0, arm, at, wanted);
    System.arraycopy(drawn.revenue, 0, revenue, at, wanted);
    System.arraycopy(drawn.cost, 0, cost, at, wanted);
    return wanted;
  }

  private LearnerStatus learn(int rows) {
    if (rows == 0) {
      return LearnerStatus.NO_DATA;
    }
    networks.forward(theta, 0, x, 0, rows);
    /* wide */ double sum = 0;
    for (int q = 0; q < members; q++) {
      sum +=
          FactualLoss.gradient(
              networks.output(q), arm, revenue, cost, rows, shape.arms(), outputGradients[q]);
    }
    loss = RunningMean.update(loss, (double) (sum / members));
    networks.backward(outputGradients, gradient, 0);
    adam.step(theta, 0, gradient, 0, (double) options.trunkRate(), (double) options.trunkDecay());
    batches++;
    serve(theta);
    return status;
  }

  /** Ignored: nothing here looks at decisions. */
  @Override
  public void dualPrice(double scaledPrice) {}

  @Override
  public LearnerDiagnostics diagnostics() {
    return new LearnerDiagnostics(
        batches,
        refused,
        kind == DataKind.RCT ? Double.NaN : loss,
        kind == DataKind.RCT ? loss : Double.NaN,
        served.norm(),
        0,
        0,
        0,
        Double.NaN,
        Double.NaN,
        0,
        0,
        Double.NaN);
  }

  @Override
  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    writeHead(out);
    out.writeLong(seen);
    out.writeDouble(loss);
    out.writeVector(theta);
    adam.write(out);
    served.write(out);
  }

  /**
   * Goes on from what {@link #write} wrote.
   *
   * @throws IOException if the stream is short, of an unknown format or of other networks
   */
  public static TwoStageLearner read(
      StreamLearnerOptions options,
      DataKind kind,
      int inputSize,
      int arms,
      DenseKernels kernels,
      StateInput from)
      throws IOException {
    StateInput in = from.piece("two-stage learner", FIRST_FORMAT, FORMAT);
    TwoStageLearner learner = new TwoStageLearner(options, kind, inputSize, arms, 0, kernels);
    learner.readHead(in);
    learner.seen = in.readLong();
    learner.loss = in.readDouble();
    in.readVector(learner.theta);
    learner.adam = Adam.read(in);
    learner.served.read(in);
    return learner;
  }
}
