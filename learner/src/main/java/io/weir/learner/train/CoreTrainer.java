package io.weir.learner.train;

import io.weir.core.f32.learner.CampaignLearner;
import io.weir.core.f32.learner.StreamLearner;
import io.weir.core.f32.learner.TwoStageLearner;
import io.weir.core.learner.LayoutChange;
import io.weir.core.learner.LearnerDiagnostics;
import io.weir.core.learner.LearnerStatus;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.core.window.RandomizedWindow;
import io.weir.core.window.TrainingWindows;
import io.weir.core.window.WindowOptions;
import io.weir.core.window.WindowPane;
import io.weir.schemas.ActivationFunction;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A learner and its windows, with the mini-batch that is being filled. */
final class CoreTrainer implements Trainer {
  /** First identifier of the panes of own decisions. */
  static final long FIRST_OWN_PANE = 1L << 48;

  static final int FORMAT = 1;

  private final CampaignLearner learner;
  private final RandomizedWindow window;
  private final RandomizedWindow own;
  private final TrainingWindows windows;

  /** Plain two-stage model that sees the same samples; null if none is wanted. */
  private final @Nullable TwoStageLearner rival;

  private final int width;
  private final int batchRows;
  private final MiniBatch batch;
  private int experimentsSinceBatch;

  CoreTrainer(
      StreamLearnerOptions options,
      CampaignLearner learner,
      RandomizedWindow window,
      RandomizedWindow own,
      @Nullable TwoStageLearner rival) {
    this.learner = learner;
    this.window = window;
    this.own = own;
    this.windows = new TrainingWindows(window, own);
    this.rival = rival;
    this.width = learner.shape().inputSize();
    this.batchRows = options.batchRows();
    this.batch = new MiniBatch(width, batchRows);
  }

  @Override
  public ActivationFunction activation() {
    return ActivationFunction.valueOf(learner.shape().activation().name());
  }

  @Override
  public List<Integer> layerSizes() {
    return Arrays.stream(learner.shape().layerSizes()).boxed().toList();
  }

  @Override
  public void observe(float[] inputs, int given, float scaledRevenue, float scaledCost) {
    carryOn();
    fill(inputs, given, scaledRevenue, scaledCost, false);
  }

  @Override
  public void observeOwn(
      float[] inputs,
      int given,
      float scaledRevenue,
      float scaledCost,
      float propensity,
      long time) {
    carryOn();
    own.append(inputs, 0, given, scaledRevenue, scaledCost, propensity, time);
    fill(inputs, given, scaledRevenue, scaledCost, true);
  }

  /**
   * Takes a mini-batch under way one step further. Every sample does, and nothing else: how far
   * training is at a slide is then fixed by the stream.
   */
  private void carryOn() {
    if (learner.busy()) {
      learner.advance();
    }
  }

  /** Ends a mini-batch under way; batches of fewer rows than steps leave something to do. */
  private void finishBatch() {
    while (learner.busy()) {
      learner.advance();
    }
  }

  private void fill(
      float[] inputs, int given, float scaledRevenue, float scaledCost, boolean ownDecision) {
    batch.add(inputs, given, scaledRevenue, scaledCost, ownDecision);
    if (batch.full()) {
      learnBatch();
    }
  }

  private void learnBatch() {
    finishBatch();
    learner.begin(
        batch.x, batch.arm, batch.revenue, batch.cost, batch.rows(), batch.ownRows(), windows);
    if (rival != null) {
      rival.observational(batch.x, batch.arm, batch.revenue, batch.cost, batch.rows(), window);
    }
    batch.clear();
    experimentsSinceBatch = 0;
  }

  @Override
  public void experiment(
      float[] inputs,
      int given,
      float scaledRevenue,
      float scaledCost,
      float propensity,
      long time) {
    carryOn();
    window.append(inputs, 0, given, scaledRevenue, scaledCost, propensity, time);
    experimentsSinceBatch++;
    // Without policy traffic the window alone must teach, or a new campaign would never begin.
    if (experimentsSinceBatch >= batchRows) {
      experimentsSinceBatch = 0;
      finishBatch();
      learner.beginRandomized(windows);
      if (rival != null) {
        rival.randomized(window);
      }
    }
  }

  /** This trainer under another layout; null if its learner cannot be carried over. */
  @Nullable CoreTrainer reshaped(
      StreamLearnerOptions options,
      WindowOptions randomizedRows,
      WindowOptions ownRows,
      LayoutChange change,
      @Nullable TwoStageLearner newRival,
      DenseKernels kernels) {
    if (!(learner instanceof StreamLearner stream)) {
      return null;
    }
    finishBatch();
    int arms = stream.shape().arms();
    CoreTrainer other =
        new CoreTrainer(
            options,
            stream.reshaped(change, kernels),
            window.reshaped(randomizedRows, change, arms),
            own.reshaped(ownRows, change, arms),
            newRival);
    batch.reshaped(change.inputs(), change.formerArms(arms), other::fill);
    other.experimentsSinceBatch = experimentsSinceBatch;
    return other;
  }

  @Override
  public void forgetCorrections() {
    finishBatch();
    learner.forgetCorrections();
  }

  @Override
  public void effectsTurned(long time) {
    finishBatch();
    window.expire(time);
    own.expire(time);
    learner.hurry();
  }

  @Override
  public void expire(long before, long ownBefore) {
    window.expire(before);
    own.expire(before);
    // A campaign with little traffic needs longer to gather as much.
    own.expire(ownBefore, own.options().maxRows() / 2);
  }

  @Override
  public void servedAt(double scaledPrice) {
    learner.dualPrice((float) scaledPrice);
  }

  @Override
  public boolean trained() {
    return learner.trained();
  }

  @Override
  public boolean diverged() {
    return learner.status() == LearnerStatus.DIVERGED;
  }

  @Override
  public List<float[]> servedMembers() {
    return List.of(learner.servedWeights());
  }

  @Override
  public @Nullable List<float[]> twoStageMembers() {
    if (rival == null || !rival.trained() || rival.status() == LearnerStatus.DIVERGED) {
      return null;
    }
    return List.of(rival.servedWeights());
  }

  @Override
  public long windowBytes() {
    return window.bytes() + own.bytes();
  }

  @Override
  public int windowRows() {
    return window.rows();
  }

  @Override
  public void sealPane() {
    window.seal();
  }

  @Override
  public List<Long> paneIds() {
    return window.panes().stream().map(WindowPane::id).toList();
  }

  @Override
  public List<Long> ownPaneIds() {
    return own.panes().stream().map(WindowPane::id).toList();
  }

  @Override
  public FrozenWindow freeze(List<Long> ids) {
    return FrozenWindow.of(width, ids.stream().map(window::paneById).toList());
  }

  @Override
  public byte[] paneBytes(long id) {
    return (id < FIRST_OWN_PANE ? window : own).paneById(id).toBytes();
  }

  @Override
  public void release(Set<Long> kept) {
    window.release(kept);
    own.release(kept);
  }

  @Override
  public Set<Long> takeChangedPanes() {
    Set<Long> changed = window.takeChangedPanes();
    changed.addAll(own.takeChangedPanes());
    return changed;
  }

  @Override
  public LearnerDiagnostics training() {
    return learner.diagnostics();
  }

  @Override
  public void diagnostics(Map<String, Double> into) {
    into.putAll(learner.diagnostics().asMap());
    into.put("windowKeptShare", window.keptShare());
    into.put("ownRows", (double) own.rows());
  }

  @Override
  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    learner.write(out);
    window.write(out);
    out.writeOptional(rival, TwoStageLearner::write);
    own.write(out);
    out.writeInt(experimentsSinceBatch);
    batch.write(out);
  }

  /**
   * Reads the mini-batch that is being filled; it may have become smaller since, and is then full
   * at once.
   *
   * @param experiments randomized samples since the last one
   * @param knowsOwn whether own decisions were told from others
   */
  void readBatch(StateInput in, int experiments, boolean knowsOwn) throws IOException {
    MiniBatch.read(in, width, knowsOwn, this::fill);
    experimentsSinceBatch = experiments;
  }
}
