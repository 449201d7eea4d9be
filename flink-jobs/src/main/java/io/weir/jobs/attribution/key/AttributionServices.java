package io.weir.jobs.attribution.key;

import io.weir.jobs.attribution.event.RecordReaders;
import io.weir.jobs.attribution.join.ImpressionJoin;
import io.weir.jobs.attribution.store.StateCache;
import io.weir.jobs.common.deadletter.DeadLetters;
import io.weir.jobs.common.kafka.Topics;

/**
 * What every {@link KeyUpdate} of one subtask works with.
 *
 * @param states state by key
 * @param closed what is remembered of the current key's impression after its end
 * @param campaigns configuration in force
 * @param readers decoders of the three events
 * @param join rules of the join
 * @param metrics counters and gauges
 * @param deadLetters maker of dead letters
 * @param topics names of the source topics
 * @param limits bounds in time and number
 */
public record AttributionServices(
    StateCache states,
    ClosedImpressions closed,
    KnownCampaigns campaigns,
    RecordReaders readers,
    ImpressionJoin join,
    AttributionMetrics metrics,
    DeadLetters deadLetters,
    Topics topics,
    Limits limits) {
  /**
   * Bounds.
   *
   * @param allowedLatenessMillis event time from a window's end to its sample and the end of memory
   * @param holdLimitMillis wall-clock time for which events wait for their campaign
   * @param holdCap most events that wait for campaigns
   */
  public record Limits(long allowedLatenessMillis, long holdLimitMillis, long holdCap) {}
}
