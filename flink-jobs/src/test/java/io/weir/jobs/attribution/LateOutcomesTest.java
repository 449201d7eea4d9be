package io.weir.jobs.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.attribution.event.Events;
import io.weir.schemas.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A late redemption of a coupon is late, and no orphan, as long as its impression is remembered.
 */
class LateOutcomesTest {
  private static final long T = 1_000_000;
  private static final long W = Events.WINDOW_MILLIS;
  private static final long HORIZON = 3_600_000;

  private AttributionHarness job;

  @BeforeEach
  void start() throws Exception {
    job = AttributionHarness.start("--late-horizon=1h", "--allowed-lateness=0s");
    job.memoryClock(0);
    job.send(Events.impression("i", T));
    job.send(Events.treatment("i", T, "ten"));
    job.watermark(T + W + W / 8);
    assertThat(job.samples()).hasSize(1);
  }

  @AfterEach
  void stop() throws Exception {
    job.close();
  }

  @Test
  void outcomesUpToAndBeyondTwoWindowsAreNoDeadLetters() throws Exception {
    for (long eighths = 9; eighths <= 40; eighths++) {
      job.send(Events.outcome("o" + eighths, "i", T + eighths * W / 8, 1, 1));
      job.watermark(T + eighths * W / 8);
    }
    job.send(Events.outcome("inside", "i", T + 5, 1, 1));
    job.send(Events.treatment("i", T + 1, "none"));
    job.watermark(T + 100 * W);
    assertThat(job.reasons()).isEmpty();
    assertThat(job.samples()).hasSize(1);
    assertThat(job.timers()).isZero();
  }

  @Test
  void beyondTheHorizonTheyAreOrphans() throws Exception {
    job.memoryClock(HORIZON + 1);
    job.send(Events.outcome("o", "i", T + 2 * W, 1, 1));
    job.watermark(T + 100 * W);
    assertThat(job.reasons()).containsExactly("OUTCOME_WITHOUT_IMPRESSION");
  }

  @Test
  void whatHasNoImpressionIsAnOrphanStill() throws Exception {
    job.send(Events.outcome("o", "nobody", T + 2 * W, 1, 1));
    job.watermark(T + 100 * W);
    assertThat(job.reasons()).containsExactly("OUTCOME_WITHOUT_IMPRESSION");
  }

  @Test
  void theCampaignIsRememberedToo() throws Exception {
    job.send(Events.campaign("summer", 1));
    Outcome other = Events.outcome("o", "i", T + 2 * W, 1, 1);
    other.setCampaignId("summer");
    job.send(other);
    assertThat(job.reasons()).containsExactly("CAMPAIGN_MISMATCH");
  }

  @Test
  void resumesWithWhatItRemembers() throws Exception {
    try (AttributionHarness restored =
        AttributionHarness.restore(job.snapshot(), "--late-horizon=1h", "--allowed-lateness=0s")) {
      restored.memoryClock(1);
      restored.send(Events.outcome("o", "i", T + 2 * W, 1, 1));
      restored.watermark(T + 100 * W);
      assertThat(restored.reasons()).isEmpty();
    }
  }
}
