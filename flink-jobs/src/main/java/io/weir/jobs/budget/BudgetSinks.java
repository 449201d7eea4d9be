package io.weir.jobs.budget;

import io.weir.jobs.common.kafka.KafkaOptions;
import io.weir.jobs.common.kafka.KafkaSinks;
import io.weir.jobs.common.kafka.RecordSerializer;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.DeadLetter;
import org.apache.flink.api.connector.sink2.Sink;
import org.jspecify.annotations.Nullable;

/**
 * What the budget job writes.
 *
 * @param status spend against budget, at least once: each replaces the one before, and none waits
 *     for a checkpoint
 * @param deadLetters dual prices and changes of campaigns that could not be used, and campaigns
 *     that were set aside, at least once under the same key
 * @param statusJson status as JSON; null where not wanted
 */
public record BudgetSinks(
    Sink<BudgetStatus> status,
    Sink<DeadLetter> deadLetters,
    @Nullable Sink<BudgetStatus> statusJson) {
  /** Returns the sinks in Kafka. */
  public static BudgetSinks kafka(BudgetOptions options) {
    KafkaOptions kafka = options.kafka();
    return new BudgetSinks(
        KafkaSinks.atLeastOnce(
            kafka,
            new RecordSerializer<>(
                BudgetStatus.class, kafka.topics().budgetStatus(), BudgetStatus::getCampaignId)),
        KafkaSinks.deadLetters(kafka),
        options.json().sink(kafka, kafka.topics().budgetStatus(), BudgetStatus::getCampaignId));
  }
}
