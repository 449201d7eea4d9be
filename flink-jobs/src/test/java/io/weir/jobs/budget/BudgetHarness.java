package io.weir.jobs.budget;

import io.weir.jobs.budget.ledger.BudgetTerms;
import io.weir.jobs.budget.ledger.LedgerEntries;
import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.jobs.common.deadletter.SplitDeadLetters;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.runtime.state.storage.JobManagerCheckpointStorage;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** The second stage alone, fed by hand; its wall clock starts at {@link Money#START}. */
final class BudgetHarness implements AutoCloseable {
  private final KeyedTwoInputStreamOperatorTestHarness<
          String, LedgerEntry, BudgetTerms, BudgetStatus>
      harness;
  private long wall;

  private BudgetHarness(@Nullable OperatorSubtaskState state, long startMillis, String... arguments)
      throws Exception {
    this(state, startMillis, new BudgetFunction(options(arguments)));
  }

  private BudgetHarness(
      @Nullable OperatorSubtaskState state, long startMillis, BudgetFunction function)
      throws Exception {
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new KeyedCoProcessOperator<>(function),
            LedgerEntry::getCampaignId,
            terms -> terms.campaignId,
            Types.STRING,
            128,
            1,
            0);
    harness.setCheckpointStorage(new JobManagerCheckpointStorage(1 << 30));
    wall = Money.START + startMillis;
    harness.setProcessingTime(wall);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
  }

  static BudgetOptions options(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--bootstrap-servers=unused:1"));
    all.addAll(List.of(arguments));
    return BudgetOptions.parse(all.toArray(String[]::new));
  }

  /** Starts a function of the test's own. */
  static BudgetHarness start(@Nullable OperatorSubtaskState state, BudgetFunction function)
      throws Exception {
    return new BudgetHarness(state, 0, function);
  }

  /** Starts without holding anything back. */
  static BudgetHarness start(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("--catch-up-limit=0s"));
    all.addAll(List.of(arguments));
    return new BudgetHarness(null, 0, all.toArray(String[]::new));
  }

  /** Starts as an installation does. */
  static BudgetHarness restore(@Nullable OperatorSubtaskState state) throws Exception {
    return restore(state, 0);
  }

  /** Starts as an installation does, so long after {@link Money#START}. */
  static BudgetHarness restore(@Nullable OperatorSubtaskState state, long afterMillis)
      throws Exception {
    return new BudgetHarness(state, afterMillis);
  }

  OperatorSubtaskState snapshot() throws Exception {
    return harness.snapshot(1, 1);
  }

  void send(Campaign campaign) throws Exception {
    harness.processElement2(BudgetTerms.of(campaign.getCampaignId(), campaign), 0);
  }

  void forget(String campaignId) throws Exception {
    harness.processElement2(BudgetTerms.of(campaignId, (Campaign) null), 0);
  }

  void send(DualPrice price) throws Exception {
    harness.processElement2(BudgetTerms.of(price), 0);
  }

  void send(LedgerEntry entry) throws Exception {
    harness.processElement1(entry, 0);
  }

  void spend(long atMillis, long micros) throws Exception {
    send(spent(atMillis, micros, atMillis));
  }

  static LedgerEntry spent(long atMillis, long micros, long writtenAtMillis) {
    LedgerEntry entry = LedgerEntries.at(Money.CAMPAIGN, atMillis);
    entry.setSpentMicros(micros);
    entry.setGrossMicros(Math.abs(micros));
    entry.setEvents(3L); // enough to move a clock
    entry.setEventTimeMillis(atMillis);
    entry.setWrittenAtMillis(writtenAtMillis);
    return entry;
  }

  /** Sets the wall clock forward at once. */
  void jump(long millis) throws Exception {
    wall += millis;
    harness.setProcessingTime(wall);
  }

  /** Lets the wall clock go on. */
  void wait(int millis) throws Exception {
    for (int step = 0; step < millis; step += 100) {
      wall += 100;
      harness.setProcessingTime(wall);
    }
  }

  List<DeadLetter> letters() {
    var letters = harness.getSideOutput(SplitDeadLetters.DEAD_LETTERS);
    return letters == null ? List.of() : letters.stream().map(r -> r.getValue()).toList();
  }

  List<BudgetStatus> statuses() {
    return harness.extractOutputValues();
  }

  BudgetStatus last(String campaignId) {
    return statuses().stream()
        .filter(status -> status.getCampaignId().equals(campaignId))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  BudgetStatus last() {
    List<BudgetStatus> all = statuses();
    return all.get(all.size() - 1);
  }

  int stateEntries() {
    var backend =
        (HeapKeyedStateBackend<?>)
            ((AbstractStreamOperator<?>) harness.getOperator()).<Object>getKeyedStateBackend();
    return backend.numKeyValueStateEntries();
  }

  int timers() {
    return harness.numProcessingTimeTimers();
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
