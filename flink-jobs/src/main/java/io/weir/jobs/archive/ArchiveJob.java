package io.weir.jobs.archive;

import io.weir.jobs.common.JobCommand;
import io.weir.jobs.common.JobEnvironment;
import io.weir.jobs.common.OperatorId;
import io.weir.jobs.common.deadletter.EventChecks;
import io.weir.jobs.common.deadletter.RejectedMessageException;
import io.weir.jobs.common.deadletter.SplitDeadLetters;
import io.weir.jobs.common.kafka.KafkaSources;
import io.weir.jobs.common.kafka.RecordOrDeadLetterSchema;
import io.weir.jobs.common.time.EventTime;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Sample;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.types.Either;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Samples in; Parquet files out, by campaign and day.
 *
 * <pre>
 * samples --> split --> archive (campaign=ID/day=DAY/*.parquet)
 * </pre>
 *
 * <p>Each sample is in the archive once: a file takes its final name with the checkpoint that
 * covers it. A message that is no sample is counted here, by reason; the learning job, which reads
 * the same topic, makes the dead letter.
 */
public final class ArchiveJob {
  private static final String NAME = "archive";

  private static final OperatorId SAMPLES = new OperatorId("samples-source", "samples");
  private static final OperatorId SPLIT =
      new OperatorId("samples-split", "samples: count what is none");
  private static final OperatorId FILES = new OperatorId("archive-files", "archive");

  private ArchiveJob() {}

  /** Parses options and submits the job to the cluster whose client runs this. */
  public static void main(String[] arguments) throws Exception {
    JobCommand.run(new ArchiveOptions(), ArchiveJob::submit, arguments);
  }

  private static void submit(StreamExecutionEnvironment environment, ArchiveOptions options)
      throws Exception {
    define(environment, options);
    environment.executeAsync("weir " + NAME);
  }

  /** Defines the job. */
  static void define(StreamExecutionEnvironment environment, ArchiveOptions options) {
    JobEnvironment.configure(environment, options.runtime());
    SingleOutputStreamOperator<Either<Sample, DeadLetter>> all =
        SAMPLES.on(
            environment.fromSource(
                KafkaSources.events(
                    options.kafka(), NAME, "samples", options.kafka().topics().samples(), schema()),
                // Nothing here asks for event time.
                EventTime.configuration(),
                SAMPLES.name()));
    SingleOutputStreamOperator<Sample> samples =
        SPLIT.on(all.process(new SplitDeadLetters<>(), type()));
    FILES.on(
        samples.sinkTo(
            FileSink.forBulkFormat(new Path(options.directory()), SampleFiles.writers())
                .withBucketAssigner(new CampaignDay())
                .withOutputFileConfig(
                    OutputFileConfig.builder().withPartSuffix(SampleFiles.suffix()).build())
                .build()));
  }

  private static TypeInformation<Sample> type() {
    return new AvroTypeInfo<>(Sample.class);
  }

  private static RecordOrDeadLetterSchema<Sample, Sample> schema() {
    return new RecordOrDeadLetterSchema<>(Sample.class, type(), ArchiveJob::accept, NAME);
  }

  private static Sample accept(Sample sample, ConsumerRecord<byte[], byte[]> message)
      throws RejectedMessageException {
    EventChecks.check(sample);
    return sample;
  }
}
