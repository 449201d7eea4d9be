package io.weir.benchmarks.learning;

import io.weir.benchmarks.learning.HotSamples.Stream;
import io.weir.learner.LearningLoop;
import io.weir.learner.train.CoreTrainerFactory;
import io.weir.schemas.Campaign;

/**
 * A learner with all that the operator does with a sample, but for state, queues and the wire:
 * checks, scaling, scores, judgements, alarms, windows. One in ten samples is randomized; a model
 * is live, and no slide falls due any more.
 */
public final class LearnerShare {
  private static final int WARM_UP = 15_000;

  private final LearningLoop loop;
  private final Stream samples;
  private int live;

  /** Warms a learner up on 64 features and 5 arms. */
  public LearnerShare() {
    HotOptions options = new HotOptions();
    options.features = 64;
    options.arms = 5;
    Campaign campaign = HotSamples.campaign(options, "alone");
    // The bridge moves as soon as there is a price, as it does for the learner alone.
    campaign.getLearning().put("learner.bridge.start-chunk", "0");
    loop = new LearningLoop(new CoreTrainerFactory(), campaign, (model, price, shadow) -> live++);
    samples = new Stream(options, "alone", 10);
    run(WARM_UP);
    if (live == 0) {
      throw new IllegalStateException("no model went live: there is nothing to score with");
    }
    Campaign slideless = Campaign.newBuilder(campaign).setVersion(2).build();
    slideless.getLearning().put("slide-ms", "86400000");
    if (!loop.configure(slideless)) {
      throw new IllegalStateException("the learner did not take its configuration");
    }
  }

  /** Takes so many more samples. */
  public void run(int count) {
    for (int i = 0; i < count; i++) {
      if (loop.take(samples.next()) != null) {
        throw new IllegalStateException("a valid sample was refused");
      }
    }
  }
}
