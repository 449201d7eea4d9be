package io.weir.jobs.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.attribution.event.Events;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Sample;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A shop's own events in JSON: one topic of exposures that is impression and treatment at once, and
 * outcomes under the project's own names.
 */
class ForeignEventsITCase {
  private static final String MAPPING =
      """
      impressions:
        impressionId: $.request.id
        campaignId: spring
        unitId: $.customer
        occurredAt: $.at
        features: {age: $.profile.age, recency: $.profile.recency, city: $.profile.city}
      treatments:
        impressionId: $.request.id
        campaignId: spring
        unitId: $.customer
        assignedAt: $.at
        armId: {path: $.coupon, values: {"0": none, "10": ten}}
        assignment: POLICY
      """;

  private static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] exposure(int i, long at, String coupon) {
    return json(
        "{'request': {'id': 'r%d'}, 'customer': %d, 'at': %d, 'coupon': %s, 'profile': {'city':"
                .formatted(i, i, at, coupon)
            + " 'Ulm', 'age': 40, 'recency': 0.5}}");
  }

  @Test
  void joinsThemAndSetsTheRestAside(@TempDir Path directory) throws Exception {
    int count = 200;
    long at = System.currentTimeMillis() - 60_000;
    Path mapping = directory.resolve("mapping.yaml");
    Files.writeString(mapping, MAPPING);
    try (JobFixture job = JobFixture.start(directory, 0)) {
      job.kafka.createTopics(Map.of(), "shop.exposures");
      job.send(Events.campaign(Events.CAMPAIGN, 1));
      job.flush();
      JobID id =
          job.submit(
              null,
              "--impressions-topic=shop.exposures",
              "--treatments-topic=shop.exposures",
              "--impressions-format=json",
              "--treatments-format=json",
              "--outcomes-format=json",
              "--event-mapping=" + mapping,
              "--allowed-lateness=0s");
      for (int i = 0; i < count; i++) {
        job.send("shop.exposures", "r" + i, exposure(i, at, i % 2 == 0 ? "10" : "'0'"));
        String outcome =
            "{'outcomeId': 'o%d', 'impressionId': 'r%d', 'campaignId': 'spring', 'occurredAt': %d,"
                + " 'revenue': 2, 'cost': 0.5}";
        job.send(JobFixture.TOPICS.outcomes(), "r" + i, json(outcome.formatted(i, i, at + 1)));
      }
      job.send("shop.exposures", "x", exposure(count, at, "15"));
      job.send("shop.exposures", "y", json("{'request': {}}"));
      job.flush();
      job.flink.awaitCheckpoint(id);
      job.flink.stop(id, true);

      List<Sample> samples = job.samples(count);
      assertThat(samples).hasSize(count);
      assertThat(samples)
          .allMatch(sample -> sample.getNumericFeatures().equals(List.of(40f, .5f)))
          .allMatch(sample -> sample.getCategoricalFeatures().equals(List.of("Ulm")))
          .allMatch(sample -> sample.getRevenue() == 2 && sample.getCostMicros() == 500_000);
      assertThat(Collections.frequency(samples.stream().map(Sample::getArmId).toList(), "ten"))
          .isEqualTo(count / 2);
      // Each message is one of two inputs: what neither can read is one letter under one key.
      Map<String, DeadLetter> letters = job.deadLetters(2);
      assertThat(letters.values())
          .extracting(letter -> letter.getReason() + " " + letter.getDetail())
          .contains("INVALID_FIELD armId ($.coupon) is \"15\", for which the mapping has no value")
          .anyMatch(text -> text.startsWith("MISSING_FIELD impressionId is missing"));
      assertThat(letters.values())
          .allMatch(letter -> letter.getSourceTopic().equals("shop.exposures"));
    }
  }
}
