package io.weir.jobs.budget.ledger;

import io.weir.jobs.budget.state.ArmExperience;
import io.weir.jobs.budget.state.LedgerBucket;
import io.weir.jobs.budget.state.LedgerEntry;
import java.util.HashMap;
import java.util.Map;

/**
 * What each arm has cost so far, and what open promises without a prediction will therefore cost.
 */
final class ArmCosts {
  private ArmCosts() {}

  /** Returns the experience with an entry's settled treatments and spend taken in. */
  static Map<String, ArmExperience> learn(Map<String, ArmExperience> known, LedgerEntry entry) {
    if (entry.getSettledByArm().isEmpty() && entry.getSpentByArm().isEmpty()) {
      return known;
    }
    Map<String, ArmExperience> arms = new HashMap<>(known);
    entry.getSettledByArm().forEach((arm, count) -> learn(arms, arm, count, 0));
    entry.getSpentByArm().forEach((arm, micros) -> learn(arms, arm, 0, micros));
    return arms;
  }

  private static void learn(
      Map<String, ArmExperience> arms, String arm, long settled, long spentMicros) {
    String key = LedgerEntries.bounded(arms, arm);
    ArmExperience known = arms.getOrDefault(key, new ArmExperience(0L, 0L));
    arms.put(
        key,
        new ArmExperience(
            known.getSettled() + settled, saturatedSum(known.getSpentMicros(), spentMicros)));
  }

  /** A sum of what is experience and no account, over all periods. */
  static long saturatedSum(long a, long b) {
    long sum = a + b;
    return ((a ^ sum) & (b ^ sum)) < 0 ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }

  /** What is promised: predicted cost, and the arm's mean cost where there was no prediction. */
  static long committedMicros(LedgerBucket bucket, Map<String, ArmExperience> arms) {
    if (bucket.getOpenByArm().isEmpty()) {
      return bucket.getCommittedMicros();
    }
    double unpredicted = 0;
    for (Map.Entry<String, Long> open : bucket.getOpenByArm().entrySet()) {
      ArmExperience known = arms.get(open.getKey());
      if (known != null && known.getSettled() > 0) {
        unpredicted += open.getValue() * (known.getSpentMicros() / (double) known.getSettled());
      }
    }
    return Math.round(bucket.getCommittedMicros() + unpredicted);
  }
}
