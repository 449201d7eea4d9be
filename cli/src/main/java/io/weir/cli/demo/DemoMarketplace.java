package io.weir.cli.demo;

import io.weir.simulator.decider.ClientDecider;
import io.weir.simulator.traffic.Marketplace;
import io.weir.simulator.traffic.MarketplaceOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The marketplace as the demo runs it: on the wall clock, so that events of one's own fit in, and
 * with windows of seconds, so that a demo of minutes sees many; the old policy for the first third.
 */
final class DemoMarketplace {
  static final Duration ATTRIBUTION_WINDOW = Duration.ofSeconds(10);
  private static final Duration MAX_DISORDER = Duration.ofSeconds(1);
  private static final double DISORDER_RATE = 0.2;
  private static final Duration SLIDE = Duration.ofSeconds(5);
  private static final Duration WIND_DOWN = Duration.ofSeconds(5);

  private DemoMarketplace() {}

  /**
   * Makes the bundled marketplace, which starts now.
   *
   * @param directory tells how many runs there were on the same topics, which keeps identifiers
   *     apart
   */
  static Marketplace create(
      DemoOptions options, String bootstrapServers, String prefix, WorkDirectory directory) {
    long run = directory.getLong("runs");
    Duration duration = options.duration;
    MarketplaceOptions marketplace =
        MarketplaceOptions.builder()
            .bootstrapServers(bootstrapServers)
            .topicPrefix(prefix)
            .seed(options.seed)
            .runId("s" + options.seed + "r" + run)
            .impressionsPerSecond(options.impressionsPerSecond)
            .timeCompression(1)
            .attributionWindow(ATTRIBUTION_WINDOW)
            .disorder(MAX_DISORDER, DISORDER_RATE)
            .switchAfter(run == 0 ? duration.dividedBy(3) : Duration.ZERO)
            // The budget's period outlasts the traffic: what is spent while it winds down counts.
            .period(duration.plus(duration.dividedBy(20)).plus(WIND_DOWN))
            .learning(learning(options))
            .build();
    return new Marketplace(marketplace, ClientDecider.connect(bootstrapServers, prefix));
  }

  private static Map<String, String> learning(DemoOptions options) {
    Map<String, String> learning = new HashMap<>(options.learning);
    learning.putIfAbsent("slide-ms", Long.toString(SLIDE.toMillis()));
    // A stream of minutes: more steps from as many samples (docs/evidence/stream-study.md).
    learning.putIfAbsent("learner.batch-size", "100");
    return learning;
  }
}
