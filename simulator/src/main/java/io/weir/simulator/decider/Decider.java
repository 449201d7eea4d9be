package io.weir.simulator.decider;

import io.weir.schemas.Campaign;
import io.weir.schemas.Impression;
import java.util.List;

/**
 * Decides which arm an impression gets: the decision library, or a stand-in. The holdout is its
 * business too, before and after the switch from the old policy.
 */
public interface Decider extends AutoCloseable {

  /**
   * Waits until the campaigns are known, so that no holdout unit is treated by the old policy.
   *
   * @param campaigns campaigns about to send traffic
   * @throws InterruptedException if interrupted
   * @throws IllegalStateException if they do not become known in time
   */
  void awaitCampaigns(List<Campaign> campaigns) throws InterruptedException;

  /**
   * Decides.
   *
   * @param impression impression of a known campaign
   * @return the choice
   */
  Choice decide(Impression impression);

  @Override
  void close();
}
