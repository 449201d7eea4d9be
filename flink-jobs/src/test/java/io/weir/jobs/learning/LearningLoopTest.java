package io.weir.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.learner.Fixtures;
import io.weir.learner.LearningLoop;
import io.weir.learner.train.CoreTrainerFactory;
import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a study learns is what the job would have learned. */
class LearningLoopTest {
  private static Model timeless(Model model) {
    return Model.newBuilder(model).setCreatedAt(Instant.EPOCH).build();
  }

  private static DualPrice timeless(DualPrice price) {
    return DualPrice.newBuilder(price).setComputedAt(Instant.EPOCH).build();
  }

  @Test
  void aPlainLoopPublishesWhatTheOperatorDoes() throws Exception {
    Campaign campaign = Fixtures.campaign("c", 1, Fixtures.quickOptions());
    List<Sample> samples = Fixtures.samples("c", 3_000, 5);
    List<Model> models = new ArrayList<>();
    List<DualPrice> prices = new ArrayList<>();
    LearningLoop loop =
        new LearningLoop(
            new CoreTrainerFactory(),
            campaign,
            (model, price, shadow) -> {
              if (model != null) {
                models.add(model);
              }
              prices.add(price);
            });
    samples.forEach(sample -> assertThat(loop.take(sample)).isNull());
    loop.finish();
    try (LearnerHarness harness = new LearnerHarness(null)) {
      harness.campaign(campaign);
      harness.samples(samples);
      harness.ticks(200);
      harness.watermark(Long.MAX_VALUE);
      harness.ticks(200);
      assertThat(models).hasSizeGreaterThan(3);
      assertThat(models.stream().map(LearningLoopTest::timeless).toList())
          .isEqualTo(harness.models().stream().map(LearningLoopTest::timeless).toList());
      assertThat(prices.stream().map(LearningLoopTest::timeless).toList())
          .isEqualTo(harness.prices().stream().map(LearningLoopTest::timeless).toList());
    }
  }
}
