package io.weir.jobs.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.attribution.event.Events;
import io.weir.schemas.Campaign;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Impression;
import io.weir.schemas.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single events that once stopped the job or made others late, on a real broker and cluster. */
class HostileEventsITCase {
  private static final Map<String, String> BROKER_CLOCK =
      Map.of("message.timestamp.type", "LogAppendTime");

  private static Map<String, Integer> reasons(Map<String, DeadLetter> letters) {
    Map<String, Integer> counts = new TreeMap<>();
    letters.values().forEach(letter -> counts.merge(letter.getReason(), 1, Integer::sum));
    return counts;
  }

  private static void sendTreated(JobFixture job, String id, long at) {
    job.send(Events.impression(id, at));
    job.send(Events.treatment(id, at, "ten"));
    job.send(Events.outcome("o-" + id, id, at, 1, 1_000));
  }

  /** One host's clock is an hour ahead, another's 50 s: only the first one's events are refused. */
  @Test
  void aWrongClockHurtsItsOwnEventsOnly(@TempDir Path directory) throws Exception {
    int rounds = 12;
    int perRound = 20;
    try (JobFixture job = JobFixture.start(directory, 0, BROKER_CLOCK)) {
      job.send(Events.campaign(Events.CAMPAIGN, 1));
      job.flush();
      JobID id = job.submit(null, "--allowed-lateness=0s");
      for (int round = 0; round < rounds; round++) {
        long now = System.currentTimeMillis();
        for (int i = 0; i < perRound; i++) {
          String name = round + "-" + i;
          sendTreated(job, "good-" + name, now);
          sendTreated(job, "hour-" + name, now + 3_600_000);
          if (i % 4 == 0) {
            sendTreated(job, "near-" + name, now + 50_000);
          }
        }
        job.flush();
        Thread.sleep(700);
      }
      job.flink.awaitCheckpoint(id);
      job.flink.stop(id, true);
      int good = rounds * perRound;
      int near = rounds * perRound / 4;
      List<Sample> samples = job.samples(good + near);
      assertThat(samples).hasSize(good + near);
      assertThat(samples).allMatch(sample -> sample.getCostMicros() == 1_000);
      assertThat(reasons(job.deadLetters(3 * good))).isEqualTo(Map.of("CLOCK_AHEAD", 3 * good));
    }
  }

  /** Old events without a broker's clock; one time in 200 has a bit flipped upward. */
  @Test
  void flippedBitsInABacklogMakeNobodyLate(@TempDir Path directory) throws Exception {
    int total = 6_000;
    long start = System.currentTimeMillis() - 24 * 3_600_000;
    Random random = new Random(5);
    try (JobFixture job = JobFixture.start(directory, 0)) {
      job.send(Events.campaign(Events.CAMPAIGN, 1));
      List<String> good = new ArrayList<>();
      for (int i = 0; i < total; i++) {
        long at = start + i * 1_000L;
        boolean flipped = random.nextInt(200) == 0;
        sendTreated(job, "i" + i, flipped ? at ^ (1L << (19 + random.nextInt(6))) : at);
        if (!flipped) {
          good.add("i" + i);
        }
      }
      job.flush();
      JobID id = job.submit(null, "--allowed-lateness=0s");
      job.flink.awaitCheckpoint(id);
      job.flink.stop(id, true);
      List<Sample> samples = job.samples(total);
      assertThat(samples.stream().map(Sample::getImpressionId).toList()).containsAll(good);
      assertThat(samples)
          .filteredOn(sample -> good.contains(sample.getImpressionId()))
          .allMatch(sample -> sample.getOutcomes() == 1);
    }
  }

  /** Topics and producers have their default sizes here. */
  @Test
  void messagesOfAnySizeAreSamplesOrDeadLetters(@TempDir Path directory) throws Exception {
    long at = System.currentTimeMillis() - 60_000;
    try (JobFixture job = JobFixture.start(directory, 0)) {
      job.send(Events.campaign(Events.CAMPAIGN, 1));
      job.send(wide());
      job.flush();
      JobID id = job.submit(null);
      job.send(JobFixture.TOPICS.impressions(), "garbage", new byte[1_048_480]);
      Impression nan = Events.impression("nan", at);
      nan.setNumericFeatures(new ArrayList<>(Collections.nCopies(75_000, 1f)));
      nan.getNumericFeatures().set(70_000, Float.NaN);
      job.send(nan);
      job.send(wide("large", at, 950));
      job.send(treatment("large", at));
      job.send(wide("oversized", at, 1_010));
      sendTreated(job, "good", at);
      job.flush();
      job.flink.awaitCheckpoint(id);
      Map<String, DeadLetter> letters = job.deadLetters(3);
      assertThat(job.flink.status(id)).isEqualTo(JobStatus.RUNNING);
      job.flink.stop(id, true);
      assertThat(reasons(letters))
          .isEqualTo(Map.of("WRONG_MARKER", 1, "VALUE_OUT_OF_RANGE", 1, "OVERSIZED_MESSAGE", 1));
      assertThat(letters.values())
          .filteredOn(letter -> letter.getPayloadBytes() != null)
          .hasSize(2)
          .allMatch(letter -> letter.getPayload().remaining() == 65_536);
      List<Sample> samples = job.samples(2);
      assertThat(samples).extracting("impressionId").containsExactlyInAnyOrder("large", "good");
    }
  }

  private static Campaign wide() {
    Campaign campaign = Events.campaign("wide", 1);
    campaign.setCategoricalFeatures(
        IntStream.range(0, 1_000).mapToObj(i -> new CategoricalFeature("c" + i, 2)).toList());
    return campaign;
  }

  private static Impression wide(String id, long at, int characters) {
    Impression impression = Events.impression(id, at);
    impression.setCampaignId("wide");
    impression.setCategoricalFeatures(Collections.nCopies(1_000, "x".repeat(characters)));
    return impression;
  }

  private static io.weir.schemas.Treatment treatment(String id, long at) {
    io.weir.schemas.Treatment treatment = Events.treatment(id, at, "ten");
    treatment.setCampaignId("wide");
    return treatment;
  }
}
