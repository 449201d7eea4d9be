package io.weir.jobs.common;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** The metric {@code dead_letters_total}, one counter a reason (label {@code reason}). */
public final class ReasonCounters {
  private final MetricGroup group;
  private final Map<String, Counter> counters = new HashMap<>();

  /** Makes counters that appear under the group as their reasons first occur. */
  public ReasonCounters(MetricGroup group) {
    this.group = group;
  }

  /** Counts one dead letter. */
  public void count(String reason) {
    counters
        .computeIfAbsent(
            reason, name -> group.addGroup("reason", name).counter("dead_letters_total"))
        .inc();
  }
}
