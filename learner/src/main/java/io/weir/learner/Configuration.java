package io.weir.learner;

import io.weir.learner.options.LearningOptions;
import io.weir.learner.sample.SampleLayout;
import io.weir.schemas.Campaign;
import java.util.Map;

/**
 * What is in force for a campaign that is learned from.
 *
 * @param campaign newest configuration, not ended
 * @param options its learning options, over those of the job
 * @param layout how its samples become rows
 */
record Configuration(Campaign campaign, LearningOptions options, SampleLayout layout) {
  static Configuration of(Campaign campaign, Map<String, String> jobOptions) {
    return new Configuration(
        campaign,
        LearningOptions.parse(jobOptions, campaign.getLearning()),
        new SampleLayout(campaign));
  }

  int arms() {
    return layout.arms();
  }

  /** Returns whether rows under both are alike: features and arms are the same. */
  boolean sameRows(Configuration other) {
    return layout.sameFeatures(other.layout)
        && SampleLayout.armIds(campaign).equals(SampleLayout.armIds(other.campaign));
  }

  boolean sameOptions(Configuration other) {
    return options.asMap().equals(other.options.asMap());
  }
}
