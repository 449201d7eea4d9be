package io.weir.jobs.attribution.store;

import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * A key for each key group, under which what belongs to the group as a whole can be kept: it moves
 * with the group when parallelism changes. State depends on these keys: never change how they are
 * found.
 */
final class KeyGroups {
  private final int maxParallelism;
  private final String[] keys;

  /**
   * Finds the keys.
   *
   * @param maxParallelism number of key groups
   * @param owned those of this subtask
   */
  KeyGroups(int maxParallelism, KeyGroupRange owned) {
    this.maxParallelism = maxParallelism;
    this.keys = new String[maxParallelism];
    int missing = owned.getNumberOfKeyGroups();
    for (int i = 0; missing > 0; i++) {
      String key = "group-" + i;
      int group = of(key);
      if (keys[group] == null) {
        keys[group] = key;
        missing -= owned.contains(group) ? 1 : 0;
      }
    }
  }

  /** Returns the group of a key. */
  int of(String key) {
    return KeyGroupRangeAssignment.assignToKeyGroup(key, maxParallelism);
  }

  /** Returns the key of a group that this subtask owns. */
  String key(int group) {
    return keys[group];
  }
}
