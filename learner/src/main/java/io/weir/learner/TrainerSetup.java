package io.weir.learner;

import io.weir.core.learner.LayoutChange;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.options.TrainingOptions;
import io.weir.learner.sample.InputScaling;
import io.weir.learner.sample.SampleLayout;
import io.weir.learner.sample.ScalingEstimator;
import io.weir.learner.sample.YoungFeatures;
import io.weir.learner.train.Trainer;
import io.weir.learner.train.TrainerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gives a learner its trainer: after a warm-up, under other options, or under another layout with
 * what is known of the arms and features that stay.
 */
final class TrainerSetup {
  private final LearnerState state;
  private final TrainerFactory trainers;

  TrainerSetup(LearnerState state, TrainerFactory trainers) {
    this.state = state;
    this.trainers = trainers;
  }

  /** Returns the trainer where it stands, under other options. */
  Trainer reconfigured(Trainer trainer, Configuration configuration) {
    SampleLayout layout = configuration.layout();
    try {
      return trainers.read(
          configuration.options(),
          layout.width(),
          layout.arms(),
          StateInput.of(StateOutput.bytesOf(trainer::write)),
          trainer::paneBytes);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  /**
   * Goes on under a new layout with what is known of the old one, or begins anew.
   *
   * @param before learner at work under the old layout; null if there is none
   */
  void rebuild(@Nullable Learning before, Configuration newer) {
    HoldoutMonitors monitors = HoldoutMonitors.of(newer.layout());
    Learning carried = before == null ? null : carriedOver(before, newer, monitors);
    if (carried == null) {
      beginWarmUp(newer, monitors);
    } else {
      forget(newer.arms());
      state.become(carried);
    }
  }

  /** Returns the learner under a new layout; null where nothing of the old one can be kept. */
  private @Nullable Learning carriedOver(
      Learning before, Configuration newer, HoldoutMonitors monitors) {
    LayoutChange change =
        newer.options().sameShape(before.options())
            ? newer.layout().since(before.configuration().layout())
            : null;
    if (change == null) {
      return null;
    }
    Trainer trainer = trainers.reshape(before.options(), before.trainer(), change);
    if (trainer == null) {
      return null;
    }
    InputScaling scaling =
        before
            .scaling()
            .rearranged(Arrays.copyOf(change.inputs(), newer.layout().numericFeatures()));
    return new Learning(
        newer,
        monitors,
        newer.sameOptions(before.configuration()) ? trainer : reconfigured(trainer, newer),
        scaling,
        YoungFeatures.of(scaling));
  }

  /** Begins anew. */
  void beginWarmUp(Configuration configuration, HoldoutMonitors monitors) {
    forget(configuration.arms());
    state.become(
        new LifeCycle.WarmingUp(
            configuration,
            monitors,
            new ScalingEstimator(configuration.layout().numericFeatures())));
  }

  /** Drops evidence, which is of other arms or other networks. */
  private void forget(int arms) {
    state.prequential.reshape(arms);
    state.judging.reshape(arms);
  }

  /** Makes a trainer for the scales that a warm-up has found. */
  void finishWarmUp(LifeCycle.WarmingUp warmUp) {
    Configuration configuration = warmUp.configuration();
    SampleLayout layout = configuration.layout();
    state.counts.generations++;
    long seed =
        configuration.options().get(TrainingOptions.SEED)
            ^ (configuration.campaign().getCampaignId().hashCode() * 0x9E3779B97F4A7C15L
                + state.counts.generations);
    InputScaling scaling = warmUp.scaling().fix();
    state.become(
        new Learning(
            configuration,
            warmUp.monitors(),
            begun(configuration, layout, seed),
            scaling,
            YoungFeatures.of(scaling)));
  }

  /**
   * Returns a new trainer. The columns of missing values join it without weight: where nothing is
   * missing it is the trainer of the same campaign without nullable features.
   */
  private Trainer begun(Configuration configuration, SampleLayout layout, long seed) {
    LearningOptions options = configuration.options();
    LayoutChange nullable = layout.withoutNullable();
    int width = (int) Arrays.stream(nullable.inputs()).filter(column -> column >= 0).count();
    if (width < layout.width() && width > 0) {
      Trainer plain = trainers.create(options, width, layout.arms(), seed);
      Trainer trainer = trainers.reshape(options, plain, nullable);
      if (trainer != null) {
        return trainer;
      }
    }
    return trainers.create(options, layout.width(), layout.arms(), seed);
  }
}
