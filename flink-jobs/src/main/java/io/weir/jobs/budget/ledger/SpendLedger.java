package io.weir.jobs.budget.ledger;

import io.weir.jobs.budget.state.BudgetAccount;
import io.weir.jobs.budget.state.CampaignTerms;
import io.weir.jobs.budget.state.LedgerBucket;
import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.jobs.budget.state.MovedSpend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;

/**
 * One campaign's money by the time of the treatment: by second for the last hour, by minute before.
 *
 * <p>A period is a stretch of the ledger and its spend the sum over it, so a period that is
 * announced late, moved or extended finds its money, whatever was known when that came in.
 * Boundaries count in whole seconds, rounded down; a boundary set more than an hour after its time
 * and not on a whole minute takes its minute whole.
 */
public final class SpendLedger {
  private static final long SECONDS_PER_MINUTE = 60;
  private static final long MINUTES_KEPT_FINE = 60;

  private final MapState<Long, LedgerBucket> seconds;
  private final MapState<Long, LedgerBucket> minutes;

  public SpendLedger(RuntimeContext store) {
    this.seconds = store.getMapState(descriptor("ledger-seconds"));
    this.minutes = store.getMapState(descriptor("ledger-minutes"));
  }

  private static MapStateDescriptor<Long, LedgerBucket> descriptor(String name) {
    return new MapStateDescriptor<>(name, Types.LONG, new AvroTypeInfo<>(LedgerBucket.class));
  }

  /**
   * Enters a change into the ledger and into the sums of the periods that own it, money that moves
   * with both its halves.
   */
  void add(BudgetAccount account, LedgerEntry entry) throws Exception {
    for (MovedSpend moved : entry.getMoved()) {
      add(
          account,
          moved.getSecond(),
          new LedgerBucket(-moved.getMicros(), 0L, Map.of(), Map.of(), 0L));
    }
    add(account, entry.getSecond(), LedgerBuckets.of(entry));
  }

  private void add(BudgetAccount account, long second, LedgerBucket change) throws Exception {
    if (LedgerBuckets.isEmpty(change)) {
      return;
    }
    long minute = Math.floorDiv(second, SECONDS_PER_MINUTE);
    if (minute < account.getMergedThroughMinute() && !isSplit(account, minute)) {
      put(minutes, minute, change);
    } else {
      put(seconds, second, change);
    }
    CampaignTerms terms = account.getTerms();
    if (terms != null && within(second, terms.getPeriodStartMillis(), terms.getPeriodEndMillis())) {
      LedgerBuckets.add(account.getPeriod(), change);
    } else if (within(second, account.getPreviousStartMillis(), account.getPreviousEndMillis())) {
      account.setPreviousSpentMicros(
          Math.addExact(account.getPreviousSpentMicros(), change.getSpentMicros()));
    }
  }

  /** Sums the ledger over a stretch of time. */
  LedgerBucket sum(long startMillis, long endMillis) throws Exception {
    LedgerBucket sum = LedgerBuckets.empty();
    for (Map.Entry<Long, LedgerBucket> bucket : seconds.entries()) {
      if (within(bucket.getKey(), startMillis, endMillis)) {
        LedgerBuckets.add(sum, bucket.getValue());
      }
    }
    for (Map.Entry<Long, LedgerBucket> bucket : minutes.entries()) {
      if (within(bucket.getKey() * SECONDS_PER_MINUTE, startMillis, endMillis)) {
        LedgerBuckets.add(sum, bucket.getValue());
      }
    }
    return sum;
  }

  /** Merges seconds of more than an hour ago into minutes; does nothing more than once a minute. */
  void merge(BudgetAccount account) throws Exception {
    long through =
        Math.floorDiv(account.getEventClockMillis(), 1000 * SECONDS_PER_MINUTE) - MINUTES_KEPT_FINE;
    if (through <= account.getMergedThroughMinute()) {
      return;
    }
    account.setMergedThroughMinute(through);
    List<Long> merged = new ArrayList<>();
    for (Map.Entry<Long, LedgerBucket> bucket : seconds.entries()) {
      long minute = Math.floorDiv(bucket.getKey(), SECONDS_PER_MINUTE);
      if (minute < through && !isSplit(account, minute)) {
        put(minutes, minute, bucket.getValue());
        merged.add(bucket.getKey());
      }
    }
    for (Long second : merged) {
      seconds.remove(second);
    }
  }

  /** Drops all before a time; for periods that nobody asks for any more. */
  void dropBefore(long millis) throws Exception {
    dropBefore(seconds, Math.floorDiv(millis, 1000));
    dropBefore(minutes, Math.floorDiv(millis, 1000 * SECONDS_PER_MINUTE));
  }

  private static void dropBefore(MapState<Long, LedgerBucket> buckets, long first)
      throws Exception {
    List<Long> old = new ArrayList<>();
    for (Long key : buckets.keys()) {
      if (key < first) {
        old.add(key);
      }
    }
    for (Long key : old) {
      buckets.remove(key);
    }
  }

  public void clear() {
    seconds.clear();
    minutes.clear();
  }

  /** Whether a boundary of a period lies inside the minute. */
  private static boolean isSplit(BudgetAccount account, long minute) {
    CampaignTerms terms = account.getTerms();
    return splits(account.getPreviousStartMillis(), minute)
        || splits(account.getPreviousEndMillis(), minute)
        || (terms != null
            && (splits(terms.getPeriodStartMillis(), minute)
                || splits(terms.getPeriodEndMillis(), minute)));
  }

  private static boolean splits(long boundaryMillis, long minute) {
    long second = LedgerEntries.second(boundaryMillis);
    return Math.floorDiv(second, SECONDS_PER_MINUTE) == minute
        && Math.floorMod(second, SECONDS_PER_MINUTE) != 0;
  }

  private static boolean within(long second, long startMillis, long endMillis) {
    return second >= LedgerEntries.second(startMillis) && second < LedgerEntries.second(endMillis);
  }

  private static void put(MapState<Long, LedgerBucket> buckets, long key, LedgerBucket change)
      throws Exception {
    LedgerBucket known = buckets.get(key);
    if (known == null) {
      known = LedgerBuckets.empty();
    }
    LedgerBuckets.add(known, change);
    if (LedgerBuckets.isEmpty(known)) {
      buckets.remove(key);
    } else {
      buckets.put(key, known);
    }
  }
}
