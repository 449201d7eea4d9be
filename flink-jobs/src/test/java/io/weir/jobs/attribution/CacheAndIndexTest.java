package io.weir.jobs.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.attribution.event.Events;
import io.weir.jobs.attribution.join.ForgetTime;
import io.weir.schemas.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cache and the forget index hold is what the state backend would have held. */
class CacheAndIndexTest {
  private static final long T = 1_000_000;
  private static final long FORGET = ForgetTime.of(T + 400, T + 400 + 10_000, 60_000);
  private static final int IMPRESSIONS = 200;
  private static final int ORPHANS = 5;

  /** Sends all events of one seed in an order of its own, those of a key to its subtask. */
  private static void send(List<AttributionHarness> jobs, long seed, int part) throws Exception {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < IMPRESSIONS; i++) {
      String id = "i" + i;
      long at = T + i;
      events.add(new Event(id, job -> job.send(Events.impression(id, at))));
      events.add(new Event(id, job -> job.send(Events.treatment(id, at + 1, "ten"))));
      events.add(new Event(id, job -> job.send(Events.outcome(id + "-o", id, at + 2, 1, 7))));
    }
    for (int i = 0; i < ORPHANS; i++) {
      String id = "orphan" + i;
      events.add(new Event(id, job -> job.send(Events.treatment(id, T, "ten"))));
    }
    Collections.shuffle(events, new Random(seed));
    int half = events.size() / 2;
    for (Event event : part == 0 ? events.subList(0, half) : events.subList(half, events.size())) {
      event.send.to(jobs.get(AttributionHarness.subtaskOf(event.key, jobs.size())));
    }
  }

  private record Event(String key, Send send) {}

  @FunctionalInterface
  private interface Send {
    void to(AttributionHarness job) throws Exception;
  }

  private static void check(List<AttributionHarness> jobs) throws Exception {
    List<Sample> samples = new ArrayList<>();
    int orphans = 0;
    for (AttributionHarness job : jobs) {
      job.watermark(FORGET);
      samples.addAll(job.samples());
      orphans += job.reasons().size();
      assertThat(job.reasons()).allMatch(reason -> reason.equals("TREATMENT_WITHOUT_IMPRESSION"));
      assertThat(job.stateEntries()).isZero();
      assertThat(job.timers()).isZero();
    }
    assertThat(samples).hasSize(IMPRESSIONS);
    assertThat(samples).extracting(Sample::getImpressionId).doesNotHaveDuplicates();
    assertThat(samples).allMatch(sample -> sample.getCostMicros() == 7);
    assertThat(orphans).isEqualTo(ORPHANS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "64"})
  void ofAnySizeTheSamplesAreTheSame(String mebibytes) throws Exception {
    try (AttributionHarness job = AttributionHarness.start("--cache-mebibytes=" + mebibytes)) {
      send(List.of(job), 1, 0);
      send(List.of(job), 1, 1);
      check(List.of(job));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void resumesWithAnotherParallelism(int parallelism) throws Exception {
    OperatorSubtaskState state;
    try (AttributionHarness job = AttributionHarness.start()) {
      send(List.of(job), 2, 0);
      state = job.snapshot();
      // What comes after the snapshot is in the cache alone, and is no part of it.
      send(List.of(job), 2, 1);
    }
    List<AttributionHarness> jobs = new ArrayList<>();
    try {
      for (int subtask = 0; subtask < parallelism; subtask++) {
        jobs.add(AttributionHarness.rescale(state, parallelism, subtask));
      }
      send(jobs, 2, 1);
      check(jobs);
    } finally {
      for (AttributionHarness job : jobs) {
        job.close();
      }
    }
  }

  @Test
  void aSnapshotHasAllAndTheJobGoesOn() throws Exception {
    try (AttributionHarness job = AttributionHarness.start("--cache-mebibytes=1")) {
      send(List.of(job), 3, 0);
      job.snapshot();
      send(List.of(job), 3, 1);
      job.snapshot();
      check(List.of(job));
    }
  }
}
