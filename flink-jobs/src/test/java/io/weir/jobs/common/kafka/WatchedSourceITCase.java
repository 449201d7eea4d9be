package io.weir.jobs.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.common.FlinkFixture;
import io.weir.jobs.common.KafkaFixture;
import io.weir.jobs.common.time.InputContact;
import io.weir.jobs.common.time.InputContacts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Flink must give a source's reader and its watermark generators one and the same metric group. */
class WatchedSourceITCase {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final AtomicReference<InputContact> SEEN = new AtomicReference<>();

  private static final class Silent implements WatermarkGenerator<String> {
    @Override
    public void onEvent(String event, long eventTimestamp, WatermarkOutput output) {
      // Only the making of it counts here.
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      output.emitWatermark(new Watermark(0));
    }
  }

  @Test
  void watermarksAskTheContactOfTheirOwnReader(@TempDir Path directory) throws Exception {
    try (KafkaFixture kafka = KafkaFixture.start(1);
        FlinkFixture flink = FlinkFixture.start(directory, 1, 0)) {
      KafkaOptions options = new KafkaOptions();
      new CommandLine(options).parseArgs("--bootstrap-servers=" + kafka.bootstrapServers());
      StreamExecutionEnvironment environment = flink.environment();
      environment.setParallelism(1);
      environment
          .fromSource(
              KafkaSources.events(
                  options,
                  "watched",
                  "impressions",
                  "weir.impressions",
                  KafkaRecordDeserializationSchema.valueOnly(new SimpleStringSchema())),
              WatermarkStrategy.<String>forGenerator(
                  context -> {
                    SEEN.set(InputContacts.of(context.getMetricGroup()));
                    return new Silent();
                  }),
              "watched")
          .uid("watched")
          .sinkTo(new DiscardingSink<>())
          .uid("nowhere");
      flink.submit(environment, null);
      long end = System.nanoTime() + LIMIT.toNanos();
      while (SEEN.get() == null) {
        assertThat(System.nanoTime()).as("the source has started in time").isLessThan(end);
        Thread.sleep(50);
      }
      assertThat(SEEN.get()).isInstanceOf(BrokerContact.class);
    }
  }
}
