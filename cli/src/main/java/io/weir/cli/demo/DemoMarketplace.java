package io.weir.cli.demo;

import io.weir.simulator.traffic.ClientDecider;
import io.weir.simulator.traffic.Marketplace;
import io.weir.simulator.traffic.MarketplaceOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The marketplace as the demo runs it: an hour a minute, the old policy for the first third. */
final class DemoMarketplace {
  private static final double TIME_COMPRESSION = 60;

  private static final Duration WIND_DOWN = Duration.ofMinutes(5);

  private DemoMarketplace() {}

  /**
   * Makes the bundled marketplace.
   *
   * @param directory tells how many runs there were on the same topics, which keeps identifiers
   *     apart, and the event time they reached, where a resumed run goes on
   */
  static Marketplace create(
      DemoOptions options, String bootstrapServers, String prefix, WorkDirectory directory) {
    long run = directory.getLong("runs");
    Duration eventTime = options.duration.multipliedBy((long) TIME_COMPRESSION);
    MarketplaceOptions.Builder marketplace =
        MarketplaceOptions.builder()
            .bootstrapServers(bootstrapServers)
            .topicPrefix(prefix)
            .seed(options.seed)
            .runId("s" + options.seed + "r" + run)
            .impressionsPerSecond(options.impressionsPerSecond)
            .timeCompression(TIME_COMPRESSION)
            .switchAfter(run == 0 ? eventTime.dividedBy(3) : Duration.ZERO)
            // The budget's period outlasts the traffic: what is spent while it winds down counts.
            .period(eventTime.plus(eventTime.dividedBy(20)).plus(WIND_DOWN))
            .learning(learning(options));
    if (run > 0) {
      marketplace.startAt(Instant.ofEpochMilli(directory.getLong("reached")));
    }
    return new Marketplace(marketplace.build(), ClientDecider.connect(bootstrapServers, prefix));
  }

  private static Map<String, String> learning(DemoOptions options) {
    Map<String, String> learning = new HashMap<>(options.learning);
    learning.putIfAbsent("slide-ms", Long.toString(Duration.ofMinutes(5).toMillis()));
    // A stream of minutes: more steps from as many samples (docs/stream-study.md, batch size).
    learning.putIfAbsent("learner.batch-size", "100");
    return learning;
  }
}
