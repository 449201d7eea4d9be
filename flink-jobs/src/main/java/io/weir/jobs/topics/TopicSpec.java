package io.weir.jobs.topics;

import io.weir.jobs.common.Topics;
import java.util.List;
import java.util.stream.Stream;

/**
 * One topic as it must exist on the broker.
 *
 * @param name full name, prefix included
 * @param compacted whether the last value of each key is kept for ever, in one partition, so that
 *     updates of one key keep their order across a whole restart; else records expire with time
 */
public record TopicSpec(String name, boolean compacted) {
  /** Returns every topic of the contract, events first. */
  public static List<TopicSpec> all(Topics topics) {
    return Stream.concat(events(topics), latest(topics)).toList();
  }

  private static Stream<TopicSpec> events(Topics topics) {
    return Stream.of(
            topics.impressions(),
            topics.treatments(),
            topics.outcomes(),
            topics.samples(),
            topics.deadLetters())
        .map(name -> new TopicSpec(name, false));
  }

  private static Stream<TopicSpec> latest(Topics topics) {
    return Stream.of(
            topics.campaigns(),
            topics.models(),
            topics.dualPrices(),
            topics.shadowModels(),
            topics.shadowDualPrices(),
            topics.budgetStatus())
        .map(name -> new TopicSpec(name, true));
  }
}
