package io.weir.cli.demo;

import io.weir.simulator.traffic.ClientDecider;
import io.weir.simulator.traffic.Marketplace;
import io.weir.simulator.traffic.MarketplaceOptions;
import java.time.Duration;
import java.util.Map;

/** The marketplace as the demo runs it: an hour a minute, the old policy for the first third. */
final class DemoMarketplace {
  private static final double TIME_COMPRESSION = 60;

  private DemoMarketplace() {}

  /**
   * Makes the bundled marketplace.
   *
   * @param run number of earlier runs on the same topics; keeps identifiers apart
   */
  static Marketplace create(DemoOptions options, String bootstrapServers, String prefix, long run) {
    Duration eventTime = options.duration.multipliedBy((long) TIME_COMPRESSION);
    MarketplaceOptions marketplace =
        MarketplaceOptions.builder()
            .bootstrapServers(bootstrapServers)
            .topicPrefix(prefix)
            .seed(options.seed)
            .runId("s" + options.seed + "r" + run)
            .impressionsPerSecond(options.impressionsPerSecond)
            .timeCompression(TIME_COMPRESSION)
            .switchAfter(run == 0 ? eventTime.dividedBy(3) : Duration.ZERO)
            .period(eventTime)
            .learning(Map.of("slide-ms", Long.toString(Duration.ofMinutes(5).toMillis())))
            .build();
    return new Marketplace(marketplace, ClientDecider.connect(bootstrapServers, prefix));
  }
}
