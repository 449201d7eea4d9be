package io.weir.jobs.budget;

import io.weir.jobs.budget.ledger.LedgerEntries;
import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.jobs.common.TaskJvm;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Partial sums of the first stage, chained behind it, so that a hot campaign costs its one subtask
 * of the second stage a few entries an interval and not its whole traffic.
 *
 * <p>Sums live on the heap only: they are sent on before every checkpoint barrier, so a checkpoint
 * finds them either not yet added or already in the second stage, never in both and never in none.
 */
final class LedgerBundler extends AbstractStreamOperator<LedgerEntry>
    implements OneInputStreamOperator<LedgerEntry, LedgerEntry> {
  private static final long serialVersionUID = 1L;
  private static final int ENTRIES_MAX = 20_000;

  static {
    TaskJvm.prepare();
  }

  private record Key(String campaignId, long second) {}

  private final long intervalMillis;
  private transient Map<Key, LedgerEntry> sums;

  @SuppressWarnings("NullAway.Init") // open sets the transient field
  LedgerBundler(long intervalMillis) {
    this.intervalMillis = intervalMillis;
  }

  @Override
  public void open() throws Exception {
    super.open();
    sums = new HashMap<>();
    scheduleNext();
  }

  private void scheduleNext() {
    long at = getProcessingTimeService().getCurrentProcessingTime() + intervalMillis;
    getProcessingTimeService()
        .registerTimer(
            at,
            timestamp -> {
              flush();
              scheduleNext();
            });
  }

  @Override
  public void processElement(StreamRecord<LedgerEntry> element) {
    LedgerEntry entry = element.getValue();
    Key key = new Key(entry.getCampaignId(), entry.getSecond());
    LedgerEntry sum = sums.get(key);
    if (sum == null) {
      sums.put(key, LedgerEntries.copy(entry));
      if (sums.size() >= ENTRIES_MAX) {
        flush();
      }
    } else if (LedgerEntries.fit(sum, entry)) {
      LedgerEntries.add(sum, entry);
    } else {
      output.collect(new StreamRecord<>(sum));
      sums.put(key, LedgerEntries.copy(entry));
    }
  }

  private void flush() {
    for (LedgerEntry sum : sums.values()) {
      output.collect(new StreamRecord<>(sum));
    }
    sums.clear();
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    flush();
  }

  @Override
  public void finish() {
    flush();
  }
}
