package io.weir.jobs.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.attribution.event.Events;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job: Kafka in and out, RocksDB, checkpoints, failures. */
class AttributionJobITCase {
  private static final long START = System.currentTimeMillis() - 3_600_000;

  @Test
  void garbageGoesAsideWithItsReasonAndGoodEventsArrive(@TempDir Path directory) throws Exception {
    int good = 200;
    try (JobFixture job = JobFixture.start(directory, 0)) {
      job.send(Events.campaign(Events.CAMPAIGN, 1));
      job.flush();
      JobID id = job.submit(null, "--hold-limit=3s");
      Map<String, String> reasonByPayload = new HashMap<>();
      for (int i = 0; i < good; i++) {
        long at = START + i * 100L;
        job.send(Events.impression("i" + i, at));
        job.send(Events.treatment("i" + i, at + 1, "ten"));
        job.send(Events.outcome("o" + i, "i" + i, at + 50, 1, 1000));
        if (i == good / 2) {
          sendGarbage(job, at, reasonByPayload);
        }
      }
      job.flush();
      job.flink.awaitCheckpoint(id);
      Map<String, DeadLetter> letters = job.deadLetters(reasonByPayload.size() - 1);
      assertThat(job.flink.status(id)).isEqualTo(JobStatus.RUNNING);
      job.flink.stop(id, true);

      List<Sample> samples = job.samples(good);
      assertThat(samples).hasSize(good);
      assertThat(samples).allMatch(s -> s.getOutcomes() == 1 && s.getCostMicros() == 1000);
      letters = job.deadLetters(reasonByPayload.size());
      Map<String, String> found = new HashMap<>();
      letters
          .values()
          .forEach(l -> found.put(Arrays.toString(l.getPayload().array()), l.getReason()));
      assertThat(found).isEqualTo(reasonByPayload);
      assertThat(new TreeSet<>(found.values())).hasSize(reasonByPayload.size());
    }
  }

  private static void sendGarbage(JobFixture job, long at, Map<String, String> reasonByPayload) {
    byte[] whole = Events.bytes(Events.impression("cut", at));
    byte[] marker = whole.clone();
    marker[0] = 0;
    marker[1] = 0;
    byte[] fingerprint = whole.clone();
    fingerprint[5] ^= 1;
    Impression count = Events.impression("count", at);
    count.setNumericFeatures(List.of(1f, 2f, 3f));
    Impression nan = Events.impression("nan", at);
    nan.setNumericFeatures(List.of(1f, Float.NaN));
    Impression campaign = Events.impression("campaign", at);
    campaign.setCampaignId("nobody's");
    Outcome negative = Events.outcome("negative", "i1", at, 1, -5);
    garbage(
        job,
        reasonByPayload,
        JobFixture.TOPICS.impressions(),
        "TRUNCATED_HEADER",
        new byte[] {(byte) 0xC3, 1, 7});
    garbage(job, reasonByPayload, JobFixture.TOPICS.impressions(), "WRONG_MARKER", marker);
    garbage(
        job, reasonByPayload, JobFixture.TOPICS.impressions(), "UNKNOWN_FINGERPRINT", fingerprint);
    garbage(
        job,
        reasonByPayload,
        JobFixture.TOPICS.impressions(),
        "TRUNCATED_RECORD",
        Arrays.copyOf(whole, whole.length - 3));
    garbage(
        job,
        reasonByPayload,
        JobFixture.TOPICS.impressions(),
        "TRAILING_BYTES",
        Arrays.copyOf(whole, whole.length + 2));
    garbage(
        job,
        reasonByPayload,
        JobFixture.TOPICS.impressions(),
        "WRONG_FEATURE_COUNT",
        Events.bytes(count));
    garbage(
        job,
        reasonByPayload,
        JobFixture.TOPICS.impressions(),
        "NON_FINITE_FEATURE",
        Events.bytes(nan));
    garbage(
        job,
        reasonByPayload,
        JobFixture.TOPICS.impressions(),
        "UNKNOWN_CAMPAIGN",
        Events.bytes(campaign));
    garbage(
        job,
        reasonByPayload,
        JobFixture.TOPICS.treatments(),
        "UNKNOWN_ARM",
        Events.bytes(Events.treatment("i2", at, "thousand")));
    // The treatment of i3 went before, as records of one key keep their order.
    garbage(
        job,
        reasonByPayload,
        JobFixture.TOPICS.treatments(),
        "CONFLICTING_TREATMENT",
        Events.bytes(Events.treatment("i3", START + 300 + 1, "none")));
    garbage(
        job,
        reasonByPayload,
        JobFixture.TOPICS.outcomes(),
        "NEGATIVE_COST",
        Events.bytes(negative));
    garbage(
        job,
        reasonByPayload,
        JobFixture.TOPICS.outcomes(),
        "OUTCOME_WITHOUT_IMPRESSION",
        Events.bytes(Events.outcome("orphan", "nothing", at, 1, 1)));
  }

  private static void garbage(
      JobFixture job, Map<String, String> expected, String topic, String reason, byte[] bytes) {
    job.send(topic, reason.equals("CONFLICTING_TREATMENT") ? "i3" : reason, bytes);
    expected.put(Arrays.toString(bytes), reason);
  }

  @Test
  void killedTwiceItNeitherLosesNorRepeatsASample(@TempDir Path directory) throws Exception {
    int chunks = 60;
    int perChunk = 100;
    int total = chunks * perChunk;
    Random random = new Random(7);
    Map<String, Long> costById = new HashMap<>();
    try (JobFixture job = JobFixture.start(directory, 20)) {
      job.send(Events.campaign(Events.CAMPAIGN, 1));
      job.flush();
      JobID id = job.submit(null);
      job.flink.awaitCheckpoint(id);
      for (int chunk = 0; chunk < chunks; chunk++) {
        for (int i = chunk * perChunk; i < (chunk + 1) * perChunk; i++) {
          sendImpression(job, i, random, costById);
        }
        job.flush();
        Thread.sleep(150);
        if (chunk == chunks / 3 || chunk == 2 * chunks / 3) {
          job.flink.killTaskManager();
        }
      }
      job.advanceTo(START + total * 50L + 600_000);
      List<Sample> samples = job.samples(total);
      assertThat(samples.stream().map(Sample::getImpressionId).distinct().count())
          .as("distinct samples")
          .isEqualTo(total);
      assertThat(samples).as("samples, repeated ones included").hasSize(total);
      Map<String, Long> found = new HashMap<>();
      samples.forEach(s -> found.put(s.getImpressionId(), s.getCostMicros()));
      assertThat(found).isEqualTo(costById);
      assertThat(job.flink.wasRestarted(id)).isTrue();
      assertThat(job.flink.status(id)).isEqualTo(JobStatus.RUNNING);
    }
  }

  /** Sends an impression and what belongs to it, out of order and now and then twice. */
  private static void sendImpression(
      JobFixture job, int i, Random random, Map<String, Long> costById) {
    String id = "i" + i;
    long at = START + i * 50L + random.nextInt(2000);
    int outcomes = random.nextInt(3);
    long cost = 0;
    boolean treatmentFirst = random.nextBoolean();
    if (treatmentFirst) {
      job.send(Events.treatment(id, at + 1, "ten"));
    }
    int copies = random.nextInt(20) == 0 ? 2 : 1;
    for (int copy = 0; copy < copies; copy++) {
      job.send(Events.impression(id, at));
      job.send(Events.treatment(id, at + 1, "ten"));
    }
    for (int o = 0; o < outcomes; o++) {
      long micros = random.nextInt(1_000_000);
      cost += micros;
      Outcome outcome = Events.outcome(id + "-" + o, id, at + random.nextInt(1000), 1, micros);
      for (int copy = 0; copy < copies; copy++) {
        job.send(outcome);
      }
    }
    costById.put(id, cost);
  }
}
