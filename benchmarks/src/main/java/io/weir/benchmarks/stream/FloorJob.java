package io.weir.benchmarks.stream;

import io.weir.jobs.attribution.AttributionOptions;
import io.weir.jobs.attribution.AttributionSources;
import io.weir.jobs.attribution.event.EventKind;
import io.weir.jobs.attribution.event.EventMessage;
import io.weir.jobs.common.JobEnvironment;
import io.weir.jobs.common.deadletter.SplitDeadLetters;
import io.weir.jobs.common.kafka.KafkaOptions;
import io.weir.jobs.common.time.EventTime;
import io.weir.schemas.DeadLetter;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The least that any join by impression must do: the attribution job's sources, decoding,
 * watermarks and shuffle, one RocksDB read-modify-write of a counter an event, and one record an
 * impression into an exactly-once sink. No timers, no join, no records to encode.
 */
final class FloorJob {
  static final String NAME = "floor";

  /** Name of its keyed operator. */
  static final String OPERATOR = "count";

  private FloorJob() {}

  static void define(
      StreamExecutionEnvironment environment, AttributionOptions options, String outputTopic) {
    JobEnvironment.configure(environment, options.runtime());
    AttributionSources sources = AttributionSources.kafka(options);
    events(environment, "impressions", sources.impressions(), options)
        .union(
            events(environment, "treatments", sources.treatments(), options),
            events(environment, "outcomes", sources.outcomes(), options))
        .keyBy(EventMessage::impressionId, Types.STRING)
        .process(new Count(), TypeInformation.of(EventMessage.class))
        .uid(OPERATOR)
        .name(OPERATOR)
        .sinkTo(sink(options.kafka(), outputTopic))
        .uid("sink")
        .name("sink");
  }

  private static SingleOutputStreamOperator<EventMessage> events(
      StreamExecutionEnvironment environment,
      String name,
      Source<Either<EventMessage, DeadLetter>, ?, ?> source,
      AttributionOptions options) {
    return environment
        .fromSource(
            source, EventTime.events(options.runtime(), NAME, EventMessage::eventTimeMillis), name)
        .uid(name)
        .process(new SplitDeadLetters<>(), TypeInformation.of(EventMessage.class))
        .uid("split-" + name)
        .name("split-" + name);
  }

  private static KafkaSink<EventMessage> sink(KafkaOptions kafka, String topic) {
    return KafkaSink.<EventMessage>builder()
        .setBootstrapServers(kafka.bootstrapServers())
        .setProperty("compression.type", "lz4")
        .setProperty("linger.ms", "20")
        .setProperty("transaction.timeout.ms", Long.toString(kafka.transactionTimeout().toMillis()))
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(kafka.transactionalIdPrefix(NAME, "sink"))
        .setRecordSerializer(new RawValue(topic))
        .build();
  }

  /** Writes the message as it came. */
  private static final class RawValue implements KafkaRecordSerializationSchema<EventMessage> {
    private static final long serialVersionUID = 1L;

    private final String topic;

    RawValue(String topic) {
      this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        EventMessage message, KafkaSinkContext context, @Nullable Long timestamp) {
      return new ProducerRecord<>(
          topic, message.impressionId().getBytes(StandardCharsets.UTF_8), message.payload());
    }
  }

  private static final class Count
      extends KeyedProcessFunction<String, EventMessage, EventMessage> {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("NullAway.Init") // set by open
    private transient ValueState<Long> counts;

    @Override
    public void open(OpenContext context) {
      counts = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
    }

    @Override
    public void processElement(EventMessage message, Context context, Collector<EventMessage> out)
        throws Exception {
      Long count = counts.value();
      counts.update(count == null ? 1 : count + 1);
      if (message.kind() == EventKind.IMPRESSION) {
        out.collect(message);
      }
    }
  }
}
