package io.weir.jobs.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.attribution.event.Events;
import io.weir.jobs.attribution.join.ForgetTime;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** Events whose campaign is not known (yet). */
class HoldBackTest {
  private static final long T = 1_000_000;
  private static final long CLOSE = T + Events.WINDOW_MILLIS;

  @Test
  void eventsWaitForTheirCampaign() throws Exception {
    try (AttributionHarness job = AttributionHarness.startWithoutCampaign()) {
      job.wallClock(500);
      job.send(Events.treatment("i", T, "ten"));
      job.send(Events.impression("i", T));
      job.send(Events.impression("i", T));
      job.send(Events.treatment("i", T, "none"));
      job.wallClock(2_500);
      assertThat(job.reasons()).isEmpty();
      job.send(Events.campaign(Events.CAMPAIGN, 1));
      job.wallClock(3_500);
      job.watermark(ForgetTime.of(T, CLOSE, 60_000));
      assertThat(job.samples()).hasSize(1);
      assertThat(job.samples().get(0).getArmId()).isEqualTo("ten");
      assertThat(job.reasons()).containsExactly("CONFLICTING_TREATMENT");
      assertThat(job.stateEntries()).isZero();
      assertThat(job.timers()).isZero();
    }
  }

  @Test
  void theNextEventReleasesWhatWaitedBeforeIt() throws Exception {
    try (AttributionHarness job = AttributionHarness.startWithoutCampaign()) {
      job.wallClock(100);
      job.send(Events.impression("i", T));
      job.send(Events.treatment("i", T, "ten"));
      job.send(Events.campaign(Events.CAMPAIGN, 1));
      job.send(Events.treatment("i", T, "none"));
      assertThat(job.reasons()).containsExactly("CONFLICTING_TREATMENT");
      job.watermark(ForgetTime.of(T, CLOSE, 60_000));
      assertThat(job.samples().get(0).getArmId()).isEqualTo("ten");
      assertThat(job.timers()).isZero();
    }
  }

  @Test
  void anImpressionThatWaitedIsNotLate() throws Exception {
    try (AttributionHarness job = AttributionHarness.startWithoutCampaign()) {
      job.wallClock(100);
      job.send(Events.impression("i", T));
      job.send(Events.treatment("i", T, "ten"));
      job.watermark(CLOSE + 100_000);
      job.send(Events.campaign(Events.CAMPAIGN, 1));
      job.wallClock(5_000);
      job.watermark(CLOSE + 100_001);
      assertThat(job.samples()).hasSize(1);
      assertThat(job.reasons()).isEmpty();
      assertThat(job.stateEntries()).isZero();
      assertThat(job.timers()).isZero();
    }
  }

  @Test
  void afterTheTimeLimitTheyAreDeadLetters() throws Exception {
    try (AttributionHarness job = AttributionHarness.startWithoutCampaign("--hold-limit=10s")) {
      job.wallClock(500);
      job.send(Events.impression("i", T));
      job.wallClock(5_000);
      job.send(Events.treatment("i", T, "ten"));
      job.wallClock(10_499);
      assertThat(job.reasons()).isEmpty();
      job.wallClock(11_000);
      assertThat(job.reasons()).containsExactly("UNKNOWN_CAMPAIGN");
      job.wallClock(16_000);
      assertThat(job.reasons()).containsExactly("UNKNOWN_CAMPAIGN", "UNKNOWN_CAMPAIGN");
      assertThat(job.stateEntries()).isZero();
      assertThat(job.timers()).isZero();
    }
  }

  @Test
  void aStopOfTheJobIsNoTimeInWhichTheCampaignCouldHaveCome() throws Exception {
    OperatorSubtaskState stopped;
    try (AttributionHarness job = AttributionHarness.startWithoutCampaign("--hold-limit=10s")) {
      job.wallClock(500);
      job.send(Events.impression("i", T));
      stopped = job.snapshot();
    }
    long weekend = 3 * 86_400_000;
    try (AttributionHarness job = AttributionHarness.restore(stopped, "--hold-limit=10s")) {
      job.wallClock(weekend);
      assertThat(job.reasons()).isEmpty();
      job.wallClock(weekend + 9_000);
      assertThat(job.reasons()).isEmpty();
      job.wallClock(weekend + 11_000);
      assertThat(job.reasons()).containsExactly("UNKNOWN_CAMPAIGN");
      assertThat(job.timers()).isZero();
    }
  }

  @Test
  void beyondTheCapTheyAreDeadLettersAtOnce() throws Exception {
    try (AttributionHarness job = AttributionHarness.startWithoutCampaign("--hold-cap=2")) {
      job.wallClock(500);
      job.send(Events.impression("i", T));
      job.send(Events.impression("j", T));
      job.send(Events.impression("k", T));
      assertThat(job.reasons()).containsExactly("UNKNOWN_CAMPAIGN");
      assertThat(job.deadLetters().get(0).getSourceOffset()).isEqualTo(2);
      try (AttributionHarness restored =
          AttributionHarness.restore(job.snapshot(), "--hold-cap=2")) {
        restored.send(Events.impression("l", T));
        assertThat(restored.reasons()).containsExactly("UNKNOWN_CAMPAIGN");
      }
    }
  }

  @Test
  void theEndOfTimeLeavesNothingBehind() throws Exception {
    try (AttributionHarness job = AttributionHarness.startWithoutCampaign()) {
      job.wallClock(500);
      job.send(Events.impression("i", T));
      job.watermark(Long.MAX_VALUE);
      assertThat(job.reasons()).containsExactly("UNKNOWN_CAMPAIGN");
      assertThat(job.stateEntries()).isZero();
    }
  }

  @Test
  void aForgottenCampaignIsUnknownAgain() throws Exception {
    try (AttributionHarness job = AttributionHarness.start("--hold-limit=1s")) {
      job.wallClock(500);
      job.forget(Events.CAMPAIGN);
      job.send(Events.impression("i", T));
      job.wallClock(5_000);
      assertThat(job.reasons()).containsExactly("UNKNOWN_CAMPAIGN");
    }
  }
}
