package io.weir.learner;

import io.weir.learner.sample.ScalingEstimator;
import io.weir.schemas.Campaign;
import org.jspecify.annotations.Nullable;

/** How far a campaign's learner has come, with all that belongs to it there. */
sealed interface LifeCycle {
  /** Returns the newest configuration; null before the first. */
  @Nullable Campaign campaign();

  /** No configuration has come yet. */
  record Unconfigured() implements LifeCycle {
    @Override
    public @Nullable Campaign campaign() {
      return null;
    }
  }

  /** The campaign is over: nothing is learned any more. */
  record Ended(Campaign campaign) implements LifeCycle {}

  /** The campaign is learned from, now or after its warm-up. */
  sealed interface Active extends LifeCycle permits WarmingUp, Learning {
    Configuration configuration();

    HoldoutMonitors monitors();

    @Override
    default Campaign campaign() {
      return configuration().campaign();
    }
  }

  /**
   * Samples tell the scales of features and outcomes; they are learned from after that.
   *
   * @param scaling the scales so far
   */
  record WarmingUp(Configuration configuration, HoldoutMonitors monitors, ScalingEstimator scaling)
      implements Active {}
}
