package io.weir.jobs.budget.ledger;

import io.weir.core.pacing.RedemptionCurve;
import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.jobs.budget.state.MovedSpend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Making and adding up of ledger entries. */
public final class LedgerEntries {
  /**
   * Most that the absolute amounts of one campaign's period may come to: 230,000 times the most
   * that one outcome may cost. So the sums of two periods, which a ledger holds, stay exact.
   */
  public static final long GROSS_MOST = 1L << 61;

  /** Arms that are told apart; more than a campaign may have. */
  public static final int ARMS_MOST = 300;

  /** Stands for arms that the campaign does not have. */
  public static final String OTHER_ARM = "(other)";

  private static final int MOVES_MOST = 1_000;

  private LedgerEntries() {}

  /** An entry of nothing. */
  public static LedgerEntry at(String campaignId, long timeMillis) {
    LedgerEntry entry = new LedgerEntry();
    entry.setCampaignId(campaignId);
    entry.setSecond(second(timeMillis));
    entry.setMoved(List.of());
    entry.setOpenByArm(Map.of());
    entry.setSettledByArm(Map.of());
    entry.setSpentByArm(Map.of());
    entry.setTreatedByArm(Map.of());
    entry.setRefundedByArm(Map.of());
    entry.setRedeemedByAge(List.of());
    return entry;
  }

  public static long second(long timeMillis) {
    return Math.floorDiv(timeMillis, 1000);
  }

  /** Sets what was spent of a promise at one age. */
  public static List<Long> atAge(int bin, long micros) {
    List<Long> byAge = new ArrayList<>(RedemptionCurve.BINS);
    for (int k = 0; k < RedemptionCurve.BINS; k++) {
      byAge.add(k == bin ? micros : 0L);
    }
    return byAge;
  }

  /** A copy that {@link #add} may modify. */
  public static LedgerEntry copy(LedgerEntry entry) {
    LedgerEntry copy = at(entry.getCampaignId(), 0);
    copy.setSecond(entry.getSecond());
    add(copy, entry);
    return copy;
  }

  /** Whether the sum of two entries stays exact and of a size that can travel. */
  public static boolean fit(LedgerEntry sum, LedgerEntry more) {
    return more.getGrossMicros() <= GROSS_MOST - sum.getGrossMicros()
        && sum.getMoved().size() + more.getMoved().size() <= MOVES_MOST;
  }

  /**
   * Adds an entry of the same campaign and second.
   *
   * @param sum modified
   * @param more that {@link #fit}s
   */
  public static void add(LedgerEntry sum, LedgerEntry more) {
    sum.setSpentMicros(Math.addExact(sum.getSpentMicros(), more.getSpentMicros()));
    sum.setMoved(plusMoved(sum.getMoved(), more.getMoved()));
    sum.setGrossMicros(Math.addExact(sum.getGrossMicros(), more.getGrossMicros()));
    sum.setEvents(sum.getEvents() + more.getEvents());
    sum.setCommittedMicros(Math.addExact(sum.getCommittedMicros(), more.getCommittedMicros()));
    sum.setOpenByArm(plus(sum.getOpenByArm(), more.getOpenByArm()));
    sum.setSettledByArm(plus(sum.getSettledByArm(), more.getSettledByArm()));
    sum.setSpentByArm(plus(sum.getSpentByArm(), more.getSpentByArm()));
    sum.setTreatedByArm(plus(sum.getTreatedByArm(), more.getTreatedByArm()));
    sum.setRefundedByArm(plus(sum.getRefundedByArm(), more.getRefundedByArm()));
    sum.setPolicyTreatments(sum.getPolicyTreatments() + more.getPolicyTreatments());
    sum.setHoldoutSpentMicros(
        Math.addExact(sum.getHoldoutSpentMicros(), more.getHoldoutSpentMicros()));
    sum.setPromises(sum.getPromises() + more.getPromises());
    sum.setPromisedMicros(Math.addExact(sum.getPromisedMicros(), more.getPromisedMicros()));
    sum.setRedeemedByAge(plus(sum.getRedeemedByAge(), more.getRedeemedByAge()));
    sum.setEventTimeMillis(Math.max(sum.getEventTimeMillis(), more.getEventTimeMillis()));
    sum.setWrittenAtMillis(Math.max(sum.getWrittenAtMillis(), more.getWrittenAtMillis()));
  }

  /** Sum by key; keys that come to nothing are left out, those beyond the bound share one. */
  public static Map<String, Long> plus(Map<String, Long> a, Map<String, Long> b) {
    if (b.isEmpty()) {
      return a;
    }
    Map<String, Long> sum = new HashMap<>(a);
    b.forEach(
        (key, value) ->
            sum.merge(
                bounded(sum, key),
                value,
                (x, y) -> x + y == 0 ? null : (Long) Math.addExact(x, y)));
    return sum;
  }

  /** The key itself, or the one that all share once a map is full. */
  static String bounded(Map<String, ?> map, String key) {
    return map.size() < ARMS_MOST || map.containsKey(key) ? key : OTHER_ARM;
  }

  private static List<MovedSpend> plusMoved(List<MovedSpend> a, List<MovedSpend> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return b.isEmpty() ? a : b;
    }
    Map<Long, Long> bySecond = new TreeMap<>();
    a.forEach(moved -> bySecond.merge(moved.getSecond(), moved.getMicros(), Math::addExact));
    b.forEach(moved -> bySecond.merge(moved.getSecond(), moved.getMicros(), Math::addExact));
    List<MovedSpend> sum = new ArrayList<>(bySecond.size());
    bySecond.forEach((second, micros) -> sum.add(new MovedSpend(second, micros)));
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
      a.set(k, Math.addExact(a.get(k), b.get(k)));
    }
    return a;
  }
}
