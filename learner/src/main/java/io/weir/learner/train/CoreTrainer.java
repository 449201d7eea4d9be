package io.weir.learner.train;

import io.weir.core.f32.learner.CampaignLearner;
import io.weir.core.f32.learner.StreamLearner;
import io.weir.core.f32.learner.TwoStageLearner;
import io.weir.core.learner.LayoutChange;
import io.weir.core.learner.LearnerDiagnostics;
import io.weir.core.learner.LearnerStatus;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.window.RandomizedWindow;
import io.weir.core.window.TrainingWindows;
import io.weir.core.window.WindowOptions;
import io.weir.core.window.WindowPane;
import io.weir.learner.sample.InputScaling;
import io.weir.learner.state.Blobs;
import io.weir.schemas.ActivationFunction;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A learner and its windows, with the mini-batch that is being filled. */
final class CoreTrainer implements Trainer {
  /** First identifier of the panes of own decisions. */
  static final long FIRST_OWN_PANE = 1L << 48;

  /**
   * Begins what follows the learners; earlier layouts begin with a count there, and have no own
   * decisions.
   */
  private static final int FORMAT = -2;

  private final CampaignLearner learner;
  private final RandomizedWindow window;
  private final RandomizedWindow own;
  private final TrainingWindows windows;

  /** Plain two-stage model that sees the same samples; null if none is wanted. */
  private final @Nullable TwoStageLearner rival;

  private final int width;
  private final int batchRows;
  private final float[] x;
  private final int[] arm;
  private final float[] revenue;
  private final float[] cost;
  private final boolean[] isOwn;
  private int rows;
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
    this.x = new float[batchRows * width];
    this.arm = new int[batchRows];
    this.revenue = new float[batchRows];
    this.cost = new float[batchRows];
    this.isOwn = new boolean[batchRows];
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
    System.arraycopy(inputs, 0, x, rows * width, width);
    arm[rows] = given;
    revenue[rows] = scaledRevenue;
    cost[rows] = scaledCost;
    isOwn[rows] = ownDecision;
    rows++;
    if (rows == batchRows) {
      learnBatch();
    }
  }

  private void learnBatch() {
    finishBatch();
    int ownRows = 0;
    for (int i = 0; i < rows; i++) {
      ownRows += isOwn[i] ? 1 : 0;
    }
    learner.begin(x, arm, revenue, cost, rows, ownRows, windows);
    if (rival != null) {
      rival.observational(x, arm, revenue, cost, rows, window);
    }
    rows = 0;
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
      @Nullable TwoStageLearner newRival) {
    if (!(learner instanceof StreamLearner stream)) {
      return null;
    }
    finishBatch();
    int arms = stream.shape().arms();
    CoreTrainer other =
        new CoreTrainer(
            options,
            stream.reshaped(change, DenseKernels.best()),
            window.reshaped(randomizedRows, change, arms),
            own.reshaped(ownRows, change, arms),
            newRival);
    int[] places = change.formerArms(arms);
    for (int i = 0; i < rows; i++) {
      if (places[arm[i]] >= 0) {
        float[] inputs = new float[other.width];
        for (int k = 0; k < inputs.length; k++) {
          inputs[k] = change.inputs()[k] < 0 ? 0 : x[i * width + change.inputs()[k]];
        }
        other.fill(inputs, places[arm[i]], revenue[i], cost[i], isOwn[i]);
      }
    }
    other.experimentsSinceBatch = experimentsSinceBatch;
    return other;
  }

  @Override
  public void forgetCorrections() {
    finishBatch();
    learner.forgetCorrections();
  }

  @Override
  public void forgetBefore(long time) {
    window.expire(time);
    own.expire(time);
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
  public FrozenWindow freeze(List<Long> ids, InputScaling scaling) {
    List<WindowPane> panes = ids.stream().map(window::paneById).toList();
    int[] blockRows = panes.stream().mapToInt(WindowPane::rows).toArray();
    int[] arms = new int[IntStream.of(blockRows).sum()];
    int first = 0;
    long start = Long.MAX_VALUE;
    long end = Long.MIN_VALUE;
    for (WindowPane pane : panes) {
      pane.copyArms(arms, first);
      first += pane.rows();
      start = Math.min(start, pane.leastTimeMillis());
      end = Math.max(end, pane.greatestTimeMillis());
    }
    return new FrozenWindow(
        width,
        panes.stream().map(WindowPane::features).toList(),
        blockRows,
        arms,
        first == 0 ? 0 : start,
        first == 0 ? 0 : end + 1,
        (frozen, block, from, to, at) -> fill(frozen, panes.get(block), scaling, from, to, at));
  }

  private static void fill(
      FrozenWindow frozen, WindowPane pane, InputScaling scaling, int from, int to, int at) {
    for (int i = from; i < to; i++) {
      int row = at + i - from;
      frozen.revenue()[row] = scaling.revenue(pane.revenue(i));
      frozen.cost()[row] = scaling.cost(pane.cost(i));
      // A row that stands for several arrivals counts as a row that was that much less likely.
      frozen.propensity()[row] = pane.propensity(i) / pane.weight();
    }
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
  public void write(DataOutput out) throws IOException {
    learner.save(out);
    window.save(out);
    Blobs.writeOptional(out, rival, TwoStageLearner::save);
    out.writeInt(FORMAT);
    own.save(out);
    out.writeInt(experimentsSinceBatch);
    out.writeInt(rows);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < width; j++) {
        out.writeFloat(x[i * width + j]);
      }
      out.writeInt(arm[i]);
      out.writeFloat(revenue[i]);
      out.writeFloat(cost[i]);
      out.writeBoolean(isOwn[i]);
    }
  }

  /** What follows the learners in a saved trainer. */
  record Rest(RandomizedWindow own, int experiments, boolean told) {
    /**
     * Reads own decisions, or begins with none where an earlier layout had none.
     *
     * @param fresh an empty window of own decisions
     */
    static Rest read(DataInput in, RandomizedWindow fresh, LongFunction<byte[]> panes)
        throws IOException {
      int first = in.readInt();
      if (first >= 0) {
        return new Rest(fresh, first, false);
      }
      if (first != FORMAT) {
        throw new IOException("trainer of unknown format " + first);
      }
      RandomizedWindow own = RandomizedWindow.restore(fresh.options(), in, panes);
      return new Rest(own, in.readInt(), true);
    }
  }

  /** Reads the mini-batch being filled; a smaller batch size than before makes it full at once. */
  void readBatch(DataInput in, Rest rest) throws IOException {
    int saved = in.readInt();
    for (int i = 0; i < saved; i++) {
      float[] inputs = new float[width];
      for (int j = 0; j < width; j++) {
        inputs[j] = in.readFloat();
      }
      int given = in.readInt();
      fill(inputs, given, in.readFloat(), in.readFloat(), rest.told() && in.readBoolean());
    }
    experimentsSinceBatch = rest.experiments();
  }
}
