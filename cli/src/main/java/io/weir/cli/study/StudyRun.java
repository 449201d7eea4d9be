package io.weir.cli.study;

import io.weir.learner.LearningLoop;
import io.weir.learner.thin.LeftOut;
import io.weir.learner.thin.PartitionThinner;
import io.weir.learner.train.CoreTrainerFactory;
import io.weir.learner.train.TrainerFactory;
import io.weir.schemas.Campaign;
import io.weir.schemas.Sample;
import io.weir.simulator.traffic.SampleStream;
import io.weir.simulator.world.SimulatedCampaign;
import io.weir.simulator.world.World;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** One run of the campaigns' learners, from the first sample of a simulated stream to the last. */
final class StudyRun {
  /**
   * What the learners published.
   *
   * @param byCampaign publications by campaign
   * @param unusable samples that could not be learned from
   * @param seconds time of the run
   */
  record Published(Map<String, Publications> byCampaign, int unusable, double seconds) {}

  /** A chunk after all others: the old policy decides to the end. */
  static final int NO_TAKEOVER = -1;

  private StudyRun() {}

  /**
   * Runs a learner per campaign to the end of a stream.
   *
   * @param learning learning options of every campaign
   * @param takeoverChunk chunk from which on the published pairs decide the policy traffic; {@link
   *     #NO_TAKEOVER} for none
   * @param policyShare share of the people for whom they decide; the old policy goes on for others
   * @param maxRate samples of a campaign a second that its learner sees at most; infinite for all
   */
  static Published run(
      World world,
      SampleStream.Plan plan,
      Map<String, String> learning,
      int takeoverChunk,
      double policyShare,
      double maxRate) {
    long begin = System.nanoTime();
    Map<String, Publications> published = new HashMap<>();
    for (SimulatedCampaign campaign : world.campaigns()) {
      published.put(campaign.campaignId(), new Publications());
    }
    SampleStream stream =
        takeoverChunk == NO_TAKEOVER
            ? new SampleStream(world, plan)
            : new SampleStream(
                world,
                plan,
                Publications.takeover(
                    published, takeoverChunk * plan.chunk().toMillis(), policyShare));
    TrainerFactory trainers = new CoreTrainerFactory();
    Map<String, LearningLoop> loops = new HashMap<>();
    for (Campaign campaign : stream.campaigns(learning)) {
      String id = campaign.getCampaignId();
      loops.put(
          id, new LearningLoop(trainers, campaign, Objects.requireNonNull(published.get(id))));
    }
    int unusable = 0;
    PartitionThinner thinner = new PartitionThinner();
    Consumer<LeftOut> counted =
        leftOut -> Objects.requireNonNull(loops.get(leftOut.campaignId())).take(leftOut);
    while (stream.hasNext()) {
      Sample sample = stream.next();
      String id = sample.getCampaignId();
      Objects.requireNonNull(published.get(id))
          .at(sample.getClosedAt().toEpochMilli() - plan.start().toEpochMilli());
      if (thinner.stays(sample, maxRate, counted)
          && Objects.requireNonNull(loops.get(id)).take(sample) != null) {
        unusable++;
      }
    }
    published.values().forEach(own -> own.at(plan.chunks() * plan.chunk().toMillis()));
    thinner.finish(Long.MAX_VALUE, counted);
    loops.values().forEach(LearningLoop::finish);
    return new Published(published, unusable, (System.nanoTime() - begin) / 1e9);
  }
}
