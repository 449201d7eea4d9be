package io.weir.jobs.budget.ledger;

import io.weir.jobs.budget.state.ArmMoney;
import io.weir.jobs.budget.state.LedgerBucket;
import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.schemas.ArmSpend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Making and adding up of ledger buckets. */
final class LedgerBuckets {
  private LedgerBuckets() {}

  static LedgerBucket empty() {
    return new LedgerBucket(0L, 0L, Map.of(), Map.of(), 0L);
  }

  /** What an entry says of its own second. */
  static LedgerBucket of(LedgerEntry entry) {
    Set<String> arms = new HashSet<>(entry.getTreatedByArm().keySet());
    arms.addAll(entry.getSpentByArm().keySet());
    arms.addAll(entry.getRefundedByArm().keySet());
    Map<String, ArmMoney> byArm = new HashMap<>();
    for (String arm : arms) {
      byArm.put(
          arm,
          new ArmMoney(
              entry.getTreatedByArm().getOrDefault(arm, 0L),
              entry.getSpentByArm().getOrDefault(arm, 0L),
              entry.getRefundedByArm().getOrDefault(arm, 0L)));
    }
    return new LedgerBucket(
        entry.getSpentMicros(),
        entry.getCommittedMicros(),
        entry.getOpenByArm(),
        byArm,
        entry.getHoldoutSpentMicros());
  }

  static boolean isEmpty(LedgerBucket bucket) {
    return bucket.getSpentMicros() == 0
        && bucket.getCommittedMicros() == 0
        && bucket.getHoldoutSpentMicros() == 0
        && bucket.getOpenByArm().isEmpty()
        && bucket.getByArm().isEmpty();
  }

  /**
   * Adds a bucket.
   *
   * @param sum modified
   */
  static void add(LedgerBucket sum, LedgerBucket more) {
    sum.setSpentMicros(Math.addExact(sum.getSpentMicros(), more.getSpentMicros()));
    sum.setCommittedMicros(Math.addExact(sum.getCommittedMicros(), more.getCommittedMicros()));
    sum.setHoldoutSpentMicros(
        Math.addExact(sum.getHoldoutSpentMicros(), more.getHoldoutSpentMicros()));
    sum.setOpenByArm(LedgerEntries.plus(sum.getOpenByArm(), more.getOpenByArm()));
    if (!more.getByArm().isEmpty()) {
      Map<String, ArmMoney> byArm = new HashMap<>(sum.getByArm());
      more.getByArm()
          .forEach(
              (arm, money) ->
                  byArm.merge(LedgerEntries.bounded(byArm, arm), money, LedgerBuckets::sum));
      sum.setByArm(byArm);
    }
  }

  /** The arms' parts as a status shows them, by name. */
  static List<ArmSpend> byArm(LedgerBucket bucket) {
    List<ArmSpend> arms = new ArrayList<>();
    new TreeMap<>(bucket.getByArm())
        .forEach(
            (arm, money) ->
                arms.add(
                    new ArmSpend(
                        arm,
                        money.getTreated(),
                        money.getSpentMicros(),
                        money.getRefundedMicros())));
    return arms;
  }

  private static ArmMoney sum(ArmMoney a, ArmMoney b) {
    return new ArmMoney(
        a.getTreated() + b.getTreated(),
        Math.addExact(a.getSpentMicros(), b.getSpentMicros()),
        Math.addExact(a.getRefundedMicros(), b.getRefundedMicros()));
  }
}
