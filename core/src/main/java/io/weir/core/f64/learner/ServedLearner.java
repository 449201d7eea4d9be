package io.weir.core.f64.learner;

import io.weir.core.f64.network.MlpEnsemble;
import io.weir.core.f64.step.Starts;
import io.weir.core.learner.LearnerStatus;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/** What the learners share: who is served, how it stands, and what the price is. */
abstract class ServedLearner implements CampaignLearner {
  /** Oldest format of state that is read. */
  static final int FIRST_FORMAT = 3;

  /** Since this one, constants are written by name. */
  static final int NAMED_FORMAT = 5;

  /** Format that is written. */
  static final int FORMAT = 6;

  final StreamLearnerOptions options;
  final MlpShape shape;
  final int members;
  final MlpEnsemble networks;

  /** All members' parameters as drawn; the learner's own from then on. */
  final double[] start;

  final ServedAverage served;
  final SmoothedPrice price = new SmoothedPrice();
  Rng rng;
  LearnerStatus status = LearnerStatus.HEALTHY;
  long batches;
  long refused;

  /**
   * A learner that serves its start.
   *
   * @param rows most rows that go through the networks at once
   */
  ServedLearner(
      StreamLearnerOptions options,
      MlpShape shape,
      int members,
      int rows,
      long seed,
      DenseKernels kernels) {
    this.options = options;
    this.shape = shape;
    this.members = members;
    this.networks = new MlpEnsemble(shape, members, kernels, rows);
    this.rng = new Rng(seed);
    this.start = Starts.centred(shape, members, rng.split(1));
    this.served = new ServedAverage(start);
  }

  /** Takes parameters into what is served; diverged where they are not finite or too long. */
  final void serve(double[] parameters) {
    if (!served.update(parameters, (double) options.averaging(), (double) options.normLimit())) {
      status = LearnerStatus.DIVERGED;
    }
  }

  final void requireIdle() {
    if (busy()) {
      throw new IllegalStateException("a mini-batch is under way");
    }
  }

  /** Begins a learner's state. */
  final void writeHead(StateOutput out) throws IOException {
    rng.write(out);
    out.writeEnum(status);
    out.writeLong(batches);
    out.writeLong(refused);
  }

  final void readHead(StateInput in) throws IOException {
    rng = Rng.read(in);
    status =
        in.format() >= NAMED_FORMAT
            ? in.readEnum(LearnerStatus.class)
            : LearnerStatus.values()[in.readInt()];
    batches = in.readLong();
    refused = in.readLong();
  }

  @Override
  public void dualPrice(double scaledPrice) {
    price.take(scaledPrice, (double) options.bridge().priceSmoothing());
  }

  @Override
  public final boolean trained() {
    return served.steps() > 0;
  }

  @Override
  public final LearnerStatus status() {
    return status;
  }

  @Override
  public final MlpShape shape() {
    return shape;
  }

  @Override
  public final int members() {
    return members;
  }

  @Override
  public final float[][] servedWeights() {
    return served.members(members);
  }

  @Override
  public final void predict(double[] x, int xOffset, int rows, double[] outputs) {
    EnsemblePrediction.mean(networks, served.parameters(), x, xOffset, rows, outputs);
  }
}
