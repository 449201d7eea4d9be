package io.weir.simulator.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import io.weir.simulator.event.EventCodecs;
import io.weir.simulator.event.EventStream;
import io.weir.simulator.world.CampaignWorld;
import io.weir.simulator.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class GeneratorTest {

  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
  private static final int IMPRESSIONS = 12_000;

  private static MarketplaceOptions.Builder options() {
    return MarketplaceOptions.builder()
        .seed(4)
        .startAt(START)
        .switchAfter(Duration.ofMinutes(4))
        .disorder(Duration.ofSeconds(30), 0.3)
        .duplicateRate(0.02)
        .garbageRate(0.05);
  }

  /** A finished run. */
  private record Run(RecordingSink sink, SimulatorReport report, List<Campaign> campaigns) {}

  private static Run run(MarketplaceOptions options, long firstModelAtImpression) {
    World world = World.draw(options.seed(), options.campaigns());
    RecordingSink sink = new RecordingSink();
    Generator generator =
        new Generator(options, world, sink, new OracleDecider(world, firstModelAtImpression));
    for (int i = 0; i < IMPRESSIONS; i++) {
      generator.step();
    }
    generator.finish((long) generator.nextArrival());
    assertThat(sink.flushed).isTrue();
    return new Run(
        sink,
        generator.report(),
        generator.campaigns().stream().map(CampaignTraffic::campaignRecord).toList());
  }

  private static <T extends SpecificRecord> List<T> decode(
      Run run, EventStream stream, Class<T> type) {
    RecordCodec<T> codec = new RecordCodec<>(type);
    List<T> records = new ArrayList<>();
    for (RecordingSink.Sent sent : run.sink().messages) {
      if (sent.stream() == stream) {
        try {
          records.add(codec.decode(sent.value()));
        } catch (WireFormatException e) {
          assertThat(sent.key()).contains("garbage");
        }
      }
    }
    return records;
  }

  @Test
  void theSameSeedSendsTheSameMessagesInTheSameOrder() {
    Run first = run(options().build(), 0);
    Run second = run(options().build(), 0);
    assertThat(second.sink().messages).hasSameSizeAs(first.sink().messages);
    for (int i = 0; i < first.sink().messages.size(); i++) {
      RecordingSink.Sent a = first.sink().messages.get(i);
      RecordingSink.Sent b = second.sink().messages.get(i);
      assertThat(b.key()).isEqualTo(a.key());
      assertThat(b.stream()).isEqualTo(a.stream());
      assertThat(b.value()).isEqualTo(a.value());
    }
    assertThat(second.report()).isEqualTo(first.report());
    Run other = run(options().seed(5).build(), 0);
    assertThat(other.report()).isNotEqualTo(first.report());
  }

  @Test
  void countsAreWhatIsOnTheTopics() {
    Run run = run(options().build(), 0);
    SimulatorReport report = run.report();
    assertThat(report.impressionsSent()).isEqualTo(IMPRESSIONS);
    assertThat(report.treatmentsSent()).isEqualTo(IMPRESSIONS);
    assertThat(report.messagesSent()).isEqualTo(run.sink().messages.size());
    assertThat(
            report.impressionsSent()
                + report.treatmentsSent()
                + report.outcomesSent()
                + report.duplicates()
                + report.garbage())
        .isEqualTo(report.messagesSent());
    assertThat(report.duplicates()).isGreaterThan(100);
    assertThat(report.garbageSent().values()).allMatch(n -> n > 20);

    Map<String, Impression> impressions = new HashMap<>();
    long copies = 0;
    for (Impression impression : decode(run, EventStream.IMPRESSIONS, Impression.class)) {
      if (impression.getImpressionId().contains("garbage")) {
        continue;
      }
      Impression before = impressions.putIfAbsent(impression.getImpressionId(), impression);
      if (before != null) {
        assertThat(impression).isEqualTo(before);
        copies++;
      }
    }
    assertThat(impressions).hasSize(IMPRESSIONS);
    assertThat(copies).isEqualTo(report.duplicatesSent().get(EventStream.IMPRESSIONS));

    Map<String, Treatment> treatments = new HashMap<>();
    long conflicts = 0;
    for (Treatment treatment : decode(run, EventStream.TREATMENTS, Treatment.class)) {
      if (treatment.getImpressionId().contains("garbage")) {
        continue;
      }
      Treatment before = treatments.putIfAbsent(treatment.getImpressionId(), treatment);
      if (before != null && !before.equals(treatment)) {
        conflicts++;
      }
    }
    assertThat(treatments.keySet()).isEqualTo(impressions.keySet());
    assertThat(conflicts).isEqualTo(report.garbageSent().get(GarbageKind.CONFLICTING_TREATMENT));
  }

  @Test
  void spendIsExactToTheMicro() {
    Run run = run(options().build(), 0);
    Map<String, Outcome> outcomes = new HashMap<>();
    for (Outcome outcome : decode(run, EventStream.OUTCOMES, Outcome.class)) {
      outcomes.put(outcome.getOutcomeId(), outcome);
    }
    Map<String, Long> spent = new TreeMap<>();
    outcomes.values().forEach(o -> spent.merge(o.getCampaignId(), o.getCostMicros(), Long::sum));
    for (CampaignReport campaign : run.report().campaigns()) {
      assertThat(campaign.spentMicros()).isEqualTo(spent.get(campaign.campaignId())).isPositive();
    }
  }

  @Test
  void noGoodEventIsLaterThanTheLongestDisorder() {
    MarketplaceOptions options = options().build();
    Run run = run(options, 0);
    long newest = 0;
    long worst = 0;
    RecordCodec<Impression> codec = new RecordCodec<>(Impression.class);
    for (RecordingSink.Sent sent : run.sink().messages) {
      if (sent.stream() != EventStream.IMPRESSIONS || sent.key().contains("garbage")) {
        continue;
      }
      try {
        long at = codec.decode(sent.value()).getOccurredAt().toEpochMilli();
        newest = Math.max(newest, at);
        worst = Math.max(worst, newest - at);
      } catch (WireFormatException e) {
        throw new AssertionError(e);
      }
    }
    assertThat(worst).isBetween(20_000L, options.maxDisorder().toMillis());
  }

  @Test
  void everyKindOfGarbageIsWhatItSays() throws WireFormatException {
    EventCodecs codecs = new EventCodecs();
    Run run = run(options().garbageRate(0).build(), 0);
    Impression good = decode(run, EventStream.IMPRESSIONS, Impression.class).get(0);
    Treatment treatment = decode(run, EventStream.TREATMENTS, Treatment.class).get(0);
    List<String> arms = List.of("none", "coupon-1");
    GarbageFactory factory = new GarbageFactory(codecs, new SplittableRandom(1), "t");
    Map<GarbageKind, WireFormatException.Reason> unreadable = new EnumMap<>(GarbageKind.class);
    for (GarbageKind kind : GarbageKind.values()) {
      GarbageFactory.Message message = factory.make(kind, good, treatment, arms);
      RecordCodec<? extends SpecificRecord> codec =
          switch (kind.stream()) {
            case IMPRESSIONS -> codecs.impressions;
            case TREATMENTS -> codecs.treatments;
            case OUTCOMES -> codecs.outcomes;
          };
      try {
        codec.decode(message.value());
      } catch (WireFormatException e) {
        unreadable.put(kind, e.reason());
      }
    }
    assertThat(unreadable)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                GarbageKind.RANDOM_BYTES, WireFormatException.Reason.MALFORMED_RECORD,
                GarbageKind.WRONG_MARKER, WireFormatException.Reason.WRONG_MARKER,
                GarbageKind.UNKNOWN_FINGERPRINT, WireFormatException.Reason.UNKNOWN_FINGERPRINT,
                GarbageKind.TRUNCATED_RECORD, WireFormatException.Reason.TRUNCATED_RECORD));
    Impression nan =
        codecs.impressions.decode(
            factory.make(GarbageKind.NAN_FEATURE, good, treatment, arms).value());
    assertThat(nan.getNumericFeatures()).anyMatch(value -> value.isNaN());
    Treatment conflict =
        codecs.treatments.decode(
            factory.make(GarbageKind.CONFLICTING_TREATMENT, good, treatment, arms).value());
    assertThat(conflict.getImpressionId()).isEqualTo(treatment.getImpressionId());
    assertThat(conflict.getArmId()).isNotEqualTo(treatment.getArmId());
  }

  @Test
  void theHoldoutStandsInBothPhasesAndTheOldPolicyUntilThereIsAModel() {
    Run run = run(options().garbageRate(0).duplicateRate(0).build(), 6_000);
    int oldPhase = 0;
    int newPhase = 0;
    for (Treatment treatment : decode(run, EventStream.TREATMENTS, Treatment.class)) {
      boolean heldOut = OracleDecider.heldOut(treatment.getUnitId());
      assertThat(treatment.getAssignment())
          .isEqualTo(heldOut ? Assignment.RANDOMIZED : Assignment.POLICY);
      if (!heldOut && treatment.getModelVersion() == null) {
        oldPhase++;
        assertThat(treatment.getPropensity()).isNull();
      } else if (!heldOut) {
        newPhase++;
      }
    }
    assertThat(oldPhase).isGreaterThanOrEqualTo(6_000);
    assertThat(newPhase).isPositive();
    long randomized = run.report().campaigns().stream().mapToLong(c -> c.randomized()).sum();
    assertThat(randomized / (double) IMPRESSIONS).isCloseTo(0.2, within(0.03));
  }

  @Test
  void aGoodPolicyIsSeenToBeGoodAndTheOldOneBesideIt() {
    for (CampaignReport campaign : run(options().build(), 0).report().campaigns()) {
      assertThat(campaign.live()).isTrue();
      assertThat(campaign.modelVersion()).isEqualTo(3);
      assertThat(campaign.policyValue()).isBetween(0.97, 1.02);
      assertThat(campaign.oldPolicyValue()).isBetween(-0.3, 0.5);
    }
    MarketplaceOptions never = options().switchAfter(Duration.ofDays(9)).build();
    for (CampaignReport campaign : run(never, 0).report().campaigns()) {
      assertThat(campaign.live()).isFalse();
      assertThat(campaign.byDecider()).isZero();
      assertThat(campaign.policyValue()).isEqualTo(campaign.oldPolicyValue());
    }
  }

  @Test
  void averagesAreTakenOverWholeWindows() {
    World world = World.draw(4, options().build().campaigns());
    CampaignWorld groceries = world.campaigns().get(1).world();
    PolicyMonitor monitor = new PolicyMonitor(500, groceries.arms());
    double sum = 0;
    for (int i = 0; i < 1_700; i++) {
      monitor.add(groceries.respond(groceries.person(i), 0), i % 5, i % 3 == 0 ? 2 : 0);
      if (i % 500 == 499) {
        sum += monitor.values().policy().normalizedValue();
      }
    }
    assertThat(monitor.averages().blocks()).isEqualTo(3);
    assertThat(monitor.averages().policy()).isCloseTo(sum / 3, within(1e-12));
    assertThat(monitor.averages().old()).isNotEqualTo(monitor.averages().policy());
    monitor.clear();
    assertThat(monitor.averages()).isEqualTo(new PolicyMonitor.Averages(0, 0, 0));
  }

  @Test
  void lateOutcomesComeAfterTheirSampleHasClosed() throws WireFormatException {
    Duration window = Duration.ofMinutes(2);
    Run run =
        run(
            options()
                .attributionWindow(window)
                .lateOutcomeRate(0.1)
                .garbageRate(0)
                .duplicateRate(0)
                .build(),
            0);
    EventCodecs codecs = new EventCodecs();
    Map<String, Long> shown = new HashMap<>();
    long newest = 0;
    long afterTheClose = 0;
    for (RecordingSink.Sent sent : run.sink().messages) {
      if (sent.stream() == EventStream.IMPRESSIONS) {
        Impression impression = codecs.impressions.decode(sent.value());
        long at = impression.getOccurredAt().toEpochMilli();
        newest = Math.max(newest, at);
        shown.put(impression.getImpressionId(), at);
      } else if (sent.stream() == EventStream.OUTCOMES) {
        Outcome outcome = codecs.outcomes.decode(sent.value());
        long impressionAt = shown.getOrDefault(outcome.getImpressionId(), newest);
        assertThat(outcome.getOccurredAt().toEpochMilli() - impressionAt)
            .isLessThan(window.toMillis());
        if (newest - impressionAt > window.toMillis() + 60_000) {
          afterTheClose++;
        }
      }
    }
    assertThat(afterTheClose).isEqualTo(run.report().lateOutcomesSent()).isPositive();
  }

  @Test
  void budgetsCoverTheExpectedTraffic() {
    Run run = run(options().build(), 0);
    MarketplaceOptions options = options().build();
    double elapsed = run.report().eventTimeMillis() - START.toEpochMilli();
    double share = elapsed / options.period().toMillis();
    long spent = 0;
    long budget = 0;
    for (CampaignReport campaign : run.report().campaigns()) {
      spent += campaign.spentMicros();
      budget += campaign.budgetMicros();
    }
    // Outcomes trail by part of a window, so less is spent yet than the traffic will cost.
    assertThat(spent / (budget * share)).isBetween(0.5, 1.1);
  }

  @Test
  void refusesOptionsOutsideTheirRange() {
    assertThatThrownBy(() -> options().garbageRate(2).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("garbageRate");
    assertThatThrownBy(() -> options().disorder(Duration.ofMinutes(5), 0.5).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxDisorder");
  }
}
