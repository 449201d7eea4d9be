package io.weir.console.view;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the streams do.
 *
 * @param topics rates and ages by topic, in the order data flows
 * @param attributionLagMillis event time by which closed samples trail impressions; null while
 *     either has none
 * @param brokerSilentMillis since the broker was last heard of
 * @param deadLetters dead letters by reason, those of the last day and since the start
 * @param recentDeadLetters the last of them, newest first
 * @param deadLetterShare dead letters per event, of the last minute
 * @param unreadableRecords records of the sink topics that could not be read
 * @param lastUnreadable which and why; empty if none
 */
public record StreamHealth(
    List<TopicHealth> topics,
    @Nullable Long attributionLagMillis,
    long brokerSilentMillis,
    Map<String, Long> deadLetters,
    List<RecentLetter> recentDeadLetters,
    double deadLetterShare,
    long unreadableRecords,
    String lastUnreadable) {

  /**
   * One topic.
   *
   * @param topic name without the prefix
   * @param records offsets written so far, of all partitions
   * @param recordsPerSecond since the last look
   * @param eventTimeMillis event time of the newest records (their median); null if unknown
   * @param newestMillis when the newest record was written, wall clock; null if unknown
   */
  public record TopicHealth(
      String topic,
      long records,
      double recordsPerSecond,
      @Nullable Long eventTimeMillis,
      @Nullable Long newestMillis) {}

  /**
   * A message that could not be used, without its payload.
   *
   * @param source topic/partition/offset
   * @param reason UPPER_SNAKE_CASE
   * @param detail for people
   * @param seenMillis when it was set aside
   * @param job job that did
   * @param campaignId campaign that the message names; null where none can be read
   */
  public record RecentLetter(
      String source,
      String reason,
      String detail,
      long seenMillis,
      String job,
      @Nullable String campaignId) {}
}
