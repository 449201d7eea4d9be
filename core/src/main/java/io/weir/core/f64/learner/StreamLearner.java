package io.weir.core.f64.learner;

import io.weir.core.f64.network.MlpEnsemble;
import io.weir.core.f64.optim.Adam;
import io.weir.core.f64.optim.Vectors;
import io.weir.core.learner.BridgeKind;
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
 * The stream learner. Member q predicts at theta_q + delta_q: the trunk theta_q learns from
 * observational mini-batches, with pseudo-labels from the teacher weighted by the bridge (Bi-DFCL,
 * Eq. 9); the correction delta_q learns from randomized rows of the folds other than q and forgets
 * by shrinking. What is served is the exponential average of theta + delta. The window should have
 * as many folds as there are members.
 */
public final class StreamLearner implements CampaignLearner {
  private static final int FORMAT = 1;

  private final StreamLearnerOptions options;
  private final MlpShape shape;
  private final int members;
  private final MlpEnsemble trunk;
  private final StreamTeacher teacher;
  private final Correction correction;
  private final DecisionStep decision;
  private final PerArmBridge bridge;
  private final double[] theta;
  private final double[] sum;
  private final double[] gradient;
  private final double[][] outputGradients;
  private final double[] pseudo;
  private final ServedAverage served;
  private Adam adam;
  private Rng rng;
  private LearnerStatus status = LearnerStatus.HEALTHY;
  private long batches;
  private long refused;
  private long chunks;
  private long rowsOfChunk;
  private double price = Double.NaN;
  private double factualLoss = Double.NaN;

  /**
   * A learner that has seen nothing.
   *
   * @param inputSize features per row
   * @param arms arms, the first of which is no treatment
   */
  public StreamLearner(
      StreamLearnerOptions options, int inputSize, int arms, long seed, DenseKernels kernels) {
    this.options = options;
    this.shape = options.shape(inputSize, arms);
    this.members = options.members();
    this.rng = new Rng(seed);
    Rng starts = rng.split(1);
    int capacity = options.batchRows();
    this.trunk = new MlpEnsemble(shape, members, kernels, capacity);
    this.theta = Starts.draw(shape, members, starts);
    this.sum = theta.clone();
    this.gradient = new double[theta.length];
    this.outputGradients = new double[members][capacity * shape.outputSize()];
    this.pseudo = new double[capacity * shape.outputSize()];
    this.served = new ServedAverage(theta);
    this.adam = Adam.standard(theta.length);
    this.teacher = new StreamTeacher(options, shape, rng.split(2), kernels);
    this.correction = new Correction(options, shape, kernels);
    this.decision = new DecisionStep(options, shape, kernels);
    this.bridge = new PerArmBridge(shape.outputSize());
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
    countChunk(rows, window);
    boolean labels = options.bridge() != BridgeKind.NONE && teacher.ready();
    if (labels) {
      teacher.predict(x, rows, pseudo);
    }
    boolean bridgeDue =
        labels
            && options.bridge() == BridgeKind.PER_ARM
            && chunks > options.bridgeStartChunk()
            && batches % options.bridgeEvery() == 0
            && !Double.isNaN(price);
    boolean directed = bridgeDue && decision.gradient(sum, window, rng, price);
    trunk.forward(theta, 0, x, 0, rows);
    if (directed) {
      decision.moveBridge(bridge, trunk, pseudo, arm, rows);
    }
    /* wide */ double loss = 0;
    for (int q = 0; q < members; q++) {
      double[] out = outputGradients[q];
      loss +=
          FactualLoss.gradient(trunk.output(q), arm, revenue, cost, rows, shape.arms(), out)
              / members;
      if (labels) {
        bridge.addPseudoLabels(trunk.output(q), pseudo, arm, rows, out);
      }
    }
    factualLoss = RunningMean.update(factualLoss, (double) loss);
    trunk.backward(outputGradients, gradient, 0);
    adam.step(theta, 0, gradient, 0, (double) options.trunkRate(), (double) options.trunkDecay());
    correction.step(theta, sum, window, rng);
    batches++;
    return finish();
  }

  /** The first chunk's teacher starts with its first batch, later ones as each chunk begins. */
  private void countChunk(int rows, RandomizedWindow window) {
    if (options.bridge() == BridgeKind.NONE) {
      return;
    }
    if (rowsOfChunk == 0 || (!teacher.ready() && window.rows() > 0)) {
      teacher.refresh(window, rng);
    }
    if (rowsOfChunk == 0) {
      chunks++;
    }
    rowsOfChunk += rows;
    if (rowsOfChunk >= options.chunkRows()) {
      rowsOfChunk = 0;
    }
  }

  private LearnerStatus finish() {
    correction.addTo(theta, sum);
    if (!served.update(sum, (double) options.averaging(), (double) options.normLimit())) {
      status = LearnerStatus.DIVERGED;
    }
    return status;
  }

  @Override
  public LearnerStatus randomized(RandomizedWindow window) {
    if (status == LearnerStatus.DIVERGED) {
      return status;
    }
    if (!correction.step(theta, sum, window, rng)) {
      return LearnerStatus.NO_DATA;
    }
    return finish();
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
    return members;
  }

  @Override
  public float[][] servedWeights() {
    return served.members(members);
  }

  @Override
  public void predict(double[] x, int xOffset, int rows, double[] outputs) {
    EnsemblePrediction.mean(trunk, served.parameters(), x, xOffset, rows, outputs);
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
        weights[0],
        weights[weights.length - 1],
        price);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(FORMAT);
    for (long word : rng.state()) {
      out.writeLong(word);
    }
    out.writeInt(status.ordinal());
    out.writeLong(batches);
    out.writeLong(refused);
    out.writeLong(chunks);
    out.writeLong(rowsOfChunk);
    out.writeDouble(price);
    out.writeDouble(factualLoss);
    Vectors.write(out, theta);
    adam.save(out);
    correction.save(out);
    served.save(out);
    teacher.save(out);
    bridge.save(out);
  }

  /**
   * Goes on from what {@link #save} wrote. The options may differ in rates, decays, batch sizes and
   * schedules, and take effect from here on; the networks must be the same ({@link
   * StreamLearnerOptions#sameState}).
   *
   * @throws IOException if the stream is short, of an unknown format or of other networks
   */
  public static StreamLearner restore(
      StreamLearnerOptions options, int inputSize, int arms, DenseKernels kernels, DataInput in)
      throws IOException {
    int format = in.readInt();
    if (format != FORMAT) {
      throw new IOException("stream learner of unknown format " + format);
    }
    StreamLearner learner = new StreamLearner(options, inputSize, arms, 0, kernels);
    learner.rng = Rng.of(new long[] {in.readLong(), in.readLong(), in.readLong(), in.readLong()});
    learner.status = LearnerStatus.values()[in.readInt()];
    learner.batches = in.readLong();
    learner.refused = in.readLong();
    learner.chunks = in.readLong();
    learner.rowsOfChunk = in.readLong();
    learner.price = in.readDouble();
    learner.factualLoss = in.readDouble();
    Vectors.readInto(in, learner.theta);
    learner.adam = Adam.restore(in);
    learner.correction.restore(in);
    learner.correction.addTo(learner.theta, learner.sum);
    learner.served.restore(in);
    learner.teacher.restore(in);
    learner.bridge.restore(in);
    return learner;
  }
}
