package io.weir.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.learner.Fixtures;
import io.weir.learner.Poison;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three poisoned campaigns and a healthy one through the whole job. */
class PoisonedStreamITCase {
  private static final int SAMPLES = 4_800;
  private static final int CLEAN = 1_500;

  @Test
  void poisonedCampaignsFreezeWithTheirAlarmsAndTheOtherGoesOn(@TempDir Path directory)
      throws Exception {
    Map<String, List<Sample>> streams =
        Map.of(
            "healthy", Fixtures.samples("healthy", SAMPLES, 51),
            "spiked", Poison.spikedRevenue(Fixtures.samples("spiked", SAMPLES, 52), CLEAN),
            "skewed", Poison.skewedHoldout(Fixtures.samples("skewed", SAMPLES, 53), CLEAN),
            "vanished",
                Poison.vanishedArm(Fixtures.samples("vanished", SAMPLES, 54), CLEAN, "gift"));
    try (LearningJobFixture job = LearningJobFixture.start(directory)) {
      JobID id = job.submit(null);
      for (String campaign : streams.keySet()) {
        job.send(Fixtures.campaign(campaign, 1, Fixtures.quickOptions()));
      }
      job.flush();
      for (int i = 0; i < SAMPLES; i++) {
        for (List<Sample> stream : streams.values()) {
          if (i < stream.size()) {
            job.send(stream.get(i));
          }
        }
      }
      job.flush();
      Map<String, String> latest =
          reasons(
              job.read(
                  DualPrice.class,
                  LearningJobFixture.TOPICS.dualPrices(),
                  prices -> settled(reasons(prices))));
      assertThat(latest)
          .containsEntry("healthy", "ACCEPTED")
          .containsEntry("spiked", "OUTCOME_ALARM")
          .containsEntry("skewed", "RATIO_ALARM")
          .containsEntry("vanished", "POSITIVITY_ALARM");
      assertThat(job.flink.status(id)).isEqualTo(JobStatus.RUNNING);
    }
  }

  private static boolean settled(Map<String, String> reasons) {
    return "POSITIVITY_ALARM".equals(reasons.get("vanished"))
        && "RATIO_ALARM".equals(reasons.get("skewed"))
        && "OUTCOME_ALARM".equals(reasons.get("spiked"));
  }

  /** The gate's latest word on each campaign. */
  private static Map<String, String> reasons(List<DualPrice> prices) {
    Map<String, DualPrice> latest = new TreeMap<>();
    for (DualPrice price : prices) {
      latest.merge(
          price.getCampaignId(),
          price,
          (a, b) -> a.getPriceVersion() > b.getPriceVersion() ? a : b);
    }
    Map<String, String> reasons = new TreeMap<>();
    latest.forEach((id, price) -> reasons.put(id, price.getGate().getReason()));
    return reasons;
  }
}
