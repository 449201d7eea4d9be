package io.weir.core.f64.learner;

import io.weir.core.f64.optim.Adam;
import io.weir.core.f64.step.BridgeStep;
import io.weir.core.f64.step.Correction;
import io.weir.core.f64.step.FactualLoss;
import io.weir.core.f64.step.MiniBatch;
import io.weir.core.f64.step.PerArmBridge;
import io.weir.core.f64.step.Reshaping;
import io.weir.core.f64.step.RunningMean;
import io.weir.core.f64.step.StreamTeacher;
import io.weir.core.learner.BridgeKind;
import io.weir.core.learner.LayoutChange;
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
 * The stream learner. Member q predicts at theta_q + delta_q: the trunk theta_q learns from
 * observational mini-batches, with pseudo-labels from the teacher weighted by the bridge (Bi-DFCL,
 * Eq. 9); the correction delta_q learns from randomized rows of the folds other than q, and from
 * rows that earlier models decided, and forgets by shrinking. What is served is the exponential
 * average of theta + delta. The windows should have as many folds as there are members.
 *
 * <p>The trunk's decay guards against a biased log. Rows of one's own are none: it fades as their
 * share of the mini-batch grows.
 */
public final class StreamLearner extends ServedLearner {
  private enum Phase {
    IDLE,
    TEACHER,
    LABELS,
    BRIDGE,
    TRUNK,
    CORRECTION
  }

  private final StreamTeacher teacher;
  private final Correction correction;
  private final BridgeStep bridgeStep;
  private final PerArmBridge bridge;
  private final MiniBatch batch;
  private final double[] theta;
  private final double[] sum;
  private final double[] gradient;
  private final double[][] outputGradients;
  private Adam adam;
  private Phase phase = Phase.IDLE;
  private boolean labelled;
  private boolean directed;
  private long chunks;
  private long rowsOfChunk;
  private double factualLoss = Double.NaN;

  /**
   * A learner that has seen nothing.
   *
   * @param inputSize features per row
   * @param arms arms, the first of which is no treatment
   */
  public StreamLearner(
      StreamLearnerOptions options, int inputSize, int arms, long seed, DenseKernels kernels) {
    super(
        options,
        options.shape(inputSize, arms),
        options.members(),
        options.batchRows(),
        seed,
        kernels);
    int capacity = options.batchRows();
    this.theta = start;
    this.sum = theta.clone();
    this.gradient = new double[theta.length];
    this.outputGradients = new double[members][capacity * shape.outputSize()];
    this.batch = new MiniBatch(capacity, shape, (double) options.outcomeClip());
    this.adam = Adam.standard(theta.length);
    this.teacher = new StreamTeacher(options, shape, capacity, rng.split(2), kernels);
    this.correction = new Correction(options, shape, kernels);
    this.bridgeStep = new BridgeStep(options, shape, kernels);
    this.bridge = new PerArmBridge(shape.outputSize());
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
    countChunk(rows, window);
    labelled = options.bridge().kind() != BridgeKind.NONE && teacher.ready();
    directed =
        labelled
            && options.bridge().kind() == BridgeKind.PER_ARM
            && chunks > options.bridge().startChunk()
            && batches % options.bridge().every() == 0
            && price.known()
            && bridgeStep.draw(window, rng, price.value);
    correction.begin(windows, rng);
    phase = teacher.busy() ? Phase.TEACHER : afterTeacher();
    return LearnerStatus.HEALTHY;
  }

  /** The first chunk's teacher starts with its first batch, later ones as each chunk begins. */
  private void countChunk(int rows, RandomizedWindow window) {
    if (options.bridge().kind() == BridgeKind.NONE) {
      return;
    }
    if (rowsOfChunk == 0 || (!teacher.ready() && window.rows() > 0)) {
      teacher.begin(window, rng);
    }
    if (rowsOfChunk == 0) {
      chunks++;
    }
    rowsOfChunk += rows;
    if (rowsOfChunk >= options.teacher().chunkRows()) {
      rowsOfChunk = 0;
    }
  }

  private Phase afterTeacher() {
    return labelled ? Phase.LABELS : Phase.TRUNK;
  }

  @Override
  public LearnerStatus beginRandomized(TrainingWindows windows) {
    requireIdle();
    if (status == LearnerStatus.DIVERGED) {
      return status;
    }
    if (!correction.begin(windows, rng)) {
      return LearnerStatus.NO_DATA;
    }
    correction.addTo(theta, sum);
    phase = Phase.CORRECTION;
    return LearnerStatus.HEALTHY;
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
        phase = teacher.busy() ? Phase.TEACHER : afterTeacher();
      }
      case LABELS -> {
        teacher.predict(batch.x, batch.rows(), batch.labels);
        phase = directed ? Phase.BRIDGE : Phase.TRUNK;
      }
      case BRIDGE -> {
        if (!bridgeStep.advance(theta, correction.delta(), bridge, batch.batch())) {
          phase = Phase.TRUNK;
        }
      }
      case TRUNK -> {
        moveTrunk();
        correction.addTo(theta, sum);
        phase = Phase.CORRECTION;
        if (!correction.busy()) {
          finish();
        }
      }
      case CORRECTION -> {
        correction.advance(sum);
        if (!correction.busy()) {
          finish();
        }
      }
      case IDLE -> throw new IllegalStateException("no mini-batch has begun");
    }
    return busy();
  }

  private void moveTrunk() {
    int rows = batch.rows();
    networks.forward(theta, 0, batch.x, 0, rows);
    /* wide */ double loss = 0;
    for (int q = 0; q < members; q++) {
      double[] out = outputGradients[q];
      loss +=
          FactualLoss.gradient(
                  networks.output(q), batch.arm, batch.revenue, batch.cost, rows, shape.arms(), out)
              / members;
      if (labelled) {
        bridge.addPseudoLabels(networks.output(q), batch.labels, batch.arm, rows, out);
      }
    }
    factualLoss = RunningMean.update(factualLoss, (double) loss);
    networks.backward(outputGradients, gradient, 0);
    double decay = (double) options.trunkDecay() * (1 - batch.ownShare());
    adam.step(theta, 0, gradient, 0, (double) options.trunkRate(), decay);
    batches++;
  }

  private void finish() {
    phase = Phase.IDLE;
    correction.addTo(theta, sum);
    serve(sum);
  }

  @Override
  public void hurry() {
    correction.hurry();
    correction.addTo(theta, sum);
    served.beginAt(sum);
  }

  @Override
  public void forgetCorrections() {
    correction.forget();
    correction.addTo(theta, sum);
  }

  /**
   * Goes on with other inputs or arms: predictions for arms that stay are the same where new inputs
   * are zero, and a new arm is taken for the mean of the paid ones.
   *
   * <p>It draws on where this learner stopped, which must not be used any more.
   *
   * @throws IllegalStateException while {@link #busy}
   */
  public StreamLearner reshaped(LayoutChange change, DenseKernels kernels) {
    requireIdle();
    StreamLearner learner =
        new StreamLearner(options, change.inputs().length, change.arms().length, 0, kernels);
    learner.rng = rng;
    Reshaping reshaping = new Reshaping(shape, learner.shape, members, change);
    learner.status = status;
    learner.batches = batches;
    learner.refused = refused;
    learner.chunks = chunks;
    learner.rowsOfChunk = rowsOfChunk;
    learner.price.value = price.value;
    learner.factualLoss = factualLoss;
    double[] carried = reshaping.parameters(theta);
    System.arraycopy(carried, 0, learner.theta, 0, carried.length);
    learner.adam = reshaping.adam(adam);
    learner.correction.carryOver(correction, reshaping);
    learner.correction.addTo(learner.theta, learner.sum);
    learner.served.carryOver(served, reshaping);
    learner.teacher.carryOver(teacher, change);
    learner.bridge.carryOver(bridge, reshaping);
    return learner;
  }

  /** Weight of the teacher in the pseudo-labels of each output column, each in (0, 1). */
  public double[] bridgeWeights() {
    double[] weights = new double[shape.outputSize()];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = bridge.weight(j);
    }
    return weights;
  }

  @Override
  public LearnerDiagnostics diagnostics() {
    double[] weights = bridgeWeights();
    Arrays.sort(weights);
    return new LearnerDiagnostics(
        batches,
        refused,
        factualLoss,
        correction.loss(),
        served.norm(),
        correction.norm(),
        bridge.steps(),
        bridge.hypergradientNorm(),
        bridgeStep.linear().residual(),
        bridgeStep.linear().iterations(),
        weights[0],
        weights[weights.length - 1],
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
    out.writeLong(chunks);
    out.writeLong(rowsOfChunk);
    out.writeDouble(price.value);
    out.writeDouble(factualLoss);
    out.writeVector(theta);
    adam.write(out);
    correction.write(out);
    served.write(out);
    teacher.write(out);
    bridge.write(out);
    bridgeStep.write(out);
    bridgeStep.linear().write(out);
    if (busy()) {
      writeProgress(out);
    }
  }

  private void writeProgress(StateOutput out) throws IOException {
    out.writeEnum(phase);
    out.writeBoolean(labelled);
    out.writeBoolean(directed);
    batch.write(out);
    teacher.writeProgress(out);
    correction.writeProgress(out);
    if (directed) {
      bridgeStep.writeProgress(out);
    }
  }

  /**
   * Goes on from what {@link #write} wrote. The options may differ in rates, decays, batch sizes
   * and schedules, and take effect from here on; the networks must be the same ({@link
   * StreamLearnerOptions#sameState}). A mini-batch under way is finished at once under the options
   * it began with where they differ.
   *
   * @throws IOException if the stream is short, of an unknown format or of other networks
   */
  public static StreamLearner read(
      StreamLearnerOptions options, int inputSize, int arms, DenseKernels kernels, StateInput from)
      throws IOException {
    StateInput in = from.piece("stream learner", FIRST_FORMAT, FORMAT);
    boolean busy = in.readBoolean();
    StreamLearnerOptions began = busy ? StreamLearnerOptions.read(in) : options;
    StreamLearner learner = new StreamLearner(began, inputSize, arms, 0, kernels);
    learner.read(in, busy);
    if (began.equals(options)) {
      return learner;
    }
    while (learner.advance()) {
      // to the end of the mini-batch
    }
    byte[] finished = StateOutput.bytesOf(learner::write);
    return read(options, inputSize, arms, kernels, StateInput.of(finished));
  }

  private void read(StateInput in, boolean busy) throws IOException {
    readHead(in);
    chunks = in.readLong();
    rowsOfChunk = in.readLong();
    price.value = in.readDouble();
    factualLoss = in.readDouble();
    in.readVector(theta);
    adam = Adam.read(in);
    correction.read(in);
    correction.addTo(theta, sum);
    served.read(in);
    teacher.read(in);
    bridge.read(in);
    bridgeStep.read(in);
    bridgeStep.linear().read(in);
    if (busy) {
      phase = in.readEnum(Phase.class);
      labelled = in.readBoolean();
      directed = in.readBoolean();
      batch.read(in);
      teacher.readProgress(in);
      correction.readProgress(in);
      if (directed) {
        bridgeStep.readProgress(in);
      }
    }
  }
}
