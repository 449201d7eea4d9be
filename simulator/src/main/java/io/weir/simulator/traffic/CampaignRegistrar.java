package io.weir.simulator.traffic;

import io.weir.schemas.Campaign;
import io.weir.schemas.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts campaign records on the campaign topic. */
public final class CampaignRegistrar {

  private CampaignRegistrar() {}

  /**
   * Registers campaigns and waits until the broker has them.
   *
   * @param options where the broker is
   * @param campaigns records to register
   * @throws InterruptedException if interrupted
   * @throws IllegalStateException if a record could not be delivered
   */
  public static void register(MarketplaceOptions options, List<Campaign> campaigns)
      throws InterruptedException {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServers());
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.putAll(options.kafkaProperties());
    RecordCodec<Campaign> codec = new RecordCodec<>(Campaign.class);
    String topic = options.topicPrefix() + "campaigns";
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> pending = new ArrayList<>();
      for (Campaign campaign : campaigns) {
        byte[] key = campaign.getCampaignId().getBytes(StandardCharsets.UTF_8);
        pending.add(producer.send(new ProducerRecord<>(topic, key, codec.encode(campaign))));
      }
      for (Future<RecordMetadata> delivery : pending) {
        delivery.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a campaign could not be registered", e.getCause());
    }
  }
}
