package io.weir.simulator.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.wire.RecordCodec;
import io.weir.simulator.decider.ClientDecider;
import io.weir.simulator.world.SimulatedCampaign;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** The decision library takes over from the old policy, on a real broker, and does better. */
class ClientDeciderITCase {

  private static final String PREFIX = "client.";

  @Test
  void theClientTakesOverOnceThereIsAModelAndBeatsTheOldPolicy() throws Exception {
    try (TestBroker broker = TestBroker.start()) {
      broker.createTopics(PREFIX, List.of("campaigns", "models", "dual-prices", "budget-status"));
      MarketplaceOptions options =
          MarketplaceOptions.builder()
              .bootstrapServers(broker.bootstrapServers())
              .topicPrefix(PREFIX)
              .switchAfter(Duration.ofSeconds(30))
              .impressionsPerSecond(1_000)
              .build();
      ClientDecider decider = ClientDecider.connect(broker.bootstrapServers(), PREFIX);
      try (Marketplace marketplace = new Marketplace(options, decider)) {
        CampaignRegistrar.register(options, marketplace.campaigns());
        marketplace.start();
        Thread.sleep(1_500);
        // The switch is past, but without a model the old policy stays in charge.
        for (CampaignReport campaign : marketplace.report().campaigns()) {
          assertThat(campaign.live()).isFalse();
          assertThat(campaign.byOldPolicy()).isPositive();
        }
        publishModels(broker.bootstrapServers(), marketplace);
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < deadline
            && marketplace.report().campaigns().stream()
                .anyMatch(campaign -> campaign.valuedImpressions() < 1_000 || !campaign.live())) {
          Thread.sleep(100);
        }
        marketplace.stop();
        for (CampaignReport campaign : marketplace.report().campaigns()) {
          assertThat(campaign.live()).as(campaign.campaignId()).isTrue();
          assertThat(campaign.byDecider()).isPositive();
          assertThat(campaign.byFallback()).isZero();
          assertThat(campaign.modelVersion()).isEqualTo(7);
          assertThat(campaign.dualPrice()).isPositive();
          assertThat(campaign.policyValue())
              .as(campaign.campaignId())
              .isGreaterThan(campaign.oldPolicyValue() + 0.2)
              .isLessThan(1);
          assertThat(campaign.policyCostPerImpression() / campaign.budgetPerImpression())
              .isCloseTo(1, within(0.3));
        }
      }
    }
  }

  private static void publishModels(String bootstrapServers, Marketplace marketplace)
      throws Exception {
    RecordCodec<Model> models = new RecordCodec<>(Model.class);
    RecordCodec<DualPrice> prices = new RecordCodec<>(DualPrice.class);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<Campaign> records = marketplace.campaigns();
      for (int i = 0; i < records.size(); i++) {
        SimulatedCampaign campaign = marketplace.world().campaigns().get(i);
        LinearModel model = new LinearModel(campaign, records.get(i), new SplittableRandom(i));
        byte[] key = campaign.campaignId().getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(PREFIX + "models", key, models.encode(model.model(7))));
        producer.send(
            new ProducerRecord<>(PREFIX + "dual-prices", key, prices.encode(model.price(7))));
      }
      producer.flush();
    }
  }
}
