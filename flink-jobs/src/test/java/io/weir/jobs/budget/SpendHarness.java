package io.weir.jobs.budget;

import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.jobs.common.CampaignUpdate;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
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
final class SpendHarness implements AutoCloseable {
  private final KeyedBroadcastOperatorTestHarness<String, LedgerEvent, CampaignUpdate, LedgerEntry>
      harness;

  private SpendHarness(@Nullable OperatorSubtaskState state) throws Exception {
    BudgetOptions options =
        BudgetOptions.parse("--bootstrap-servers=unused:1", "--unplaced-retention=2d");
    harness =
        new KeyedBroadcastOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(
                new ImpressionSpendFunction(options), List.of(ImpressionSpendFunction.CAMPAIGNS)),
            LedgerEvent::impressionId,
            Types.STRING,
            128,
            1,
            0);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    harness.processBroadcastWatermark(Watermark.MAX_WATERMARK);
  }

  static SpendHarness start() throws Exception {
    return new SpendHarness(null);
  }

  static SpendHarness restore(OperatorSubtaskState state) throws Exception {
    return new SpendHarness(state);
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
            outcome.getCostMicros()),
        at);
  }

  void watermark(long millis) throws Exception {
    harness.processWatermark(millis);
  }

  List<LedgerEntry> entries() {
    return harness.extractOutputValues();
  }

  /** Everything that left so far, added up. */
  LedgerEntry total() {
    LedgerEntry total = LedgerEntries.at(Money.CAMPAIGN, 0);
    entries().forEach(entry -> LedgerEntries.add(total, entry));
    return total;
  }

  /** Spend by second of treatment time, zeros left out. */
  Map<Long, Long> spentBySecond() {
    Map<Long, Long> bySecond = new TreeMap<>();
    entries().forEach(e -> bySecond.merge(e.getSecond(), e.getSpentMicros(), Long::sum));
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
