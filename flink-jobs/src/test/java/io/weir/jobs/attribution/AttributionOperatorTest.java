package io.weir.jobs.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.attribution.event.Events;
import io.weir.jobs.attribution.join.ForgetTime;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttributionOperatorTest {
  private static final long T = 1_000_000;
  private static final long CLOSE = T + Events.WINDOW_MILLIS;
  private static final long LATENESS = 60_000;
  private static final long FORGET = ForgetTime.of(T, CLOSE, LATENESS);

  private AttributionHarness job;

  @BeforeEach
  void start() throws Exception {
    job = AttributionHarness.start();
  }

  @AfterEach
  void nothingIsLeftOnceEventTimeHasPassed() throws Exception {
    job.watermark(Long.MAX_VALUE);
    assertThat(job.stateEntries()).isZero();
    assertThat(job.timers()).isZero();
    job.close();
  }

  private void assertEmptyAfterLateness() throws Exception {
    job.watermark(FORGET);
    assertThat(job.stateEntries()).isZero();
    assertThat(job.timers()).isZero();
  }

  @Test
  void theSampleLeavesOneLatenessAfterTheEndOfTheWindow() throws Exception {
    job.send(Events.impression("i", T));
    job.send(Events.treatment("i", T + 5, "ten"));
    job.send(Events.outcome("o1", "i", T + 100, 20.5, 3_000_000));
    job.send(Events.outcome("o2", "i", CLOSE - 1, 1.5, 500_000));
    job.watermark(FORGET - 1);
    assertThat(job.samples()).isEmpty();
    assertEmptyAfterLateness();
    assertThat(job.samples()).hasSize(1);
    Sample sample = job.samples().get(0);
    assertThat(sample.getImpressionId()).isEqualTo("i");
    assertThat(sample.getUnitId()).isEqualTo("unit-i");
    assertThat(sample.getArmId()).isEqualTo("ten");
    assertThat(sample.getPropensity()).isEqualTo(0.5);
    assertThat(sample.getRevenue()).isEqualTo(22.0);
    assertThat(sample.getCostMicros()).isEqualTo(3_500_000);
    assertThat(sample.getOutcomes()).isEqualTo(2);
    assertThat(sample.getClosedAt()).isEqualTo(Instant.ofEpochMilli(CLOSE));
    assertThat(sample.getNumericFeatures()).containsExactly(31f, 0.25f);
    assertThat(job.reasons()).isEmpty();
  }

  @Test
  void clearsAllStateAtTheCloseWithoutAllowedLateness() throws Exception {
    try (AttributionHarness strict = AttributionHarness.start("--allowed-lateness=0s")) {
      strict.send(Events.outcome("o", "i", T + 2, 1, 1));
      strict.send(Events.treatment("i", T + 1, "ten"));
      strict.send(Events.impression("i", T));
      strict.watermark(ForgetTime.of(T, CLOSE, 0));
      assertThat(strict.samples()).hasSize(1);
      assertThat(strict.stateEntries()).isZero();
      assertThat(strict.timers()).isZero();
    }
  }

  @Test
  void aTreatmentThatOvertookItsImpressionSharesItsTimer() throws Exception {
    job.send(Events.treatment("i", T + 3, "ten"));
    job.send(Events.impression("i", T));
    assertThat(job.timers()).isEqualTo(1);
    job.watermark(FORGET);
    assertThat(job.samples()).hasSize(1);
  }

  @Test
  void everyOrderOfArrivalGivesTheSameSample() throws Exception {
    List<Object> events =
        new ArrayList<>(
            List.of(
                Events.impression("i", T),
                Events.treatment("i", T + 1, "ten"),
                Events.outcome("o1", "i", T + 2, 0.1, 1),
                Events.outcome("o2", "i", T + 3, 0.2, 2),
                Events.outcome("o3", "i", T + 4, 0.3, 4)));
    Sample first = null;
    for (int seed = 0; seed < 40; seed++) {
      Collections.shuffle(events, new Random(seed));
      try (AttributionHarness shuffled = AttributionHarness.start()) {
        for (Object event : events) {
          send(shuffled, event);
        }
        shuffled.watermark(FORGET);
        assertThat(shuffled.reasons()).isEmpty();
        assertThat(shuffled.samples()).hasSize(1);
        first = first == null ? shuffled.samples().get(0) : first;
        assertThat(shuffled.samples().get(0)).isEqualTo(first);
        assertThat(shuffled.stateEntries()).isZero();
        assertThat(shuffled.timers()).isZero();
      }
    }
    assertThat(first.getCostMicros()).isEqualTo(7);
  }

  private static void send(AttributionHarness to, Object event) throws Exception {
    if (event instanceof Impression impression) {
      to.send(impression);
    } else if (event instanceof Treatment treatment) {
      to.send(treatment);
    } else {
      to.send((Outcome) event);
    }
  }

  @Test
  void countsExactRepetitionsOnceUntilTheLatenessHasPassed() throws Exception {
    for (int i = 0; i < 2; i++) {
      job.send(Events.impression("i", T));
      job.send(Events.treatment("i", T + 1, "ten"));
      job.send(Events.outcome("o", "i", T + 2, 1, 1));
    }
    job.watermark(CLOSE);
    job.send(Events.impression("i", T));
    job.send(Events.treatment("i", T + 1, "ten"));
    job.send(Events.outcome("o", "i", T + 2, 1, 1));
    assertEmptyAfterLateness();
    assertThat(job.samples()).hasSize(1);
    assertThat(job.samples().get(0).getOutcomes()).isEqualTo(1);
    assertThat(job.reasons()).isEmpty();
  }

  @Test
  void theFirstTreatmentWins() throws Exception {
    job.send(Events.impression("i", T));
    job.send(Events.treatment("i", T + 1, "ten"));
    job.send(Events.treatment("i", T + 1, "none"));
    job.send(Events.treatment("i", T + 2, "ten"));
    assertEmptyAfterLateness();
    assertThat(job.samples().get(0).getArmId()).isEqualTo("ten");
    assertThat(job.reasons()).containsExactly("CONFLICTING_TREATMENT", "CONFLICTING_TREATMENT");
  }

  @Test
  void theFirstTreatmentWinsAlsoBeforeTheImpression() throws Exception {
    job.send(Events.treatment("i", T + 2, "ten"));
    job.send(Events.treatment("i", T + 1, "none"));
    job.send(Events.treatment("i", T + 2, "ten"));
    job.send(Events.impression("i", T));
    assertEmptyAfterLateness();
    assertThat(job.samples().get(0).getArmId()).isEqualTo("ten");
    assertThat(job.reasons()).containsExactly("CONFLICTING_TREATMENT");
  }

  @Test
  void setsConflictsAside() throws Exception {
    job.send(Events.impression("i", T));
    job.send(Events.impression("i", T + 1));
    job.send(Events.outcome("o", "i", T + 2, 1, 1));
    job.send(Events.outcome("o", "i", T + 2, 1, 2));
    assertThat(job.reasons()).containsExactly("CONFLICTING_IMPRESSION", "CONFLICTING_OUTCOME");
    DeadLetter letter = job.deadLetters().get(1);
    assertThat(letter.getSourceTopic()).isEqualTo("weir.outcomes");
    assertThat(letter.getSourceOffset()).isEqualTo(3);
    assertThat(letter.getPayload().array())
        .isEqualTo(Events.bytes(Events.outcome("o", "i", T + 2, 1, 2)));
    assertThat(letter.getJob()).isEqualTo("attribution");
  }

  @Test
  void refusesWhatContradictsCampaignOrImpression() throws Exception {
    Impression wrongCount = Events.impression("a", T);
    wrongCount.setNumericFeatures(List.of(1f));
    Impression wrongSet = Events.impression("b", T);
    wrongSet.setFeatureSet("f0");
    Treatment wrongUnit = Events.treatment("i", T, "ten");
    wrongUnit.setUnitId("someone else");
    Outcome wrongCampaign = Events.outcome("o", "i", T, 1, 1);
    wrongCampaign.setCampaignId("summer");
    job.send(Events.campaign("summer", 1));
    job.send(wrongCount);
    job.send(wrongSet);
    job.send(Events.impression("i", T));
    job.send(Events.treatment("i", T, "twenty"));
    job.send(wrongUnit);
    job.send(wrongCampaign);
    job.send(Events.outcome("o2", "i", T - 1, 1, 1));
    assertThat(job.reasons())
        .containsExactly(
            "WRONG_FEATURE_COUNT",
            "UNKNOWN_FEATURE_SET",
            "UNKNOWN_ARM",
            "UNIT_MISMATCH",
            "CAMPAIGN_MISMATCH",
            "OUTCOME_BEFORE_IMPRESSION");
  }

  @Test
  void theWindowIsHalfOpen() throws Exception {
    job.send(Events.impression("i", T));
    job.send(Events.treatment("i", T, "ten"));
    job.send(Events.outcome("first", "i", T, 1, 1));
    job.send(Events.outcome("beyond", "i", CLOSE, 1, 1));
    assertEmptyAfterLateness();
    assertThat(job.samples().get(0).getOutcomes()).isEqualTo(1);
    assertThat(job.reasons()).isEmpty();
  }

  @Test
  void aLateOutcomeChangesNothingAndIsNoDeadLetter() throws Exception {
    job.send(Events.impression("i", T));
    job.send(Events.treatment("i", T, "ten"));
    job.watermark(CLOSE + 1);
    job.send(Events.outcome("late", "i", CLOSE - 1, 1, 1));
    job.send(Events.outcome("late", "i", CLOSE - 1, 1, 1));
    job.send(Events.outcome("late", "i", CLOSE - 1, 1, 2));
    assertEmptyAfterLateness();
    assertThat(job.samples()).hasSize(1);
    assertThat(job.samples().get(0).getOutcomes()).isZero();
    assertThat(job.reasons()).containsExactly("CONFLICTING_OUTCOME");
  }

  @Test
  void anImpressionWithoutTreatmentYieldsNothing() throws Exception {
    job.send(Events.impression("i", T));
    job.send(Events.outcome("o", "i", T, 1, 1));
    job.watermark(CLOSE);
    job.send(Events.treatment("i", T, "ten"));
    assertEmptyAfterLateness();
    assertThat(job.samples()).isEmpty();
    assertThat(job.reasons()).isEmpty();
  }

  @Test
  void orphansAreDeadLettersOnceNoImpressionOfTheirTimeIsTakenAnyMore() throws Exception {
    job.send(Events.treatment("i", T, "ten"));
    job.send(Events.outcome("o", "i", T + 1_000, 1, 1));
    job.watermark(FORGET - 1);
    assertThat(job.reasons()).isEmpty();
    job.watermark(FORGET);
    assertThat(job.reasons()).containsExactly("TREATMENT_WITHOUT_IMPRESSION");
    job.watermark(ForgetTime.of(T + 1_000, CLOSE + 1_000, LATENESS));
    assertThat(job.reasons())
        .containsExactly("TREATMENT_WITHOUT_IMPRESSION", "OUTCOME_WITHOUT_IMPRESSION");
    assertThat(job.stateEntries()).isZero();
    assertThat(job.timers()).isZero();
    job.send(Events.outcome("o", "i", T + 1_000, 1, 1));
    assertThat(job.reasons()).hasSize(3);
    assertThat(job.stateEntries()).isZero();
  }

  @Test
  void anImpressionThatComesTooLateCannotYieldASecondSample() throws Exception {
    job.send(Events.impression("i", T));
    job.send(Events.treatment("i", T, "ten"));
    assertEmptyAfterLateness();
    job.send(Events.impression("i", T));
    assertThat(job.reasons()).containsExactly("LATE_IMPRESSION");
    assertThat(job.samples()).hasSize(1);
    assertThat(job.stateEntries()).isZero();
  }

  @Test
  void aNewerCampaignTakesEffectAndAnOlderOneDoesNot() throws Exception {
    var newer = Events.campaign(Events.CAMPAIGN, 3);
    newer.setFeatureSet("f2");
    job.send(newer);
    job.send(Events.campaign(Events.CAMPAIGN, 2));
    job.send(Events.impression("old", T));
    Impression impression = Events.impression("new", T);
    impression.setFeatureSet("f2");
    job.send(impression);
    assertThat(job.reasons()).containsExactly("UNKNOWN_FEATURE_SET");
    assertThat(job.stateEntries()).isEqualTo(1);
  }

  @Test
  void resumesFromASnapshot() throws Exception {
    job.send(Events.impression("i", T));
    job.send(Events.outcome("o", "i", T + 2, 1, 7));
    job.send(Events.treatment("j", T, "ten"));
    try (AttributionHarness restored = AttributionHarness.restore(job.snapshot())) {
      restored.send(Events.treatment("i", T, "ten"));
      restored.send(Events.outcome("o", "i", T + 2, 1, 7));
      restored.send(Events.impression("j", T));
      restored.watermark(FORGET);
      assertThat(restored.samples()).hasSize(2);
      assertThat(restored.samples())
          .filteredOn(s -> s.getImpressionId().equals("i"))
          .allMatch(s -> s.getCostMicros() == 7 && s.getOutcomes() == 1);
      assertThat(restored.stateEntries()).isZero();
      assertThat(restored.timers()).isZero();
    }
  }
}
