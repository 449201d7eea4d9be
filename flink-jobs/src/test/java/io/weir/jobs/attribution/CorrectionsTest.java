package io.weir.jobs.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.attribution.event.Events;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Money that comes back, and money of another currency. */
class CorrectionsTest {
  private static final long T = 1_000_000;
  private static final long CLOSE = T + Events.WINDOW_MILLIS;

  private AttributionHarness job;

  @BeforeEach
  void start() throws Exception {
    job = AttributionHarness.start();
    job.send(Events.impression("i", T));
    job.send(Events.treatment("i", T, "ten"));
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    job.watermark(Long.MAX_VALUE);
    assertThat(job.stateEntries()).isZero();
    assertThat(job.timers()).isZero();
    job.close();
  }

  private static Outcome refund(String id, String corrects, double revenue, long costMicros) {
    Outcome refund = Events.outcome(id, "i", T + 50, revenue, costMicros);
    refund.setCorrectsOutcomeId(corrects);
    return refund;
  }

  private Sample sample() throws Exception {
    job.watermark(Long.MAX_VALUE - 1);
    assertThat(job.samples()).hasSize(1);
    return job.samples().get(0);
  }

  @Test
  void netOutInEveryOrderOfArrival() throws Exception {
    List<Outcome> outcomes =
        new ArrayList<>(
            List.of(
                Events.outcome("order", "i", T + 1, 30, 5_000_000),
                Events.outcome("other", "i", T + 2, 7, 1_000_000),
                refund("half", "order", -15, -2_500_000),
                refund("undone", "half", 5, 500_000)));
    for (int seed = 0; seed < 30; seed++) {
      Collections.shuffle(outcomes, new Random(seed));
      try (AttributionHarness shuffled = AttributionHarness.start()) {
        shuffled.send(outcomes.get(0));
        shuffled.send(Events.impression("i", T));
        shuffled.send(Events.treatment("i", T, "ten"));
        for (Outcome outcome : outcomes) {
          shuffled.send(outcome);
        }
        shuffled.watermark(Long.MAX_VALUE - 1);
        assertThat(shuffled.reasons()).isEmpty();
        Sample sample = shuffled.samples().get(0);
        assertThat(sample.getRevenue()).isEqualTo(27);
        assertThat(sample.getCostMicros()).isEqualTo(4_000_000);
        assertThat(sample.getOutcomes()).isEqualTo(4);
        assertThat(shuffled.stateEntries()).isZero();
        assertThat(shuffled.timers()).isZero();
      }
    }
  }

  @Test
  void aCorrectionOfNothingIsADeadLetter() throws Exception {
    job.send(refund("r", "never", -15, -2_500_000));
    assertThat(sample().getCostMicros()).isZero();
    DeadLetter letter = job.deadLetters().get(0);
    assertThat(letter.getReason()).isEqualTo("CORRECTION_WITHOUT_OUTCOME");
    assertThat(letter.getSourceOffset()).isEqualTo(2);
  }

  @Test
  void aCorrectionOfALateOutcomeIsLate() throws Exception {
    job.watermark(CLOSE);
    job.send(Events.outcome("late", "i", T + 1, 30, 5_000_000));
    job.send(refund("r", "late", -30, -5_000_000));
    Sample sample = sample();
    assertThat(sample.getCostMicros()).isZero();
    assertThat(sample.getOutcomes()).isZero();
    assertThat(job.reasons()).isEmpty();
  }

  @Test
  void anOutcomeOfAnotherCurrencyIsADeadLetter() throws Exception {
    Outcome yen = Events.outcome("o", "i", T + 1, 30, 5_000_000);
    yen.setCurrency("JPY");
    Outcome euro = Events.outcome("p", "i", T + 1, 30, 5_000_000);
    euro.setCurrency("EUR");
    job.send(yen);
    job.send(euro);
    assertThat(sample().getCostMicros()).isEqualTo(5_000_000);
    assertThat(job.reasons()).containsExactly("CURRENCY_MISMATCH");
  }

  @Test
  void aCampaignKeepsItsCurrencyWithinAPeriod() throws Exception {
    Campaign yen = Events.campaign(Events.CAMPAIGN, 2);
    yen.getBudget().setCurrency("JPY");
    job.send(yen);
    Outcome euro = Events.outcome("o", "i", T + 1, 30, 5_000_000);
    euro.setCurrency("EUR");
    job.send(euro);
    assertThat(sample().getCostMicros()).isEqualTo(5_000_000);
    assertThat(job.reasons()).containsExactly("INVALID_CAMPAIGN");
    assertThat(job.deadLetters().get(0).getDetail()).contains("EUR to JPY within a period");
  }
}
