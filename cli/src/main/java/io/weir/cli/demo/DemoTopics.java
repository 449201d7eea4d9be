package io.weir.cli.demo;

import java.util.List;
import java.util.stream.Stream;

/** The topics of the contract, as the demo creates them. */
final class DemoTopics {
  /** Partitions of the event topics. */
  static final int PARTITIONS = 2;

  private DemoTopics() {}

  static List<String> events(String prefix) {
    return Stream.of("impressions", "treatments", "outcomes", "samples", "dead-letters")
        .map(prefix::concat)
        .toList();
  }

  static List<String> compacted(String prefix) {
    return Stream.of(
            "campaigns",
            "models",
            "dual-prices",
            "budget-status",
            "shadow-models",
            "shadow-dual-prices")
        .map(prefix::concat)
        .toList();
  }
}
