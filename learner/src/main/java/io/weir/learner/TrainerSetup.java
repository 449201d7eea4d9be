package io.weir.learner;

import io.weir.core.learner.LayoutChange;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.options.TrainingOptions;
import io.weir.learner.sample.InputScaling;
import io.weir.learner.sample.SampleLayout;
import io.weir.learner.sample.ScalingEstimator;
import io.weir.learner.sample.YoungFeatures;
import io.weir.learner.state.Blobs;
import io.weir.learner.train.Trainer;
import io.weir.learner.train.TrainerFactory;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
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

  /** Makes the trainer go on where it stands under the options now in force. */
  void reconfigure() {
    Trainer trainer = state.trainer;
    SampleLayout layout = Objects.requireNonNull(state.layout);
    if (trainer == null) {
      return;
    }
    try {
      state.trainer =
          trainers.restore(
              state.options,
              layout.width(),
              layout.arms(),
              Blobs.input(Blobs.toBytes(trainer::write)),
              trainer::paneBytes);
      state.rewritePanes = true;
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  /** Goes on under the new layout with what is known of the old one, or begins anew. */
  void rebuild(@Nullable Campaign before, LearningOptions optionsBefore) {
    SampleLayout layout = Objects.requireNonNull(state.layout);
    LayoutChange change = change(before, layout, optionsBefore);
    Trainer trainer = state.trainer;
    Trainer carried =
        change == null || trainer == null ? null : trainers.reshape(optionsBefore, trainer, change);
    if (change == null || carried == null) {
      beginWarmUp();
      return;
    }
    InputScaling scaling = Objects.requireNonNull(state.scaling);
    forgetLearner();
    state.trainer = carried;
    state.scaling = scaling.rearranged(Arrays.copyOf(change.inputs(), layout.numericFeatures()));
    state.youngFeatures = YoungFeatures.of(state.scaling);
    state.rewritePanes = true;
    if (!state.options.asMap().equals(optionsBefore.asMap())) {
      reconfigure();
    }
  }

  /** Returns how the layout has changed; null where nothing of the old one can be kept. */
  private @Nullable LayoutChange change(
      @Nullable Campaign before, SampleLayout layout, LearningOptions optionsBefore) {
    return before == null
            || before.getStatus() == CampaignStatus.ENDED
            || !state.options.sameShape(optionsBefore)
        ? null
        : layout.since(new SampleLayout(before));
  }

  /** Begins anew. */
  void beginWarmUp() {
    forgetLearner();
    state.warmUp = new ScalingEstimator(Objects.requireNonNull(state.layout).numericFeatures());
  }

  /** Drops networks and evidence, which is of other arms. */
  private void forgetLearner() {
    state.forgetLearner();
    int arms = Objects.requireNonNull(state.layout).arms();
    state.prequential.reshape(arms);
    state.judging.reshape(arms);
  }

  /** Makes a trainer for the scaling that a warm-up has fixed. */
  void finishWarmUp(InputScaling scaling) {
    SampleLayout layout = Objects.requireNonNull(state.layout);
    Campaign campaign = Objects.requireNonNull(state.campaign);
    state.warmUp = null;
    state.scaling = scaling;
    state.counts.generations++;
    long seed =
        state.options.get(TrainingOptions.SEED)
            ^ (campaign.getCampaignId().hashCode() * 0x9E3779B97F4A7C15L
                + state.counts.generations);
    state.trainer = trainers.create(state.options, layout.width(), layout.arms(), seed);
  }
}
