package io.weir.console.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.console.Records;
import io.weir.console.state.ConsoleState;
import io.weir.console.view.StreamHealth;
import io.weir.schemas.DualPrice;
import io.weir.schemas.PacingState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which alarms stand for what the topics say, when they came and when they passed. */
class AlarmsTest {
  private long now = Records.START.toEpochMilli();
  private final ConsoleState state = new ConsoleState(() -> Instant.ofEpochMilli(now));

  @BeforeEach
  void register() {
    state.apply(Records.campaign("meals", 1), now, null, null, null);
  }

  private List<String> standing() {
    return state.snapshot().alarms().stream()
        .filter(alarm -> alarm.clearedMillis() == null)
        .map(Alarm::kind)
        .toList();
  }

  private void status(PacingState pacing, double share) {
    state.apply(Records.status("meals", share, 1_000_000, 2_000_000, pacing), now);
  }

  private void price(long version, String reason, Map<String, Double> diagnostics) {
    DualPrice price = Records.price("meals", version, reason);
    Map<String, Double> all = new HashMap<>(price.getDiagnostics());
    all.putAll(diagnostics);
    price.setDiagnostics(all);
    state.apply(price, true, now);
  }

  @Test
  void quietWhileAllIsWell() {
    status(PacingState.ON_TRACK, 0.1);
    price(1, "ACCEPTED", Map.of("holdoutRatioPValue", 0.4, "holdoutLeaks", 0.0));
    assertThat(standing()).isEmpty();
  }

  @Test
  void budgetStatesAreAlarms() {
    status(PacingState.OVER, 0.1);
    assertThat(standing()).containsExactly("BUDGET_OVER");
    status(PacingState.EXHAUSTED, 0.2);
    assertThat(standing()).containsExactly("BUDGET_EXHAUSTED");
    status(PacingState.STALE, 0.3);
    assertThat(standing()).containsExactly("BUDGET_STALE");
    status(PacingState.UNDER, 0.4);
    assertThat(standing()).containsExactly("BUDGET_UNDER");
  }

  @Test
  void validityAlarmsComeFromGateAndDiagnostics() {
    price(1, "RATIO_ALARM", Map.of("holdoutRatioPValue", 1e-6, "holdoutLeaks", 3.0));
    assertThat(standing()).containsExactly("RATIO_ALARM");
    price(2, "ACCEPTED", Map.of("holdoutRatioPValue", 1e-6, "holdoutLeaks", 3.0));
    assertThat(standing()).containsExactlyInAnyOrder("HOLDOUT_RATIO", "HOLDOUT_LEAK");
    price(3, "ACCEPTED", Map.of("balancePValue", 1e-9));
    assertThat(standing()).containsExactly("HOLDOUT_BALANCE");
    price(4, "OUTCOME_ALARM", Map.of());
    assertThat(standing()).containsExactly("OUTCOME_ALARM");
  }

  @Test
  void refusalsInARowAreAnAlarmAndAnAcceptedCandidateEndsIt() {
    price(1, "WORSE_THAN_LIVE", Map.of());
    price(2, "WORSE_THAN_LIVE", Map.of());
    assertThat(standing()).isEmpty();
    price(3, "NOT_PROVEN", Map.of());
    assertThat(standing()).as("to wait for evidence is no refusal").isEmpty();
    price(4, "OVER_BUDGET", Map.of());
    assertThat(standing()).containsExactly("GATE_REFUSES");
    price(5, "ACCEPTED", Map.of());
    assertThat(standing()).isEmpty();
  }

  @Test
  void silenceIsAnAlarmInTime() {
    status(PacingState.ON_TRACK, 0.1);
    price(1, "ACCEPTED", Map.of());
    now += AlarmRules.STATUS_LIMIT.toMillis() + 1;
    assertThat(standing()).containsExactly("STATUS_MISSING");
    now += AlarmRules.PRICE_LIMIT.toMillis();
    assertThat(standing()).containsExactlyInAnyOrder("STATUS_MISSING", "PRICE_STALE");
    state.observe(List.of(), null, AlarmRules.POLL_LIMIT.toMillis() + 1);
    assertThat(standing()).contains("BROKER_SILENT");
  }

  @Test
  void anAlarmKeepsItsBeginningAndIsKeptWhenItPasses() {
    status(PacingState.OVER, 0.1);
    long raised = now;
    assertThat(state.takeChanges().alarms()).hasSize(1);
    now += 5_000;
    status(PacingState.OVER, 0.2);
    assertThat(state.snapshot().alarms().get(0).sinceMillis()).isEqualTo(raised);
    now += 5_000;
    status(PacingState.ON_TRACK, 0.3);
    List<Alarm> alarms = state.takeChanges().alarms();
    assertThat(alarms).hasSize(1);
    assertThat(alarms.get(0).sinceMillis()).isEqualTo(raised);
    assertThat(alarms.get(0).clearedMillis()).isEqualTo(raised + 10_000);
    assertThat(state.takeChanges().alarms()).isNull();
  }

  @Test
  void aSnapshotDoesNotSwallowAnAlarmThatOthersWaitFor() {
    status(PacingState.OVER, 0.1);
    assertThat(state.snapshot().alarms()).hasSize(1);
    assertThat(state.takeChanges().alarms()).hasSize(1);
  }

  @Test
  void olderRecordsChangeNothing() {
    status(PacingState.ON_TRACK, 0.5);
    price(5, "ACCEPTED", Map.of());
    state.takeChanges();
    status(PacingState.EXHAUSTED, 0.4);
    price(4, "HOLDOUT_ALARM", Map.of());
    state.apply(Records.campaign("meals", 1), now, "x", "pause", "y");
    assertThat(state.takeChanges().campaigns()).isEmpty();
    assertThat(standing()).isEmpty();
    assertThat(state.history("meals").changes()).hasSize(1);
  }

  @Test
  void deadLettersAreCountedOnceAndTooManyAreAnAlarm() {
    state.observe(List.of(topic(0)), null, 0);
    for (int i = 0; i < 30; i++) {
      state.apply(Records.letter(i, "WRONG_MARKER", "x".repeat(1_000)));
      state.apply(Records.letter(i, "WRONG_MARKER", "x".repeat(1_000)));
    }
    now += Duration.ofSeconds(10).toMillis();
    state.observe(List.of(topic(1_200)), null, 0);
    ConsoleState.Snapshot snapshot = state.snapshot();
    assertThat(snapshot.health().deadLetters()).containsEntry("WRONG_MARKER", 30L);
    assertThat(snapshot.health().deadLetterShare()).isEqualTo(0.025);
    assertThat(snapshot.health().recentDeadLetters().get(0).detail()).hasSizeLessThan(400);
    assertThat(standing()).containsExactly("DEAD_LETTERS");
    now += Duration.ofMinutes(2).toMillis();
    state.observe(List.of(topic(1_200)), null, 0);
    state.observe(List.of(topic(9_000)), null, 0);
    assertThat(standing()).isEmpty();
  }

  private static StreamHealth.TopicHealth topic(long records) {
    return new StreamHealth.TopicHealth("impressions", records, 0, null, null);
  }
}
