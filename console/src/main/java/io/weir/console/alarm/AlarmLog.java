package io.weir.console.alarm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which alarms stand, since when, and which have passed. Its owner guards it. */
public final class AlarmLog {
  private static final int PASSED = 100;

  private final Map<String, Alarm> standing = new LinkedHashMap<>();
  private final Deque<Alarm> passed = new ArrayDeque<>();

  /**
   * Takes in what stands now.
   *
   * @return whether anything changed
   */
  public boolean update(List<Alarm> now, long nowMillis) {
    boolean changed = false;
    Map<String, Alarm> next = new LinkedHashMap<>();
    for (Alarm alarm : now) {
      Alarm before = standing.get(alarm.identity());
      Alarm kept = before == null ? alarm : since(alarm, before.sinceMillis());
      changed |= !kept.equals(before);
      next.put(alarm.identity(), kept);
    }
    for (Map.Entry<String, Alarm> before : standing.entrySet()) {
      if (!next.containsKey(before.getKey())) {
        passed.addFirst(cleared(before.getValue(), nowMillis));
        changed = true;
      }
    }
    while (passed.size() > PASSED) {
      passed.removeLast();
    }
    standing.clear();
    standing.putAll(next);
    return changed;
  }

  /** Returns those that stand, the worst and newest first, then those that passed. */
  public List<Alarm> all() {
    List<Alarm> all = new ArrayList<>(standing.values());
    all.sort(
        Comparator.comparing(Alarm::severity)
            .thenComparing(Comparator.comparingLong(Alarm::sinceMillis).reversed()));
    all.addAll(passed);
    return all;
  }

  private static Alarm since(Alarm alarm, long sinceMillis) {
    return new Alarm(
        alarm.kind(), alarm.severity(), alarm.campaignId(), alarm.message(), sinceMillis, null);
  }

  private static Alarm cleared(Alarm alarm, long clearedMillis) {
    return new Alarm(
        alarm.kind(),
        alarm.severity(),
        alarm.campaignId(),
        alarm.message(),
        alarm.sinceMillis(),
        clearedMillis);
  }
}
