package io.weir.cli.chaos;

import io.weir.cli.account.HostileLedger;
import io.weir.kafka.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** When records came on the topics that jobs write, and for how long none came after a fault. */
final class OutputGaps {
  /** What was under way when a process was killed may still arrive. */
  private static final long UNDER_WAY_MILLIS = 2_000;

  /** A topic on which nothing came for so long before a kill says nothing about it. */
  private static final long QUIET_MILLIS = 30_000;

  private final Map<String, List<Long>> arrivals;

  private OutputGaps(Map<String, List<Long>> arrivals) {
    this.arrivals = arrivals;
  }

  /** Makes one of times by topic, milliseconds since the epoch. */
  static OutputGaps of(Map<String, List<Long>> arrivals) {
    Map<String, List<Long>> sorted = new HashMap<>();
    arrivals.forEach(
        (topic, times) -> {
          List<Long> copy = new ArrayList<>(times);
          Collections.sort(copy);
          sorted.put(topic, copy);
        });
    return new OutputGaps(sorted);
  }

  /**
   * Reads topics.
   *
   * @param ledger messages that no job wrote
   */
  static OutputGaps read(Map<String, Object> client, List<String> topics, HostileLedger ledger)
      throws TimeoutException {
    Map<String, List<Long>> arrivals = new HashMap<>();
    try (TopicReader reader = TopicReader.open(client, topics)) {
      reader.readToEnd(
          Duration.ofSeconds(60),
          record -> {
            if (!ledger.contains(record)) {
              arrivals
                  .computeIfAbsent(record.topic(), name -> new ArrayList<>())
                  .add(record.timestamp());
            }
          });
    }
    return of(arrivals);
  }

  /**
   * How long after a kill all topics on which records came had their next one: the longest of the
   * silences that began with it.
   *
   * @param killedMillis milliseconds since the epoch
   * @return milliseconds; -1 if on some topic nothing came any more, 0 if nothing came before
   *     either
   */
  long goesOnAfterMillis(long killedMillis) {
    long longest = 0;
    for (List<Long> times : arrivals.values()) {
      boolean flows =
          times.stream().anyMatch(t -> t < killedMillis && t >= killedMillis - QUIET_MILLIS);
      if (!flows) {
        continue;
      }
      long silence = -1;
      long before = killedMillis;
      long widest = -1;
      for (long time : times) {
        if (time < killedMillis) {
          continue;
        }
        if (before > killedMillis + UNDER_WAY_MILLIS) {
          break;
        }
        if (time - before > widest) {
          widest = time - before;
          silence = time - killedMillis;
        }
        before = time;
      }
      if (silence < 0) {
        return -1;
      }
      longest = Math.max(longest, silence);
    }
    return longest;
  }
}
