package io.weir.learner.train;

import io.weir.core.f32.learner.CampaignLearner;
import io.weir.core.f32.learner.PaperLearner;
import io.weir.core.f32.learner.StreamLearner;
import io.weir.core.f32.learner.TwoStageLearner;
import io.weir.core.learner.DataKind;
import io.weir.core.learner.HypergradientKind;
import io.weir.core.learner.LayoutChange;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.state.StateInput;
import io.weir.core.window.RandomizedWindow;
import io.weir.core.window.WindowOptions;
import io.weir.core.window.WindowOverflow;
import io.weir.learner.options.ExperimentalOptions;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.options.TrainingOptions;
import java.io.IOException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Makes trainers in single precision on the fastest kernels present. */
public final class CoreTrainerFactory implements TrainerFactory {
  private static final long serialVersionUID = 1L;

  /** Panes that the window's time is cut into at least. */
  private static final int PANES_PER_WINDOW = 16;

  /** Sets the seed of the own window apart from the others'. */
  private static final long OWN_SEED = 0x6f77_6e00_0000_0001L;

  /** Sets the seed of the rival apart from the learner's own. */
  private static final long RIVAL_SEED = 0x7269_7661_6c00_0001L;

  private final int threads;
  private transient @Nullable DenseKernels shared;

  /** Makes trainers that work on the caller's thread alone. */
  public CoreTrainerFactory() {
    this(1);
  }

  /**
   * Makes trainers that spread the members of an ensemble over threads; what they learn is the
   * same.
   *
   * @param threads all trainers' together, the caller's among them
   */
  public CoreTrainerFactory(int threads) {
    this.threads = threads;
  }

  private DenseKernels dense() {
    DenseKernels present = shared;
    if (present == null) {
      present = DenseKernels.best().on(threads);
      shared = present;
    }
    return present;
  }

  @Override
  public Trainer create(LearningOptions options, int width, int arms, long seed) {
    return new CoreTrainer(
        options.learner(),
        newLearner(options, width, arms, seed),
        // Any other stream of random numbers than the learner's own.
        new RandomizedWindow(windowOptions(options, width), ~seed),
        newOwnWindow(options, width, seed),
        rival(options, width, arms, seed));
  }

  @Override
  public Trainer read(
      LearningOptions options, int width, int arms, StateInput from, LongFunction<byte[]> panes)
      throws IOException {
    StateInput in = from.piece("trainer", StateInput.UNTOLD, CoreTrainer.FORMAT);
    CampaignLearner learner = readLearner(options, width, arms, in);
    RandomizedWindow window = RandomizedWindow.read(windowOptions(options, width), in, panes);
    TwoStageLearner rival = readRival(options, width, arms, in);
    RandomizedWindow own = newOwnWindow(options, width, 1);
    // Where the format was not told, a count says that there were no own decisions yet.
    int experiments = in.format() == StateInput.UNTOLD ? in.readInt() : -1;
    boolean knowsOwn = experiments < 0;
    if (knowsOwn) {
      own = RandomizedWindow.read(own.options(), in, panes);
      experiments = in.readInt();
    }
    CoreTrainer trainer = new CoreTrainer(options.learner(), learner, window, own, rival);
    trainer.readBatch(in, experiments, knowsOwn);
    return trainer;
  }

  /** Reads a rival even if it is no longer wanted, for more follows; makes one that is missing. */
  private @Nullable TwoStageLearner readRival(
      LearningOptions options, int width, int arms, StateInput in) throws IOException {
    DataKind wanted = options.get(ExperimentalOptions.RIVAL).data();
    DataKind kind = wanted == null ? DataKind.RCT : wanted;
    DenseKernels kernels = dense();
    TwoStageLearner present =
        in.readOptional(
            it -> TwoStageLearner.read(options.learner(), kind, width, arms, kernels, it));
    return wanted != null && present != null ? present : rival(options, width, arms, 1);
  }

  @Override
  public @Nullable Trainer reshape(LearningOptions options, Trainer trainer, LayoutChange change) {
    int width = change.inputs().length;
    return trainer instanceof CoreTrainer core
        ? core.reshaped(
            options.learner(),
            windowOptions(options, width),
            newOwnWindow(options, width, 1).options(),
            change,
            rival(options, width, change.arms().length, 1),
            dense())
        : null;
  }

  private @Nullable TwoStageLearner rival(LearningOptions options, int width, int arms, long seed) {
    DataKind kind = options.get(ExperimentalOptions.RIVAL).data();
    return kind == null
        ? null
        : new TwoStageLearner(options.learner(), kind, width, arms, seed ^ RIVAL_SEED, dense());
  }

  private CampaignLearner newLearner(LearningOptions options, int width, int arms, long seed) {
    StreamLearnerOptions own = options.learner();
    DataKind data = options.get(ExperimentalOptions.METHOD).twoStageData();
    HypergradientKind paper = options.get(ExperimentalOptions.METHOD).paperHypergradient();
    DenseKernels kernels = dense();
    if (paper != null) {
      return new PaperLearner(own, paper, width, arms, seed, kernels);
    }
    return data == null
        ? new StreamLearner(own, width, arms, seed, kernels)
        : new TwoStageLearner(own, data, width, arms, seed, kernels);
  }

  private CampaignLearner readLearner(LearningOptions options, int width, int arms, StateInput in)
      throws IOException {
    StreamLearnerOptions own = options.learner();
    DataKind data = options.get(ExperimentalOptions.METHOD).twoStageData();
    HypergradientKind paper = options.get(ExperimentalOptions.METHOD).paperHypergradient();
    DenseKernels kernels = dense();
    if (paper != null) {
      return PaperLearner.read(own, paper, width, arms, kernels, in);
    }
    return data == null
        ? StreamLearner.read(own, width, arms, kernels, in)
        : TwoStageLearner.read(own, data, width, arms, kernels, in);
  }

  @Override
  public String kernels() {
    return dense().name();
  }

  private static RandomizedWindow newOwnWindow(LearningOptions options, int width, long seed) {
    int rows = options.get(TrainingOptions.OWN_SAMPLES);
    return new RandomizedWindow(
        new WindowOptions(
            width,
            options.learner().members(),
            rows,
            Math.min(rows, options.get(TrainingOptions.PANE_ROWS)),
            Math.max(1, options.get(TrainingOptions.SLIDE_MILLIS) / 2),
            // Of a flood, a share: all slides shall be among the rows, and all models that decided.
            WindowOverflow.THIN),
        seed ^ OWN_SEED,
        CoreTrainer.FIRST_OWN_PANE);
  }

  private static WindowOptions windowOptions(LearningOptions options, int width) {
    int rows = options.get(TrainingOptions.WINDOW_SAMPLES);
    return new WindowOptions(
        width,
        options.learner().members(),
        rows,
        Math.min(rows, options.get(TrainingOptions.PANE_ROWS)),
        Math.max(1, options.get(TrainingOptions.WINDOW_MILLIS) / PANES_PER_WINDOW),
        // The oldest go: what a treatment gains today is learned from today's people.
        WindowOverflow.DROP_OLDEST);
  }
}
