package io.weir.core.f64.learner;

import io.weir.core.f64.bilevel.BilevelCycle;
import io.weir.core.f64.bilevel.CycleOptions;
import io.weir.core.f64.bilevel.HypergradientOptions;
import io.weir.core.f64.bilevel.HypergradientReport;
import io.weir.core.f64.bilevel.LowerLevel;
import io.weir.core.f64.bilevel.NetworkBridge;
import io.weir.core.f64.bilevel.PseudoLabels;
import io.weir.core.f64.bilevel.SampleBatch;
import io.weir.core.f64.network.MlpEnsemble;
import io.weir.core.f64.optim.Vectors;
import io.weir.core.learner.HypergradientKind;
import io.weir.core.learner.LearnerDiagnostics;
import io.weir.core.learner.LearnerStatus;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import io.weir.core.window.RandomizedWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Bi-DFCL in the paper's form on a stream: one target, a bridge that is a network, Algorithm 1 per
 * mini-batch, no correction from randomized outcomes. Kept as an option and for comparison; the
 * default is {@link StreamLearner}. Uses the options' networks, batch sizes, trunk rate and decay,
 * teacher, bridge schedule and temperature, and averaging; members are one.
 */
public final class PaperLearner implements CampaignLearner {
  private static final int FORMAT = 1;

  /** Rate of the step that explicit differentiation goes through. */
  private static final double EXPLICIT_RATE = 0.05;

  private final StreamLearnerOptions options;
  private final HypergradientKind kind;
  private final MlpShape shape;
  private final MlpEnsemble target;
  private final StreamTeacher teacher;
  private final LowerLevel lower;
  private final NetworkBridge bridge;
  private final WindowRows drawn;
  private final double[] pseudo;
  private final ServedAverage served;
  private BilevelCycle cycle;
  private Rng rng;
  private LearnerStatus status = LearnerStatus.HEALTHY;
  private long batches;
  private long refused;
  private long rowsOfChunk;
  private long chunks;
  private long bridgeSteps;
  private double hypergradientNorm;
  private double factualLoss = Double.NaN;
  private double price = Double.NaN;

  /** A learner that has seen nothing. */
  public PaperLearner(
      StreamLearnerOptions options,
      HypergradientKind kind,
      int inputSize,
      int arms,
      long seed,
      DenseKernels kernels) {
    this.options = options;
    this.kind = kind;
    this.shape = options.shape(inputSize, arms);
    this.rng = new Rng(seed);
    int rows = options.batchRows();
    this.target = new MlpEnsemble(shape, 1, kernels, rows);
    this.teacher = new StreamTeacher(options, shape, rng.split(2), kernels);
    this.lower = new LowerLevel(shape, kernels, rows, PseudoLabels.SGFP, 0.0);
    this.bridge = new NetworkBridge(shape, kernels, rows);
    this.drawn = new WindowRows(options.bridgeRows(), inputSize);
    this.pseudo = new double[rows * shape.outputSize()];
    double[] theta = Starts.draw(shape, 1, rng.split(1));
    double[] phi = Starts.draw(shape, 1, rng.split(3));
    // An output layer of zeros: every weight starts at one half.
    Arrays.fill(phi, shape.weightOffset(shape.layers() - 1), phi.length, 0.0);
    this.cycle = new BilevelCycle(lower, bridge, this::decide, cycleOptions(), theta, phi);
    this.served = new ServedAverage(theta);
  }

  /** What the paper uses: one network, one teacher, rate 1e-3, no decay; the rest as given. */
  public static StreamLearnerOptions plain(StreamLearnerOptions base) {
    return TwoStageLearner.plain(base).with("learner.teacher.members", "1");
  }

  private CycleOptions cycleOptions() {
    CycleOptions standard = CycleOptions.defaults();
    boolean explicit = kind == HypergradientKind.EXPLICIT;
    return new CycleOptions(
        explicit ? 0 : standard.assumedSteps(),
        standard.assumedRate(),
        standard.bridgeRate(),
        standard.bridgeLimit(),
        (double) options.trunkRate(),
        (double) options.trunkDecay(),
        standard.warmStart(),
        explicit ? HypergradientOptions.explicit(EXPLICIT_RATE) : HypergradientOptions.defaults());
  }

  /** The decision loss's gradient; propensities are counted on the rows at hand. */
  private double decide(double[] predictions, SampleBatch rows, double[] gradient) {
    int n = rows.rows();
    double[] share = new double[shape.arms()];
    for (int i = 0; i < n; i++) {
      share[rows.arm()[i]] += 1.0 / n;
    }
    double[] propensity = new double[n];
    for (int i = 0; i < n; i++) {
      propensity[i] = share[rows.arm()[i]];
    }
    double spread = PolicyGradient.spread(predictions, n, shape.arms(), price);
    return PolicyGradient.policyGradient(
        predictions,
        rows.arm(),
        rows.revenue(),
        propensity,
        n,
        shape.arms(),
        price,
        (double) options.temperature() * spread,
        gradient);
  }

  @Override
  public LearnerStatus observational(
      double[] x, int[] arm, double[] revenue, double[] cost, int rows, RandomizedWindow window) {
    if (rows > options.batchRows()) {
      throw new IllegalArgumentException(rows + " rows in a batch of " + options.batchRows());
    }
    if (status == LearnerStatus.DIVERGED) {
      return status;
    }
    if (rows == 0) {
      return LearnerStatus.NO_DATA;
    }
    if (!FactualLoss.finite(x, arm, revenue, cost, rows, shape.inputSize(), shape.arms())) {
      refused++;
      return LearnerStatus.BATCH_REFUSED;
    }
    if (rowsOfChunk == 0 || (!teacher.ready() && window.rows() > 0)) {
      teacher.refresh(window, rng);
    }
    chunks += rowsOfChunk == 0 ? 1 : 0;
    rowsOfChunk = rowsOfChunk + rows >= options.chunkRows() ? 0 : rowsOfChunk + rows;
    target.forward(cycle.theta(), 0, x, 0, rows);
    target.mean(pseudo, 0);
    factualLoss =
        RunningMean.update(
            factualLoss,
            (double) FactualLoss.value(pseudo, arm, revenue, cost, rows, shape.arms()));
    // Until there is a teacher the target's own predictions stand in: such labels pull nowhere.
    if (teacher.ready()) {
      teacher.predict(x, rows, pseudo);
    }
    SampleBatch observed =
        new SampleBatch(rows, shape.inputSize(), shape.arms(), x, arm, revenue, cost, pseudo);
    int n = options.bridgeRows();
    boolean due =
        teacher.ready()
            && chunks > options.bridgeStartChunk()
            && batches % options.bridgeEvery() == 0
            && !Double.isNaN(price)
            && drawn.draw(window, rng, -1, n);
    if (due) {
      SampleBatch randomized =
          new SampleBatch(
              n,
              shape.inputSize(),
              shape.arms(),
              drawn.x,
              drawn.arm,
              drawn.revenue,
              drawn.cost,
              new double[0]);
      cycle.run(observed, randomized);
      bridgeSteps++;
      HypergradientReport report = cycle.lastReport();
      hypergradientNorm = report == null ? 0 : (double) report.hypergradientNorm();
    } else {
      cycle.run(observed, null);
    }
    batches++;
    if (!served.update(cycle.theta(), (double) options.averaging(), (double) options.normLimit())) {
      status = LearnerStatus.DIVERGED;
    }
    return status;
  }

  /** Does nothing: the target of this form learns from observational samples alone. */
  @Override
  public LearnerStatus randomized(RandomizedWindow window) {
    return status == LearnerStatus.DIVERGED ? status : LearnerStatus.NO_DATA;
  }

  @Override
  public void dualPrice(double scaledPrice) {
    if (!Double.isFinite(scaledPrice) || scaledPrice < 0) {
      return;
    }
    double keep = (double) options.priceSmoothing();
    price = Double.isNaN(price) ? scaledPrice : keep * price + (1 - keep) * scaledPrice;
  }

  @Override
  public boolean trained() {
    return served.steps() > 0;
  }

  @Override
  public LearnerStatus status() {
    return status;
  }

  @Override
  public MlpShape shape() {
    return shape;
  }

  @Override
  public int members() {
    return 1;
  }

  @Override
  public float[][] servedWeights() {
    return served.members(1);
  }

  @Override
  public void predict(double[] x, int xOffset, int rows, double[] outputs) {
    EnsemblePrediction.mean(target, served.parameters(), x, xOffset, rows, outputs);
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
        Double.NaN,
        Double.NaN,
        price);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(FORMAT);
    for (long word : rng.state()) {
      out.writeLong(word);
    }
    out.writeInt(status.ordinal());
    for (long count : new long[] {batches, refused, rowsOfChunk, chunks, bridgeSteps}) {
      out.writeLong(count);
    }
    Vectors.write(out, new double[] {hypergradientNorm, factualLoss, price});
    teacher.save(out);
    served.save(out);
    cycle.save(out);
  }

  /**
   * Goes on from what {@link #save} wrote; rates of the cycle are those it was saved with.
   *
   * @throws IOException if the stream is short, of an unknown format or of other networks
   */
  public static PaperLearner restore(
      StreamLearnerOptions options,
      HypergradientKind kind,
      int inputSize,
      int arms,
      DenseKernels kernels,
      DataInput in)
      throws IOException {
    int format = in.readInt();
    if (format != FORMAT) {
      throw new IOException("learner in the paper's form of unknown format " + format);
    }
    PaperLearner learner = new PaperLearner(options, kind, inputSize, arms, 0, kernels);
    learner.rng = Rng.of(new long[] {in.readLong(), in.readLong(), in.readLong(), in.readLong()});
    learner.status = LearnerStatus.values()[in.readInt()];
    learner.batches = in.readLong();
    learner.refused = in.readLong();
    learner.rowsOfChunk = in.readLong();
    learner.chunks = in.readLong();
    learner.bridgeSteps = in.readLong();
    double[] numbers = new double[3];
    Vectors.readInto(in, numbers);
    learner.hypergradientNorm = numbers[0];
    learner.factualLoss = numbers[1];
    learner.price = numbers[2];
    learner.teacher.restore(in);
    learner.served.restore(in);
    learner.cycle = BilevelCycle.restore(in, learner.lower, learner.bridge, learner::decide);
    return learner;
  }
}
