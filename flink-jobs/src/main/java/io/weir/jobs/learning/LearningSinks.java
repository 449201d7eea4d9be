package io.weir.jobs.learning;

import io.weir.jobs.common.kafka.KafkaOptions;
import io.weir.jobs.common.kafka.KafkaSinks;
import io.weir.jobs.common.kafka.RecordSerializer;
import io.weir.jobs.common.kafka.Topics;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import org.apache.flink.api.connector.sink2.Sink;
import org.jspecify.annotations.Nullable;

/**
 * Where the learning job writes.
 *
 * @param models models that act
 * @param prices prices that act
 * @param shadowModels models of SHADOW campaigns
 * @param shadowPrices prices of SHADOW campaigns
 * @param deadLetters what could not be used
 * @param modelsJson models that act as JSON, without their weights; null where not wanted
 * @param pricesJson prices that act as JSON; null where not wanted
 */
public record LearningSinks(
    Sink<Model> models,
    Sink<DualPrice> prices,
    Sink<Model> shadowModels,
    Sink<DualPrice> shadowPrices,
    Sink<DeadLetter> deadLetters,
    @Nullable Sink<Model> modelsJson,
    @Nullable Sink<DualPrice> pricesJson) {
  /** Returns the topics as sinks. */
  public static LearningSinks kafka(LearningJobOptions options) {
    KafkaOptions kafka = options.kafka();
    Topics topics = kafka.topics();
    return new LearningSinks(
        models(kafka, topics.models()),
        prices(kafka, topics.dualPrices()),
        models(kafka, topics.shadowModels()),
        prices(kafka, topics.shadowDualPrices()),
        KafkaSinks.deadLetters(kafka),
        options.json().sink(kafka, topics.models(), Model::getCampaignId),
        options.json().sink(kafka, topics.dualPrices(), DualPrice::getCampaignId));
  }

  private static Sink<Model> models(KafkaOptions kafka, String topic) {
    return KafkaSinks.atLeastOnce(
        kafka, new RecordSerializer<>(Model.class, topic, Model::getCampaignId));
  }

  private static Sink<DualPrice> prices(KafkaOptions kafka, String topic) {
    return KafkaSinks.atLeastOnce(
        kafka, new RecordSerializer<>(DualPrice.class, topic, DualPrice::getCampaignId));
  }
}
