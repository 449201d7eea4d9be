package io.weir.simulator.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.schemas.Campaign;
import io.weir.schemas.Impression;
import io.weir.simulator.decider.Choice;
import io.weir.simulator.decider.Decider;
import io.weir.simulator.world.World;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarketplaceTest {

  @Test
  void sendsAtTheRateAskedForAndStopsWithBooksThatBalance() throws InterruptedException {
    MarketplaceOptions options =
        MarketplaceOptions.builder().seed(2).impressionsPerSecond(1_000).build();
    RecordingSink sink = new RecordingSink();
    OracleDecider decider = new OracleDecider(World.draw(options.seed(), options.campaigns()), 0);
    Marketplace marketplace = new Marketplace(options, decider, sink);
    marketplace.start();
    Thread.sleep(2_000);
    assertThat(marketplace.report().impressionsSent()).isPositive();
    marketplace.close();
    SimulatorReport report = marketplace.report();
    assertThat(report.impressionsSent() / 2_000.0).isCloseTo(1, within(0.5));
    assertThat(report.treatmentsSent()).isEqualTo(report.impressionsSent());
    assertThat(sink.messages).hasSize((int) report.messagesSent());
    assertThat(sink.closed).isTrue();
    assertThat(decider.closed).isTrue();
    assertThat(decider.waited).isTrue();
    assertThatThrownBy(marketplace::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void tellsWhyItBrokeDown() throws InterruptedException {
    Decider broken =
        new Decider() {
          @Override
          public void awaitCampaigns(List<Campaign> campaigns) {}

          @Override
          public Choice decide(Impression impression) {
            throw new IllegalArgumentException("no idea");
          }

          @Override
          public void close() {}
        };
    Marketplace marketplace =
        new Marketplace(MarketplaceOptions.builder().build(), broken, new RecordingSink());
    marketplace.start();
    for (int i = 0; i < 500 && !marketplace.failed(); i++) {
      Thread.sleep(10);
    }
    assertThatThrownBy(marketplace::close)
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("no idea");
  }
}
