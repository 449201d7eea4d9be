package io.weir.jobs.learning;

import io.weir.jobs.common.JobCommand;
import io.weir.jobs.common.JobEnvironment;
import io.weir.jobs.common.OperatorId;
import io.weir.jobs.common.campaign.CampaignUpdate;
import io.weir.jobs.common.deadletter.SplitDeadLetters;
import io.weir.jobs.common.time.EventTime;
import io.weir.learner.train.CoreTrainerFactory;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Model;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Either;

/**
 * Samples and campaigns in; models, dual prices and dead letters out.
 *
 * <pre>
 * samples ----> split --> thin --+--> learn (by campaign) --> models, dual-prices
 * campaigns --> split -----------+            |          \--> shadow-models, shadow-dual-prices
 *                 \---------------------------+-------------> dead-letters
 * </pre>
 *
 * <p>Models and prices go out at least once: after a failure the same versions with the same
 * content may come again, which a consumer that keeps the greatest version per campaign does not
 * notice.
 */
public final class LearningJob {
  /** Name of the job, in dead letters and consumer groups. */
  public static final String NAME = "learning";

  static final OperatorId SAMPLES = new OperatorId("samples-source", "samples");
  static final OperatorId CAMPAIGNS = new OperatorId("campaigns-source", "campaigns");
  static final OperatorId SPLIT_SAMPLES =
      new OperatorId("samples-split", "samples: part dead letters");
  static final OperatorId THIN = new OperatorId("samples-thin", "samples: thin hot campaigns");
  static final OperatorId SPLIT_CAMPAIGNS =
      new OperatorId("campaigns-split", "campaigns: part dead letters");
  static final OperatorId LEARN = new OperatorId("learn", "learn");
  static final OperatorId MODELS = new OperatorId("models-sink", "models");
  static final OperatorId PRICES = new OperatorId("dual-prices-sink", "dual-prices");
  static final OperatorId MODELS_JSON = new OperatorId("models-json-sink", "models as JSON");
  static final OperatorId PRICES_JSON =
      new OperatorId("dual-prices-json-sink", "dual-prices as JSON");
  static final OperatorId SHADOW_MODELS = new OperatorId("shadow-models-sink", "shadow-models");
  static final OperatorId SHADOW_PRICES =
      new OperatorId("shadow-dual-prices-sink", "shadow-dual-prices");
  static final OperatorId DEAD_LETTERS = new OperatorId("dead-letters-sink", "dead-letters");

  private LearningJob() {}

  /** Parses options and submits the job to the cluster whose client runs this. */
  public static void main(String[] arguments) throws Exception {
    JobCommand.run(new LearningJobOptions(), LearningJob::submit, arguments);
  }

  /** Defines the job on Kafka and submits it without waiting for its end. */
  public static JobClient submit(StreamExecutionEnvironment environment, LearningJobOptions options)
      throws Exception {
    define(environment, options);
    return environment.executeAsync("weir " + NAME);
  }

  /** Defines the job on Kafka. */
  public static void define(StreamExecutionEnvironment environment, LearningJobOptions options) {
    define(environment, LearningSources.kafka(options), LearningSinks.kafka(options), options);
  }

  /**
   * Defines the job on an environment.
   *
   * @param environment configured here as every job is
   * @param sources where samples and campaigns come from
   * @param sinks where everything goes
   */
  public static void define(
      StreamExecutionEnvironment environment,
      LearningSources sources,
      LearningSinks sinks,
      LearningJobOptions options) {
    JobEnvironment.configure(environment, options.runtime());

    SingleOutputStreamOperator<Either<SampleMessage, DeadLetter>> allSamples =
        SAMPLES.on(
            environment.fromSource(
                sources.samples(),
                EventTime.events(
                    options.runtime(),
                    NAME,
                    message -> message.sample.getClosedAt().toEpochMilli()),
                SAMPLES.name()));
    // One subtask reads all campaigns, so that updates of one campaign keep their order.
    SingleOutputStreamOperator<Either<CampaignUpdate, DeadLetter>> allCampaigns =
        CAMPAIGNS
            .on(
                environment.fromSource(
                    sources.campaigns(), EventTime.configuration(), CAMPAIGNS.name()))
            .setParallelism(1);

    SingleOutputStreamOperator<SampleMessage> samples =
        SPLIT_SAMPLES.on(
            allSamples.process(new SplitDeadLetters<>(), TypeInformation.of(SampleMessage.class)));
    SingleOutputStreamOperator<CampaignUpdate> campaigns =
        SPLIT_CAMPAIGNS
            .on(
                allCampaigns.process(
                    new SplitDeadLetters<>(), TypeInformation.of(CampaignUpdate.class)))
            .setParallelism(1);

    SingleOutputStreamOperator<Either<SampleMessage, LeftOutMessage>> thinned =
        THIN.on(
            samples.transform(
                THIN.name(),
                ThinningOperator.type(),
                new ThinningOperator(options.maxRate(), sources.partitions())));
    SingleOutputStreamOperator<Model> models =
        LEARN.on(
            thinned
                .keyBy(LearningOperator::campaignOf, Types.STRING)
                .connect(campaigns.keyBy(update -> update.campaignId, Types.STRING))
                .transform(
                    LEARN.name(),
                    new AvroTypeInfo<>(Model.class),
                    new LearningOperator(
                        options, new CoreTrainerFactory(options.ensembleThreads()))));

    MODELS.on(models.sinkTo(sinks.models()));
    PRICES.on(models.getSideOutput(LearningOutputs.PRICES).sinkTo(sinks.prices()));
    if (sinks.modelsJson() != null && sinks.pricesJson() != null) {
      MODELS_JSON.on(models.sinkTo(sinks.modelsJson()));
      PRICES_JSON.on(models.getSideOutput(LearningOutputs.PRICES).sinkTo(sinks.pricesJson()));
    }
    SHADOW_MODELS.on(
        models.getSideOutput(LearningOutputs.SHADOW_MODELS).sinkTo(sinks.shadowModels()));
    SHADOW_PRICES.on(
        models.getSideOutput(LearningOutputs.SHADOW_PRICES).sinkTo(sinks.shadowPrices()));
    DEAD_LETTERS.on(
        models
            .getSideOutput(SplitDeadLetters.DEAD_LETTERS)
            .union(
                samples.getSideOutput(SplitDeadLetters.DEAD_LETTERS),
                campaigns.getSideOutput(SplitDeadLetters.DEAD_LETTERS))
            .sinkTo(sinks.deadLetters()));
  }
}
