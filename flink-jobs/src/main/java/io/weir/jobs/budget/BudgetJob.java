package io.weir.jobs.budget;

import io.weir.jobs.budget.impression.LedgerEvent;
import io.weir.jobs.budget.ledger.BudgetTerms;
import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.jobs.common.JobCommand;
import io.weir.jobs.common.JobEnvironment;
import io.weir.jobs.common.OperatorId;
import io.weir.jobs.common.campaign.CampaignUpdate;
import io.weir.jobs.common.deadletter.SplitDeadLetters;
import io.weir.jobs.common.time.EventTime;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.DeadLetter;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Either;

/**
 * Counts spend against budgets and paces the price.
 *
 * <pre>
 * impressions ┐ the treatments that they carry
 * treatments ─┼─ by impressionId ─> spend by impression ─> partial sums ─┐
 * outcomes ───┘                          ^                               │ by campaignId
 * campaigns ───┬────── broadcast ────────┘                               v
 *              └──────────────── by campaignId ────────────────────> budget ──> budget-status
 * dual-prices ─────────────────── by campaignId ───────────────────────^
 * </pre>
 */
public final class BudgetJob {
  /** Name of the job, in dead letters, consumer groups and transactional ids. */
  public static final String NAME = "budget";

  private BudgetJob() {}

  /** Parses options and submits the job to the cluster whose client runs this. */
  public static void main(String[] arguments) throws Exception {
    JobCommand.run(new BudgetOptions(), BudgetJob::submit, arguments);
  }

  /** Defines the job on Kafka and submits it without waiting for its end. */
  public static JobClient submit(StreamExecutionEnvironment environment, BudgetOptions options)
      throws Exception {
    define(environment, options);
    return environment.executeAsync("weir " + NAME);
  }

  /** Defines the job on Kafka. */
  public static void define(StreamExecutionEnvironment environment, BudgetOptions options) {
    define(environment, BudgetSources.kafka(options), BudgetSinks.kafka(options), options);
  }

  /**
   * Defines the job.
   *
   * @param environment modified: settings and operators are added
   */
  public static void define(
      StreamExecutionEnvironment environment,
      BudgetSources sources,
      BudgetSinks sinks,
      BudgetOptions options) {
    JobEnvironment.configure(environment, options.runtime());

    DataStream<LedgerEvent> carried =
        events(
            environment,
            sources.carried(),
            BudgetUids.IMPRESSIONS,
            BudgetUids.SPLIT_IMPRESSIONS,
            options);
    DataStream<LedgerEvent> treatments =
        events(
            environment,
            sources.treatments(),
            BudgetUids.TREATMENTS,
            BudgetUids.SPLIT_TREATMENTS,
            options);
    DataStream<LedgerEvent> outcomes =
        events(
            environment,
            sources.outcomes(),
            BudgetUids.OUTCOMES,
            BudgetUids.SPLIT_OUTCOMES,
            options);
    SingleOutputStreamOperator<CampaignUpdate> campaigns =
        configuration(
            environment,
            sources.campaigns(),
            BudgetUids.CAMPAIGNS,
            BudgetUids.SPLIT_CAMPAIGNS,
            CampaignUpdate.class);
    SingleOutputStreamOperator<BudgetTerms> prices =
        configuration(
            environment,
            sources.prices(),
            BudgetUids.PRICES,
            BudgetUids.SPLIT_PRICES,
            BudgetTerms.class);

    SingleOutputStreamOperator<LedgerEntry> changes =
        BudgetUids.IMPRESSION_SPEND.on(
            treatments
                .union(carried, outcomes)
                .keyBy(LedgerEvent::impressionId, Types.STRING)
                .connect(campaigns.broadcast(ImpressionSpendFunction.CAMPAIGNS))
                .process(
                    new ImpressionSpendFunction(options), new AvroTypeInfo<>(LedgerEntry.class)));
    SingleOutputStreamOperator<LedgerEntry> partialSums =
        BudgetUids.BUNDLE.on(
            changes.transform(
                BudgetUids.BUNDLE.name(),
                new AvroTypeInfo<>(LedgerEntry.class),
                new LedgerBundler(options.bundleInterval().toMillis())));

    DataStream<BudgetTerms> terms =
        BudgetUids.TERMS
            .on(
                campaigns.map(
                    update ->
                        BudgetTerms.of(update.campaignId, update.campaign)
                            .from(update.partition, update.offset),
                    TypeInformation.of(BudgetTerms.class)))
            .setParallelism(1)
            .union(prices);
    SingleOutputStreamOperator<BudgetStatus> statuses =
        BudgetUids.BUDGET.on(
            partialSums
                .keyBy(LedgerEntry::getCampaignId, Types.STRING)
                .connect(terms.keyBy(change -> change.campaignId, Types.STRING))
                .process(new BudgetFunction(options), new AvroTypeInfo<>(BudgetStatus.class)));

    BudgetUids.STATUS.on(statuses.sinkTo(sinks.status()));
    if (sinks.statusJson() != null) {
      BudgetUids.STATUS_JSON.on(statuses.sinkTo(sinks.statusJson()));
    }
    BudgetUids.DEAD_LETTERS.on(
        prices
            .getSideOutput(SplitDeadLetters.DEAD_LETTERS)
            .union(statuses.getSideOutput(SplitDeadLetters.DEAD_LETTERS))
            .sinkTo(sinks.deadLetters()));
  }

  private static DataStream<LedgerEvent> events(
      StreamExecutionEnvironment environment,
      Source<Either<LedgerEvent, DeadLetter>, ?, ?> source,
      OperatorId sourceId,
      OperatorId splitId,
      BudgetOptions options) {
    return splitId.on(
        sourceId
            .on(
                environment.fromSource(
                    source,
                    EventTime.events(options.runtime(), NAME, LedgerEvent::timeMillis),
                    sourceId.name()))
            .process(new SplitDeadLetters<>(), TypeInformation.of(LedgerEvent.class)));
  }

  // One subtask reads each topic of configuration, so that updates of one campaign keep their
  // order.
  private static <T> SingleOutputStreamOperator<T> configuration(
      StreamExecutionEnvironment environment,
      Source<Either<T, DeadLetter>, ?, ?> source,
      OperatorId sourceId,
      OperatorId splitId,
      Class<T> type) {
    return splitId
        .on(
            sourceId
                .on(environment.fromSource(source, EventTime.configuration(), sourceId.name()))
                .setParallelism(1)
                .process(new SplitDeadLetters<>(), TypeInformation.of(type)))
        .setParallelism(1);
  }
}
