package io.weir.jobs.budget;

import io.weir.formats.FormatFlags;
import io.weir.jobs.budget.impression.LedgerEvent;
import io.weir.jobs.budget.ledger.BudgetTerms;
import io.weir.jobs.common.campaign.CampaignUpdate;
import io.weir.jobs.common.campaign.CampaignUpdateSchema;
import io.weir.jobs.common.kafka.KafkaOptions;
import io.weir.jobs.common.kafka.KafkaSources;
import io.weir.jobs.common.kafka.Topics;
import io.weir.schemas.DeadLetter;
import java.time.Duration;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.types.Either;

/**
 * What the budget job reads.
 *
 * @param carried promises that impressions carry
 * @param treatments promises that come by themselves
 * @param outcomes realized cost
 * @param campaigns budgets, from the beginning
 * @param prices published prices and ladders, from the beginning
 */
public record BudgetSources(
    Source<Either<LedgerEvent, DeadLetter>, ?, ?> carried,
    Source<Either<LedgerEvent, DeadLetter>, ?, ?> treatments,
    Source<Either<LedgerEvent, DeadLetter>, ?, ?> outcomes,
    Source<Either<CampaignUpdate, DeadLetter>, ?, ?> campaigns,
    Source<Either<BudgetTerms, DeadLetter>, ?, ?> prices) {
  /** Returns the sources in Kafka. */
  public static BudgetSources kafka(BudgetOptions options) {
    KafkaOptions kafka = options.kafka();
    Topics topics = options.topics();
    FormatFlags formats = options.formats();
    Duration maxFuture = options.runtime().maxFuture();
    String job = BudgetJob.NAME;
    return new BudgetSources(
        KafkaSources.events(
            kafka,
            job,
            FormatFlags.IMPRESSIONS,
            topics.impressions(),
            new CarriedTreatmentSchema(formats.impressions(), maxFuture)),
        KafkaSources.events(
            kafka,
            job,
            FormatFlags.TREATMENTS,
            topics.treatments(),
            LedgerEventSchemas.treatments(formats.treatments(), maxFuture)),
        KafkaSources.events(
            kafka,
            job,
            FormatFlags.OUTCOMES,
            topics.outcomes(),
            LedgerEventSchemas.outcomes(formats.outcomes(), maxFuture)),
        KafkaSources.compacted(kafka, job, topics.campaigns(), new CampaignUpdateSchema(job)),
        KafkaSources.compacted(kafka, job, topics.dualPrices(), new DualPriceSchema()));
  }
}
