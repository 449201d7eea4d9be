package io.weir.cli.study;

import io.weir.learner.LearningLoop;
import io.weir.learner.publish.Publisher;
import io.weir.learner.train.CoreTrainerFactory;
import io.weir.learner.train.TrainerFactory;
import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import io.weir.simulator.traffic.SampleStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One run of the campaigns' learners, from the first sample of a simulated stream to the last. */
final class StudyRun {
  /**
   * What the learners published, all campaigns together, in order.
   *
   * @param unusable samples that could not be learned from
   * @param seconds time of the run
   */
  record Published(List<Model> models, List<DualPrice> prices, int unusable, double seconds) {}

  private StudyRun() {}

  /**
   * Runs a learner per campaign to the end of a stream.
   *
   * @param stream at its beginning; used up
   * @param learning learning options of every campaign
   */
  static Published run(SampleStream stream, Map<String, String> learning) {
    long start = System.nanoTime();
    List<Model> models = new ArrayList<>();
    List<DualPrice> prices = new ArrayList<>();
    Publisher publisher =
        (model, price, shadow) -> {
          if (!shadow) {
            if (model != null) {
              models.add(model);
            }
            prices.add(price);
          }
        };
    TrainerFactory trainers = new CoreTrainerFactory();
    Map<String, LearningLoop> loops = new HashMap<>();
    for (Campaign campaign : stream.campaigns(learning)) {
      loops.put(campaign.getCampaignId(), new LearningLoop(trainers, campaign, publisher));
    }
    int unusable = 0;
    while (stream.hasNext()) {
      Sample sample = stream.next();
      if (Objects.requireNonNull(loops.get(sample.getCampaignId())).take(sample) != null) {
        unusable++;
      }
    }
    loops.values().forEach(LearningLoop::finish);
    return new Published(models, prices, unusable, (System.nanoTime() - start) / 1e9);
  }
}
