package io.weir.jobs.budget;

import io.weir.jobs.budget.impression.LedgerEvent;
import io.weir.jobs.budget.ledger.LedgerEntries;
import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.jobs.common.campaign.CampaignUpdate;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** The first stage alone, fed by hand. */
public final class SpendHarness implements AutoCloseable {
  /** Later than anything that tests send. */
  private static final long WALL = Money.END + 30 * 86_400_000L;

  private final KeyedBroadcastOperatorTestHarness<String, LedgerEvent, CampaignUpdate, LedgerEntry>
      harness;

  private SpendHarness(@Nullable OperatorSubtaskState state, long wallMillis, String... arguments)
      throws Exception {
    List<String> all =
        new ArrayList<>(List.of("--bootstrap-servers=unused:1", "--unplaced-retention=2d"));
    all.addAll(arguments.length == 0 ? List.of("--correction-horizon=0s") : List.of(arguments));
    BudgetOptions options = BudgetOptions.parse(all.toArray(String[]::new));
    harness =
        new KeyedBroadcastOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(
                new ImpressionSpendFunction(options), List.of(ImpressionSpendFunction.CAMPAIGNS)),
            LedgerEvent::impressionId,
            Types.STRING,
            128,
            1,
            0);
    harness.setProcessingTime(wallMillis);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    harness.processBroadcastWatermark(Watermark.MAX_WATERMARK);
  }

  static SpendHarness start(String... arguments) throws Exception {
    return new SpendHarness(null, WALL, arguments);
  }

  /** Starts at a time of the wall clock. */
  static SpendHarness at(long wallMillis) throws Exception {
    return new SpendHarness(null, wallMillis);
  }

  static SpendHarness restore(OperatorSubtaskState state) throws Exception {
    return new SpendHarness(state, WALL);
  }

  OperatorSubtaskState snapshot() throws Exception {
    return harness.snapshot(1, 1);
  }

  void send(Campaign campaign) throws Exception {
    harness.processBroadcastElement(new CampaignUpdate(campaign.getCampaignId(), campaign), 0);
  }

  void send(Treatment treatment) throws Exception {
    Long predicted = treatment.getPredictedCostMicros();
    long at = treatment.getAssignedAt().toEpochMilli();
    harness.processElement(
        LedgerEvent.treatment(
            treatment.getImpressionId(),
            treatment.getCampaignId(),
            at,
            at,
            treatment.getArmId(),
            treatment.getAssignment() == Assignment.RANDOMIZED,
            predicted == null ? LedgerEvent.NO_PREDICTION : predicted),
        at);
  }

  void send(Outcome outcome) throws Exception {
    long at = outcome.getOccurredAt().toEpochMilli();
    harness.processElement(
        LedgerEvent.outcome(
            outcome.getImpressionId(),
            outcome.getCampaignId(),
            at,
            at,
            outcome.getOutcomeId(),
            outcome.getCostMicros(),
            outcome.getCorrectsOutcomeId(),
            outcome.getCurrency()),
        at);
  }

  void watermark(long millis) throws Exception {
    harness.processWatermark(millis);
  }

  List<LedgerEntry> entries() {
    return harness.extractOutputValues();
  }

  /** Everything that left so far, added up; what moved is spent once. */
  LedgerEntry total() {
    LedgerEntry total = LedgerEntries.at(Money.CAMPAIGN, 0);
    entries().forEach(entry -> LedgerEntries.add(total, entry));
    total.getMoved().forEach(m -> total.setSpentMicros(total.getSpentMicros() - m.getMicros()));
    return total;
  }

  /** Spend by second of treatment time, zeros left out. */
  Map<Long, Long> spentBySecond() {
    Map<Long, Long> bySecond = new TreeMap<>();
    for (LedgerEntry entry : entries()) {
      bySecond.merge(entry.getSecond(), entry.getSpentMicros(), Long::sum);
      entry.getMoved().forEach(m -> bySecond.merge(m.getSecond(), -m.getMicros(), Long::sum));
    }
    bySecond.values().removeIf(micros -> micros == 0);
    return bySecond;
  }

  int stateEntries() {
    var backend =
        (HeapKeyedStateBackend<?>)
            ((AbstractStreamOperator<?>) harness.getOperator()).<Object>getKeyedStateBackend();
    return backend.numKeyValueStateEntries();
  }

  int timers() {
    return harness.numEventTimeTimers() + harness.numProcessingTimeTimers();
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
