package io.weir.jobs.attribution;

import io.weir.jobs.attribution.event.EventMessage;
import io.weir.jobs.attribution.store.ShortLivedState;
import io.weir.jobs.common.JobCommand;
import io.weir.jobs.common.JobEnvironment;
import io.weir.jobs.common.OperatorId;
import io.weir.jobs.common.campaign.CampaignUpdate;
import io.weir.jobs.common.deadletter.SplitDeadLetters;
import io.weir.jobs.common.time.EventTime;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Sample;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Either;

/**
 * Joins impressions, treatments and outcomes into samples.
 *
 * <pre>
 * impressions ─┐
 * treatments ──┼─ by impressionId ─> attribution ──> samples
 * outcomes ────┘                        ^     └────> dead-letters
 * campaigns ───────── broadcast ────────┘
 * </pre>
 */
public final class AttributionJob {
  /** Name of the job, in dead letters, consumer groups and transactional ids. */
  public static final String NAME = "attribution";

  private AttributionJob() {}

  /** Parses options and submits the job to the cluster whose client runs this. */
  public static void main(String[] arguments) throws Exception {
    JobCommand.run(new AttributionOptions(), AttributionJob::submit, arguments);
  }

  /** Defines the job on Kafka and submits it without waiting for its end. */
  public static JobClient submit(StreamExecutionEnvironment environment, AttributionOptions options)
      throws Exception {
    define(environment, options);
    return environment.executeAsync("weir " + NAME);
  }

  /** Defines the job on Kafka. */
  public static void define(StreamExecutionEnvironment environment, AttributionOptions options) {
    define(
        environment, AttributionSources.kafka(options), AttributionSinks.kafka(options), options);
  }

  /**
   * Defines the job.
   *
   * @param environment modified: settings and operators are added
   */
  public static void define(
      StreamExecutionEnvironment environment,
      AttributionSources sources,
      AttributionSinks sinks,
      AttributionOptions options) {
    JobEnvironment.configure(environment, options.runtime());
    Configuration state = new Configuration();
    ShortLivedState.configure(state);
    environment.configure(state, AttributionJob.class.getClassLoader());

    SingleOutputStreamOperator<EventMessage> impressions =
        events(
            environment,
            sources.impressions(),
            AttributionUids.IMPRESSIONS,
            AttributionUids.SPLIT_IMPRESSIONS,
            options);
    SingleOutputStreamOperator<EventMessage> treatments =
        events(
            environment,
            sources.treatments(),
            AttributionUids.TREATMENTS,
            AttributionUids.SPLIT_TREATMENTS,
            options);
    SingleOutputStreamOperator<EventMessage> outcomes =
        events(
            environment,
            sources.outcomes(),
            AttributionUids.OUTCOMES,
            AttributionUids.SPLIT_OUTCOMES,
            options);
    SingleOutputStreamOperator<CampaignUpdate> campaigns =
        campaigns(environment, sources.campaigns());

    SingleOutputStreamOperator<Sample> samples =
        AttributionUids.ATTRIBUTION.on(
            impressions
                .union(treatments, outcomes)
                .keyBy(EventMessage::impressionId, Types.STRING)
                .connect(campaigns.broadcast())
                .transform(
                    AttributionUids.ATTRIBUTION.name(),
                    new AvroTypeInfo<>(Sample.class),
                    new AttributionOperator(options)));

    DataStream<DeadLetter> deadLetters =
        rejectedBy(impressions)
            .union(
                rejectedBy(treatments),
                rejectedBy(outcomes),
                rejectedBy(campaigns),
                rejectedBy(samples));

    AttributionUids.SAMPLES.on(samples.sinkTo(sinks.samples()));
    AttributionUids.DEAD_LETTERS.on(deadLetters.sinkTo(sinks.deadLetters()));
  }

  private static SingleOutputStreamOperator<EventMessage> events(
      StreamExecutionEnvironment environment,
      Source<Either<EventMessage, DeadLetter>, ?, ?> source,
      OperatorId sourceId,
      OperatorId splitId,
      AttributionOptions options) {
    return splitId.on(
        sourceId
            .on(
                environment.fromSource(
                    source,
                    EventTime.events(options.runtime(), NAME, EventMessage::eventTimeMillis),
                    sourceId.name()))
            .process(new SplitDeadLetters<>(), TypeInformation.of(EventMessage.class)));
  }

  // One subtask reads all campaigns, so that updates of one campaign keep their order.
  private static SingleOutputStreamOperator<CampaignUpdate> campaigns(
      StreamExecutionEnvironment environment,
      Source<Either<CampaignUpdate, DeadLetter>, ?, ?> source) {
    return AttributionUids.SPLIT_CAMPAIGNS
        .on(
            AttributionUids.CAMPAIGNS
                .on(
                    environment.fromSource(
                        source, EventTime.configuration(), AttributionUids.CAMPAIGNS.name()))
                .setParallelism(1)
                .process(new SplitDeadLetters<>(), TypeInformation.of(CampaignUpdate.class)))
        .setParallelism(1);
  }

  private static DataStream<DeadLetter> rejectedBy(SingleOutputStreamOperator<?> operator) {
    return operator.getSideOutput(SplitDeadLetters.DEAD_LETTERS);
  }
}
