package io.weir.cli.campaign.file;

import io.weir.contract.Problem;
import io.weir.schemas.Campaign;
import java.util.List;

/** Says what is wrong with a campaign record, as the jobs and clients would. */
@FunctionalInterface
public interface CampaignCheck {
  /** Returns every problem, with paths of the record such as {@code arms[1].armId}. */
  List<Problem> problems(Campaign campaign);
}
