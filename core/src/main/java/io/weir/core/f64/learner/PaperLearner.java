package io.weir.core.f64.learner;

import io.weir.core.f64.bilevel.BilevelCycle;
import io.weir.core.f64.bilevel.CycleOptions;
import io.weir.core.f64.bilevel.HypergradientReport;
import io.weir.core.f64.level.LowerLevel;
import io.weir.core.f64.level.NetworkBridge;
import io.weir.core.f64.level.PseudoLabels;
import io.weir.core.f64.level.SurrogateGradient;
import io.weir.core.f64.step.BridgeSettings;
import io.weir.core.f64.step.FactualLoss;
import io.weir.core.f64.step.LinearSolve;
import io.weir.core.f64.step.MiniBatch;
import io.weir.core.f64.step.RunningMean;
import io.weir.core.f64.step.Starts;
import io.weir.core.f64.step.StreamTeacher;
import io.weir.core.f64.step.WindowRows;
import io.weir.core.learner.HypergradientKind;
import io.weir.core.learner.LearnerDiagnostics;
import io.weir.core.learner.LearnerStatus;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.core.window.RandomizedWindow;
import io.weir.core.window.TrainingWindows;
import java.io.IOException;
import java.util.Arrays;

/**
 * Bi-DFCL in the paper's form on a stream: one target, a bridge that is a network, Algorithm 1 per
 * mini-batch, no correction from randomized outcomes. Kept as an option and for comparison; the
 * default is {@link StreamLearner}. Uses the options' networks, batch sizes, trunk rate and decay,
 * teacher, averaging, and the bridge's schedule, surrogate, damping and iterations; members are
 * one.
 */
public final class PaperLearner extends ServedLearner {
  private enum Phase {
    IDLE,
    TEACHER,
    LABELS,
    CYCLE
  }

  /** Rate of the step that explicit differentiation goes through. */
  private static final double EXPLICIT_RATE = 0.05;

  private final HypergradientKind kind;
  private final StreamTeacher teacher;
  private final LowerLevel lower;
  private final NetworkBridge bridge;
  private final SurrogateGradient surrogate;
  private final WindowRows drawn;
  private final MiniBatch batch;
  private BilevelCycle cycle;
  private Phase phase = Phase.IDLE;
  private boolean directed;
  private long rowsOfChunk;
  private long chunks;
  private long bridgeSteps;
  private double hypergradientNorm;
  private final LinearSolve linear = new LinearSolve();
  private double factualLoss = Double.NaN;

  /** A learner that has seen nothing. */
  public PaperLearner(
      StreamLearnerOptions options,
      HypergradientKind kind,
      int inputSize,
      int arms,
      long seed,
      DenseKernels kernels) {
    super(options, options.shape(inputSize, arms), 1, options.batchRows(), seed, kernels);
    this.kind = kind;
    int rows = options.batchRows();
    this.teacher = new StreamTeacher(options, shape, rows, rng.split(2), kernels);
    this.lower = new LowerLevel(shape, kernels, rows, PseudoLabels.SGFP, 0.0);
    this.bridge = new NetworkBridge(shape, kernels, rows);
    this.surrogate = BridgeSettings.surrogate(options.bridge());
    this.drawn = new WindowRows(shape, (double) options.outcomeClip());
    this.batch = new MiniBatch(rows, shape, (double) options.outcomeClip());
    double[] phi = Starts.draw(shape, 1, rng.split(3));
    // An output layer of zeros: every weight starts at one half.
    Arrays.fill(phi, shape.weightOffset(shape.layers() - 1), phi.length, 0.0);
    this.cycle = new BilevelCycle(lower, bridge, surrogate, cycleOptions(), start, phi);
  }

  /** What the paper uses: one network, one teacher, rate 1e-3, no decay; the rest as given. */
  public static StreamLearnerOptions plain(StreamLearnerOptions base) {
    return TwoStageLearner.plain(base).with("learner.teacher.members", "1");
  }

  private CycleOptions cycleOptions() {
    CycleOptions standard = CycleOptions.defaults();
    return new CycleOptions(
        // The explicit form takes a step of its own; the single loop's solution lags behind anyway.
        kind == HypergradientKind.IMPLICIT ? standard.assumedSteps() : 0,
        standard.assumedRate(),
        standard.bridgeRate(),
        standard.bridgeLimit(),
        (double) options.trunkRate(),
        (double) options.trunkDecay(),
        standard.warmStart(),
        BridgeSettings.of(options.bridge(), kind, EXPLICIT_RATE));
  }

  @Override
  public LearnerStatus begin(
      double[] x,
      int[] arm,
      double[] revenue,
      double[] cost,
      int rows,
      int ownRows,
      TrainingWindows windows) {
    requireIdle();
    if (status == LearnerStatus.DIVERGED) {
      return status;
    }
    if (rows == 0) {
      return LearnerStatus.NO_DATA;
    }
    RandomizedWindow window = windows.randomized();
    if (!batch.take(x, arm, revenue, cost, rows, ownRows)) {
      refused++;
      return LearnerStatus.BATCH_REFUSED;
    }
    if (rowsOfChunk == 0 || (!teacher.ready() && window.rows() > 0)) {
      teacher.begin(window, rng);
    }
    chunks += rowsOfChunk == 0 ? 1 : 0;
    rowsOfChunk = rowsOfChunk + rows >= options.teacher().chunkRows() ? 0 : rowsOfChunk + rows;
    directed =
        teacher.ready()
            && chunks > options.bridge().startChunk()
            && batches % options.bridge().every() == 0
            && price.known()
            && drawn.draw(window, rng, -1, options.bridge().rows());
    if (directed) {
      surrogate.moveTo(price.value);
    }
    phase = teacher.busy() ? Phase.TEACHER : Phase.LABELS;
    return LearnerStatus.HEALTHY;
  }

  /** Never begins: the target of this form learns from observational samples alone. */
  @Override
  public LearnerStatus beginRandomized(TrainingWindows windows) {
    return status == LearnerStatus.DIVERGED ? status : LearnerStatus.NO_DATA;
  }

  @Override
  public boolean busy() {
    return phase != Phase.IDLE;
  }

  @Override
  public boolean advance() {
    switch (phase) {
      case TEACHER -> {
        teacher.advance();
        phase = teacher.busy() ? Phase.TEACHER : Phase.LABELS;
      }
      case LABELS -> {
        label();
        // Propensities are counted on the rows: the weights of an arm's rows then sum to one.
        cycle.begin(batch.batch(), directed ? drawn.batch() : null);
        bridgeSteps += directed ? 1 : 0;
        phase = Phase.CYCLE;
      }
      case CYCLE -> {
        boolean more = cycle.advance();
        HypergradientReport report = cycle.lastReport();
        if (report != null) {
          hypergradientNorm = (double) report.hypergradientNorm();
          linear.take(report, kind);
        }
        if (!more) {
          finish();
        }
      }
      case IDLE -> throw new IllegalStateException("no mini-batch has begun");
    }
    return busy();
  }

  private void label() {
    int rows = batch.rows();
    networks.forward(cycle.theta(), 0, batch.x, 0, rows);
    networks.mean(batch.labels, 0);
    factualLoss =
        RunningMean.update(
            factualLoss,
            (double)
                FactualLoss.value(
                    batch.labels, batch.arm, batch.revenue, batch.cost, rows, shape.arms()));
    // Until there is a teacher the target's own predictions stand in: such labels pull nowhere.
    if (teacher.ready()) {
      teacher.predict(batch.x, rows, batch.labels);
    }
  }

  private void finish() {
    phase = Phase.IDLE;
    batches++;
    serve(cycle.theta());
  }

  @Override
  public LearnerDiagnostics diagnostics() {
    return new LearnerDiagnostics(
        batches,
        refused,
        factualLoss,
        Double.NaN,
        served.norm(),
        0,
        bridgeSteps,
        hypergradientNorm,
        linear.residual(),
        linear.iterations(),
        Double.NaN,
        Double.NaN,
        price.value);
  }

  @Override
  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeBoolean(busy());
    if (busy()) {
      options.write(out);
    }
    writeHead(out);
    out.writeLong(rowsOfChunk);
    out.writeLong(chunks);
    out.writeLong(bridgeSteps);
    out.writeVector(new double[] {hypergradientNorm, factualLoss, price.value});
    teacher.write(out);
    served.write(out);
    cycle.write(out);
    linear.write(out);
    if (busy()) {
      out.writeEnum(phase);
      out.writeBoolean(directed);
      out.writeDouble((double) surrogate.price());
      batch.write(out);
      teacher.writeProgress(out);
      drawn.write(out);
    }
  }

  /**
   * Goes on from what {@link #write} wrote; rates of the cycle are those it was saved with. A
   * mini-batch under way is finished at once under the options it began with where they differ.
   *
   * @throws IOException if the stream is short, of an unknown format or of other networks
   */
  public static PaperLearner read(
      StreamLearnerOptions options,
      HypergradientKind kind,
      int inputSize,
      int arms,
      DenseKernels kernels,
      StateInput from)
      throws IOException {
    StateInput in = from.piece("learner in the paper's form", FIRST_FORMAT, FORMAT);
    boolean busy = in.readBoolean();
    StreamLearnerOptions began = busy ? StreamLearnerOptions.read(in) : options;
    PaperLearner learner = new PaperLearner(began, kind, inputSize, arms, 0, kernels);
    learner.read(in, busy);
    if (began.equals(options)) {
      return learner;
    }
    while (learner.advance()) {
      // to the end of the mini-batch
    }
    byte[] finished = StateOutput.bytesOf(learner::write);
    return read(options, kind, inputSize, arms, kernels, StateInput.of(finished));
  }

  private void read(StateInput in, boolean busy) throws IOException {
    readHead(in);
    rowsOfChunk = in.readLong();
    chunks = in.readLong();
    bridgeSteps = in.readLong();
    double[] numbers = new double[3];
    in.readVector(numbers);
    hypergradientNorm = numbers[0];
    factualLoss = numbers[1];
    price.value = numbers[2];
    teacher.read(in);
    served.read(in);
    cycle = BilevelCycle.read(in, lower, bridge, surrogate);
    linear.read(in);
    if (busy) {
      phase = in.readEnum(Phase.class);
      directed = in.readBoolean();
      surrogate.moveTo(in.readDouble());
      batch.read(in);
      teacher.readProgress(in);
      drawn.read(in);
    }
  }
}
