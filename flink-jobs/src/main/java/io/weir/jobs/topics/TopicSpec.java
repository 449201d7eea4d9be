package io.weir.jobs.topics;

import io.weir.jobs.common.kafka.JsonTopics;
import io.weir.jobs.common.kafka.MessageSizes;
import io.weir.jobs.common.kafka.Topics;
import java.util.List;
import java.util.stream.Stream;

/**
 * One topic as it must exist on the broker.
 *
 * @param name full name, prefix included
 * @param compacted whether the last value of each key is kept for ever, in one partition, so that
 *     updates of one key keep their order across a whole restart; else records expire with time
 * @param maxMessageBytes largest message that it must take
 */
public record TopicSpec(String name, boolean compacted, int maxMessageBytes) {
  /** Returns every topic of the contract, events first. */
  public static List<TopicSpec> all(Topics topics) {
    return Stream.concat(events(topics), latest(topics)).toList();
  }

  /** Returns the topics that repeat as JSON what is published. */
  static List<TopicSpec> json(Topics topics) {
    return Stream.of(topics.models(), topics.dualPrices(), topics.budgetStatus())
        .map(name -> new TopicSpec(JsonTopics.name(name), true, MessageSizes.MESSAGE_BYTES_MAX))
        .toList();
  }

  private static Stream<TopicSpec> events(Topics topics) {
    return Stream.of(
            topics.impressions(),
            topics.treatments(),
            topics.outcomes(),
            topics.samples(),
            topics.deadLetters())
        .map(name -> new TopicSpec(name, false, MessageSizes.MESSAGE_BYTES_MAX));
  }

  private static Stream<TopicSpec> latest(Topics topics) {
    Stream<TopicSpec> models =
        Stream.of(topics.models(), topics.shadowModels())
            .map(name -> new TopicSpec(name, true, MessageSizes.LARGE_MESSAGE_BYTES_MAX));
    Stream<TopicSpec> others =
        Stream.of(
                topics.campaigns(),
                topics.dualPrices(),
                topics.shadowDualPrices(),
                topics.budgetStatus())
            .map(name -> new TopicSpec(name, true, MessageSizes.MESSAGE_BYTES_MAX));
    return Stream.concat(models, others);
  }
}
