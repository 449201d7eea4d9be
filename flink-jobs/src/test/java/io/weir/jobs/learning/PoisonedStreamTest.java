package io.weir.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.learner.Fixtures;
import io.weir.learner.Poison;
import io.weir.learner.judge.GateVerdict;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each poison raises its own alarm and freezes its own campaign; the others go on. */
class PoisonedStreamTest {
  private static final int CLEAN = 1_500;

  /** Runs the poisoned campaign beside a healthy one; returns the poisoned one's prices. */
  private static List<DualPrice> run(List<Sample> poisoned, Map<String, String> options)
      throws Exception {
    List<Sample> healthy = Fixtures.samples("healthy", poisoned.size(), 41);
    try (LearnerHarness harness = new LearnerHarness(null)) {
      harness.campaign(Fixtures.campaign("healthy", 1, Fixtures.quickOptions()));
      harness.campaign(Fixtures.campaign("p", 1, options));
      for (int i = 0; i < poisoned.size(); i++) {
        harness.samples(List.of(healthy.get(i), poisoned.get(i)));
      }
      assertThat(of(harness, "healthy"))
          .hasSizeGreaterThan(8)
          .allSatisfy(price -> assertThat(price.getGate().getReason()).isEqualTo("ACCEPTED"));
      return of(harness, "p");
    }
  }

  private static List<DualPrice> of(LearnerHarness harness, String campaignId) {
    return harness.prices().stream().filter(p -> p.getCampaignId().equals(campaignId)).toList();
  }

  private static void assertFrozen(List<DualPrice> prices, GateVerdict alarm, String key) {
    DualPrice last = prices.get(prices.size() - 1);
    assertThat(last.getGate().getReason()).isEqualTo(alarm.name());
    assertThat(last.getDiagnostics()).containsEntry(key, 1.0);
    DualPrice good =
        prices.stream().filter(p -> p.getGate().getPublished()).reduce((a, b) -> b).orElseThrow();
    assertThat(last.getModelVersion()).isEqualTo(good.getModelVersion());
    DualPrice frozen =
        prices.stream()
            .filter(p -> p.getGate().getReason().equals(alarm.name()))
            .findFirst()
            .orElseThrow();
    assertThat(last.getDualPrice()).as("the price stands").isEqualTo(frozen.getDualPrice());
    assertThat(last.getPriceVersion()).isGreaterThan(frozen.getPriceVersion());
  }

  @Test
  void spikedRevenueRaisesTheOutcomeAlarm() throws Exception {
    List<Sample> samples = Poison.spikedRevenue(Fixtures.samples("p", 4_000, 42), CLEAN);
    assertFrozen(run(samples, Fixtures.quickOptions()), GateVerdict.OUTCOME_ALARM, "alarmOutcome");
  }

  @Test
  void aSkewedHoldoutRaisesTheRatioAlarm() throws Exception {
    List<Sample> samples = Poison.skewedHoldout(Fixtures.samples("p", 4_000, 43), CLEAN);
    assertFrozen(run(samples, Fixtures.quickOptions()), GateVerdict.RATIO_ALARM, "alarmRatio");
  }

  @Test
  void anArmThatVanishesRaisesThePositivityAlarm() throws Exception {
    List<Sample> samples = Poison.vanishedArm(Fixtures.samples("p", 6_000, 44), CLEAN, "gift");
    List<DualPrice> prices = run(samples, Fixtures.quickOptions());
    assertThat(prices).extracting(p -> p.getGate().getReason()).contains("RATIO_ALARM");
    DualPrice last = prices.get(prices.size() - 1);
    assertThat(last.getGate().getReason()).isEqualTo("POSITIVITY_ALARM");
    assertThat(last.getDiagnostics())
        .containsEntry("alarmPositivity", 1.0)
        .containsEntry("alarmRatio", 1.0);
    assertThat(last.getDiagnostics().get("positivityUnsupportedShare")).isGreaterThan(0.01);
  }

  @Test
  void anArmThatGoesToOthersRaisesTheBalanceAlarm() throws Exception {
    List<Sample> samples = Poison.unbalancedArm(Fixtures.samples("p", 4_000, 45), CLEAN);
    assertFrozen(run(samples, Fixtures.quickOptions()), GateVerdict.BALANCE_ALARM, "alarmBalance");
  }

  @Test
  void anAlarmIsTellTaleOnlyIfTheCampaignSaysSo() throws Exception {
    Map<String, String> options = new HashMap<>(Fixtures.quickOptions());
    options.put("alarms.freeze", "false");
    List<Sample> samples = Poison.skewedHoldout(Fixtures.samples("p", 4_000, 46), CLEAN);
    List<DualPrice> prices = run(samples, options);
    DualPrice last = prices.get(prices.size() - 1);
    assertThat(last.getGate().getReason()).isEqualTo("ACCEPTED");
    assertThat(last.getDiagnostics()).containsEntry("alarmRatio", 1.0);
  }

  /** The alarms outlive a restart, and an operator settles them. */
  @Test
  void alarmsAreKeptInStateAndSettledByEpoch() throws Exception {
    List<Sample> samples = Poison.skewedHoldout(Fixtures.samples("p", 3_000, 47), CLEAN);
    List<Sample> clean = Fixtures.samples("p", 6_000, 48).subList(3_000, 6_000);
    try (LearnerHarness first = new LearnerHarness(null)) {
      first.campaign(Fixtures.campaign("p", 1, Fixtures.quickOptions()));
      first.samples(samples);
      try (LearnerHarness second = new LearnerHarness(first.snapshot())) {
        second.samples(clean.subList(0, 400));
        List<DualPrice> prices = second.prices();
        assertThat(prices.get(prices.size() - 1).getGate().getReason()).isEqualTo("RATIO_ALARM");
        Map<String, String> settled = new HashMap<>(Fixtures.quickOptions());
        settled.put("alarms.epoch", "1");
        second.campaign(Fixtures.campaign("p", 2, settled));
        second.samples(clean.subList(400, 3_000));
        prices = second.prices();
        assertThat(prices.get(prices.size() - 1).getGate().getReason()).isEqualTo("ACCEPTED");
      }
    }
  }
}
