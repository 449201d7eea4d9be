package io.weir.cli.study;

import io.weir.cli.embedded.CampaignSource;
import io.weir.jobs.learning.LearningJob;
import io.weir.jobs.learning.LearningJobOptions;
import io.weir.jobs.learning.LearningSinks;
import io.weir.jobs.learning.LearningSources;
import io.weir.jobs.learning.SampleMessage;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.simulator.traffic.SampleStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Either;

/** One run of the learning job, from the first sample of a simulated stream to the last. */
final class StudyRun {
  /** What the job published, all campaigns together, in order. */
  record Published(List<Model> models, List<DualPrice> prices, int deadLetters, double seconds) {}

  private StudyRun() {}

  /**
   * Runs the job to the end of a stream.
   *
   * @param stream at its beginning; used up
   * @param learning learning options of every campaign
   */
  static Published run(SampleStream stream, Map<String, String> learning) throws Exception {
    long start = System.nanoTime();
    Samples samples = new Samples(stream);
    try (Collector<Model> models = new Collector<>(Model.class);
        Collector<DualPrice> prices = new Collector<>(DualPrice.class);
        Collector<Model> shadowModels = new Collector<>(Model.class);
        Collector<DualPrice> shadowPrices = new Collector<>(DualPrice.class);
        Collector<DeadLetter> deadLetters = new Collector<>(DeadLetter.class)) {
      StreamExecutionEnvironment environment =
          StreamExecutionEnvironment.createLocalEnvironment(1, patientOnce());
      LearningJob.define(
          environment,
          new LearningSources(
              new DataGeneratorSource<>(
                  samples, stream.size(), either(TypeInformation.of(SampleMessage.class))),
              CampaignSource.of(stream.campaigns(learning))),
          new LearningSinks(models, prices, shadowModels, shadowPrices, deadLetters),
          LearningJobOptions.parse(
              "--bootstrap-servers=none:1", "--checkpoint-interval=365d", "--held-max=1000000"));
      environment.execute("weir study");
      return new Published(
          models.records(),
          prices.records(),
          deadLetters.records().size(),
          (System.nanoTime() - start) / 1e9);
    } finally {
      samples.forget();
    }
  }

  /**
   * The stream cannot be read again, so a failure ends the run, and there is no use in the
   * checkpoint that a job takes at its end; a pause of the machine does not end it.
   */
  private static Configuration patientOnce() {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    configuration.set(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH, false);
    configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofDays(1));
    return configuration;
  }

  private static <T> TypeInformation<Either<T, DeadLetter>> either(TypeInformation<T> left) {
    return new EitherTypeInfo<>(left, new AvroTypeInfo<>(DeadLetter.class));
  }

  /** Walks through a stream of this process, which it finds by name: a world cannot travel. */
  private static final class Samples
      implements GeneratorFunction<Long, Either<SampleMessage, DeadLetter>> {
    private static final long serialVersionUID = 1L;
    private static final Map<String, SampleStream> OPEN = new ConcurrentHashMap<>();
    private final String name = UUID.randomUUID().toString();

    Samples(SampleStream stream) {
      OPEN.put(name, stream);
    }

    void forget() {
      OPEN.remove(name);
    }

    @Override
    public Either<SampleMessage, DeadLetter> map(Long index) {
      SampleStream stream = java.util.Objects.requireNonNull(OPEN.get(name));
      return Either.Left(new SampleMessage(stream.next(), "study", 0, index));
    }
  }
}
