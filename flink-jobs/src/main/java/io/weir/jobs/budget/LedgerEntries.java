package io.weir.jobs.budget;

import io.weir.core.pacing.RedemptionCurve;
import io.weir.jobs.budget.state.LedgerEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Making and adding up of ledger entries. */
final class LedgerEntries {
  private LedgerEntries() {}

  /** An entry of nothing. */
  static LedgerEntry at(String campaignId, long timeMillis) {
    LedgerEntry entry = new LedgerEntry();
    entry.setCampaignId(campaignId);
    entry.setSecond(second(timeMillis));
    entry.setOpenByArm(Map.of());
    entry.setSettledByArm(Map.of());
    entry.setSpentByArm(Map.of());
    entry.setRedeemedByAge(List.of());
    return entry;
  }

  static long second(long timeMillis) {
    return Math.floorDiv(timeMillis, 1000);
  }

  /** Sets what was spent of a promise at one age. */
  static List<Long> atAge(int bin, long micros) {
    List<Long> byAge = new ArrayList<>(RedemptionCurve.BINS);
    for (int k = 0; k < RedemptionCurve.BINS; k++) {
      byAge.add(k == bin ? micros : 0L);
    }
    return byAge;
  }

  /** A copy that {@link #add} may modify. */
  static LedgerEntry copy(LedgerEntry entry) {
    LedgerEntry copy = at(entry.getCampaignId(), 0);
    copy.setSecond(entry.getSecond());
    add(copy, entry);
    return copy;
  }

  /**
   * Adds an entry of the same campaign and second.
   *
   * @param sum modified
   * @throws ArithmeticException if a sum of money leaves the range of a long
   */
  static void add(LedgerEntry sum, LedgerEntry more) {
    sum.setSpentMicros(Math.addExact(sum.getSpentMicros(), more.getSpentMicros()));
    sum.setCommittedMicros(Math.addExact(sum.getCommittedMicros(), more.getCommittedMicros()));
    sum.setOpenByArm(plus(sum.getOpenByArm(), more.getOpenByArm()));
    sum.setSettledByArm(plus(sum.getSettledByArm(), more.getSettledByArm()));
    sum.setSpentByArm(plus(sum.getSpentByArm(), more.getSpentByArm()));
    sum.setPolicyTreatments(sum.getPolicyTreatments() + more.getPolicyTreatments());
    sum.setHoldoutSpentMicros(
        Math.addExact(sum.getHoldoutSpentMicros(), more.getHoldoutSpentMicros()));
    sum.setPromises(sum.getPromises() + more.getPromises());
    sum.setPromisedMicros(Math.addExact(sum.getPromisedMicros(), more.getPromisedMicros()));
    sum.setRedeemedByAge(plus(sum.getRedeemedByAge(), more.getRedeemedByAge()));
    sum.setEventTimeMillis(Math.max(sum.getEventTimeMillis(), more.getEventTimeMillis()));
    sum.setWrittenAtMillis(Math.max(sum.getWrittenAtMillis(), more.getWrittenAtMillis()));
  }

  /** Sum by key; keys that come to nothing are left out. */
  static Map<String, Long> plus(Map<String, Long> a, Map<String, Long> b) {
    if (b.isEmpty()) {
      return a;
    }
    Map<String, Long> sum = new HashMap<>(a);
    b.forEach((key, value) -> sum.merge(key, value, (x, y) -> x + y == 0 ? null : (Long) (x + y)));
    return sum;
  }

  private static List<Long> plus(List<Long> a, List<Long> b) {
    if (b.isEmpty()) {
      return a;
    }
    if (a.isEmpty()) {
      return new ArrayList<>(b);
    }
    for (int k = 0; k < b.size(); k++) {
      a.set(k, a.get(k) + b.get(k));
    }
    return a;
  }
}
