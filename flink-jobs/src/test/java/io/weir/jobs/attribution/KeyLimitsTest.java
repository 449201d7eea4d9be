package io.weir.jobs.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.attribution.event.EventKind;
import io.weir.jobs.attribution.event.Events;
import io.weir.schemas.DeadLetter;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One key can neither grow without bound nor stop the others. */
class KeyLimitsTest {
  private static final long T = 1_000_000;
  private static final int FLOOD = 40_000;

  private AttributionHarness job;

  @BeforeEach
  void start() throws Exception {
    job = AttributionHarness.start();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    job.watermark(Long.MAX_VALUE);
    assertThat(job.stateEntries()).isZero();
    assertThat(job.timers()).isZero();
    job.close();
  }

  @Test
  void organicOutcomesOfOneIdAreCapped() throws Exception {
    for (int i = 0; i < FLOOD; i++) {
      job.send(Events.outcome("o" + i, "organic", T + i % 1_000, 1, 1));
    }
    assertThat(job.reasons()).hasSize(FLOOD - 100).containsOnly("TOO_MANY_OUTCOMES");
    job.watermark(Long.MAX_VALUE - 1);
    assertThat(job.reasons()).hasSize(FLOOD);
    assertThat(Collections.frequency(job.reasons(), "OUTCOME_WITHOUT_IMPRESSION")).isEqualTo(100);
  }

  @Test
  void outcomesOfOneImpressionAreCapped() throws Exception {
    job.send(Events.impression("i", T));
    job.send(Events.treatment("i", T, "ten"));
    for (int i = 0; i < FLOOD; i++) {
      job.send(Events.outcome("o" + i, "i", T + i % 1_000, 1, 1));
    }
    job.send(Events.outcome("o7", "i", T + 7, 1, 1));
    job.watermark(Long.MAX_VALUE - 1);
    assertThat(job.samples()).hasSize(1);
    assertThat(job.samples().get(0).getCostMicros()).isEqualTo(256);
    assertThat(job.reasons()).hasSize(FLOOD - 256).containsOnly("TOO_MANY_OUTCOMES");
  }

  @Test
  void whatTheJobFailsOnGoesAsideAlone() throws Exception {
    job.send(Events.impression("i", T));
    job.sendRaw(EventKind.TREATMENT, "i", T, new byte[] {1, 2, 3});
    job.send(Events.treatment("i", T, "ten"));
    job.watermark(Long.MAX_VALUE - 1);
    assertThat(job.samples()).hasSize(1);
    assertThat(job.reasons()).containsExactly("INTERNAL_ERROR");
    assertThat(job.deadLetters().get(0).getDetail())
        .contains("IllegalStateException", " at io.weir");
  }

  /** State of an earlier release may hold costs that no source lets pass today. */
  @Test
  void anImpressionThatCannotBeClosedGoesAsideAlone() throws Exception {
    job.send(Events.impression("wraps", T));
    job.send(Events.treatment("wraps", T, "ten"));
    job.send(Events.outcome("o1", "wraps", T, 1, Long.MAX_VALUE));
    job.send(Events.outcome("o2", "wraps", T, 1, Long.MAX_VALUE));
    job.send(Events.impression("good", T));
    job.send(Events.treatment("good", T, "ten"));
    job.watermark(Long.MAX_VALUE - 1);
    assertThat(job.samples()).extracting("impressionId").containsExactly("good");
    DeadLetter letter = job.deadLetters().get(0);
    assertThat(letter.getReason()).isEqualTo("INTERNAL_ERROR");
    assertThat(letter.getSourceTopic()).isEqualTo("weir.impressions");
    assertThat(letter.getSourceOffset()).isZero();
    assertThat(letter.getPayload().array()).isEqualTo(Events.bytes(Events.impression("wraps", T)));
  }
}
