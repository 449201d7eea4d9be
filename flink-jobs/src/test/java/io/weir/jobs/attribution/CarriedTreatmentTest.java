package io.weir.jobs.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.contract.CarriedTreatments;
import io.weir.jobs.attribution.event.Events;
import io.weir.jobs.attribution.join.ForgetTime;
import io.weir.schemas.Impression;
import io.weir.schemas.Sample;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Impressions that carry their treatment, alone and beside separate treatments. */
class CarriedTreatmentTest {
  private static final long T = 1_000_000;
  private static final long FORGET = ForgetTime.of(T, T + Events.WINDOW_MILLIS, 60_000);

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

  private static Impression treated(String armId) {
    return CarriedTreatments.carrying(
        Events.impression("i", T), Events.treatment("i", T + 1, armId));
  }

  @Test
  void givesTheSampleThatTwoMessagesGive() throws Exception {
    job.send(treated("ten"));
    job.send(Events.outcome("o", "i", T + 2, 2, 5));
    job.watermark(FORGET);
    try (AttributionHarness apart = AttributionHarness.start()) {
      apart.send(Events.impression("i", T));
      apart.send(Events.treatment("i", T + 1, "ten"));
      apart.send(Events.outcome("o", "i", T + 2, 2, 5));
      apart.watermark(FORGET);
      assertThat(apart.samples()).hasSize(1);
      assertThat(job.samples()).isEqualTo(apart.samples());
    }
  }

  @Test
  void theSameTreatmentByItselfIsARepetition() throws Exception {
    job.send(Events.treatment("i", T + 1, "ten"));
    job.send(treated("ten"));
    job.send(Events.treatment("i", T + 1, "ten"));
    job.watermark(FORGET);
    assertThat(job.samples()).extracting(Sample::getArmId).containsExactly("ten");
    assertThat(job.reasons()).isEmpty();
  }

  @Test
  void whatTheImpressionCarriesStandsWhicheverCameFirst() throws Exception {
    job.send(Events.treatment("i", T + 1, "none"));
    job.send(treated("ten"));
    job.send(Events.treatment("i", T + 2, "ten"));
    assertThat(job.reasons()).containsExactly("CONFLICTING_TREATMENT", "CONFLICTING_TREATMENT");
    assertThat(job.deadLetters()).allMatch(l -> l.getSourceTopic().equals("weir.treatments"));
    job.watermark(FORGET);
    assertThat(job.samples()).extracting(Sample::getArmId).containsExactly("ten");
  }

  @Test
  void twoImpressionsThatCarryDifferentTreatmentsContradictEachOther() throws Exception {
    job.send(treated("ten"));
    job.send(treated("none"));
    job.send(Events.impression("i", T));
    job.send(treated("ten"));
    assertThat(job.reasons()).containsExactly("CONFLICTING_IMPRESSION", "CONFLICTING_IMPRESSION");
    job.watermark(FORGET);
    assertThat(job.samples()).extracting(Sample::getArmId).containsExactly("ten");
  }

  @Test
  void anArmThatTheCampaignLacksSetsTheImpressionAside() throws Exception {
    job.send(treated("thousand"));
    assertThat(job.reasons()).containsExactly("UNKNOWN_ARM");
    assertThat(job.stateEntries()).isZero();
  }

  @Test
  void survivesASnapshot() throws Exception {
    job.send(treated("ten"));
    try (AttributionHarness restored = AttributionHarness.restore(job.snapshot())) {
      restored.watermark(FORGET);
      assertThat(restored.samples()).extracting(Sample::getArmId).containsExactly("ten");
    }
  }
}
