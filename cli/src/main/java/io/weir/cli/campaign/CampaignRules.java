package io.weir.cli.campaign;

import io.weir.contract.CampaignValidator;

/** What a campaign is held to: the same as in jobs and clients. */
public final class CampaignRules {
  /** The validator with all that is known of learning options. */
  public static final CampaignValidator VALIDATOR =
      new CampaignValidator(LearningOptionProblems::of);

  private CampaignRules() {}
}
