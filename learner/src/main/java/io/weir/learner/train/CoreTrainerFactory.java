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
import io.weir.core.window.RandomizedWindow;
import io.weir.core.window.WindowOptions;
import io.weir.core.window.WindowOverflow;
import io.weir.learner.options.ExperimentalOptions;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.options.TrainingOptions;
import java.io.DataInput;
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

  @Override
  public Trainer create(LearningOptions options, int width, int arms, long seed) {
    return new CoreTrainer(
        options.learner(),
        fresh(options, width, arms, seed),
        // Any other stream of random numbers than the learner's own.
        new RandomizedWindow(windowOptions(options, width), ~seed),
        freshOwn(options, width, seed),
        rival(options, width, arms, seed));
  }

  @Override
  public Trainer restore(
      LearningOptions options, int width, int arms, DataInput in, LongFunction<byte[]> panes)
      throws IOException {
    CampaignLearner learner = restored(options, width, arms, in);
    RandomizedWindow window = RandomizedWindow.restore(windowOptions(options, width), in, panes);
    TwoStageLearner saved = null;
    if (in.readBoolean()) {
      // Read even if it is no longer wanted: more follows.
      DataKind kind = options.get(ExperimentalOptions.RIVAL).data();
      saved =
          TwoStageLearner.restore(
              options.learner(),
              kind == null ? DataKind.RCT : kind,
              width,
              arms,
              DenseKernels.best(),
              in);
    }
    boolean wanted = options.get(ExperimentalOptions.RIVAL).data() != null;
    TwoStageLearner rival = !wanted ? null : saved != null ? saved : rival(options, width, arms, 1);
    CoreTrainer.Rest rest = CoreTrainer.Rest.read(in, freshOwn(options, width, 1), panes);
    CoreTrainer trainer = new CoreTrainer(options.learner(), learner, window, rest.own(), rival);
    trainer.readBatch(in, rest);
    return trainer;
  }

  @Override
  public @Nullable Trainer reshape(LearningOptions options, Trainer trainer, LayoutChange change) {
    int width = change.inputs().length;
    return trainer instanceof CoreTrainer core
        ? core.reshaped(
            options.learner(),
            windowOptions(options, width),
            freshOwn(options, width, 1).options(),
            change,
            rival(options, width, change.arms().length, 1))
        : null;
  }

  private static @Nullable TwoStageLearner rival(
      LearningOptions options, int width, int arms, long seed) {
    DataKind kind = options.get(ExperimentalOptions.RIVAL).data();
    return kind == null
        ? null
        : new TwoStageLearner(
            options.learner(), kind, width, arms, seed ^ RIVAL_SEED, DenseKernels.best());
  }

  private static CampaignLearner fresh(LearningOptions options, int width, int arms, long seed) {
    StreamLearnerOptions own = options.learner();
    DataKind data = options.get(ExperimentalOptions.METHOD).twoStageData();
    HypergradientKind paper = options.get(ExperimentalOptions.METHOD).paperHypergradient();
    DenseKernels kernels = DenseKernels.best();
    if (paper != null) {
      return new PaperLearner(own, paper, width, arms, seed, kernels);
    }
    return data == null
        ? new StreamLearner(own, width, arms, seed, kernels)
        : new TwoStageLearner(own, data, width, arms, seed, kernels);
  }

  private static CampaignLearner restored(
      LearningOptions options, int width, int arms, DataInput in) throws IOException {
    StreamLearnerOptions own = options.learner();
    DataKind data = options.get(ExperimentalOptions.METHOD).twoStageData();
    HypergradientKind paper = options.get(ExperimentalOptions.METHOD).paperHypergradient();
    DenseKernels kernels = DenseKernels.best();
    if (paper != null) {
      return PaperLearner.restore(own, paper, width, arms, kernels, in);
    }
    return data == null
        ? StreamLearner.restore(own, width, arms, kernels, in)
        : TwoStageLearner.restore(own, data, width, arms, kernels, in);
  }

  @Override
  public String kernels() {
    return DenseKernels.best().name();
  }

  private static RandomizedWindow freshOwn(LearningOptions options, int width, long seed) {
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
        options.get(TrainingOptions.WINDOW_OVERFLOW));
  }
}
