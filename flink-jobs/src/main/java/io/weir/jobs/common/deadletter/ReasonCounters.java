package io.weir.jobs.common.deadletter;

import io.weir.schemas.DeadLetter;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * The metric {@code dead_letters_total}, one counter a reason (label {@code reason}); of letters
 * for the event's time {@code refused_times_total}, one counter a source partition (label {@code
 * partition}), as a producer with a wrong clock often shows by its partition; of letters whose
 * message was cut {@code cut_dead_letters_total}.
 */
public final class ReasonCounters {
  private static final Set<DeadLetterReason> OF_TIME =
      EnumSet.of(DeadLetterReason.IMPOSSIBLE_TIME, DeadLetterReason.CLOCK_AHEAD);

  private final MetricGroup group;
  private final Map<String, Counter> counters = new HashMap<>();

  /** Makes counters that appear under the group as their reasons first occur. */
  public ReasonCounters(MetricGroup group) {
    this.group = group;
  }

  /** Counts one dead letter. */
  public void count(DeadLetter letter) {
    count(letter.getReason());
    if (OF_TIME.contains(DeadLetterReason.valueOf(letter.getReason()))) {
      String partition = Integer.toString(letter.getSourcePartition());
      counters
          .computeIfAbsent(
              "partition " + partition,
              name -> group.addGroup("partition", partition).counter("refused_times_total"))
          .inc();
    }
    if (letter.getPayloadBytes() != null) {
      counters.computeIfAbsent("cut", name -> group.counter("cut_dead_letters_total")).inc();
    }
  }

  /** Counts one dead letter of a reason. */
  public void count(String reason) {
    counters
        .computeIfAbsent(
            reason, name -> group.addGroup("reason", name).counter("dead_letters_total"))
        .inc();
  }
}
