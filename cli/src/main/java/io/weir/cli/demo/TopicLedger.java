package io.weir.cli.demo;

import io.weir.core.hash.Murmur3;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what really stands on the sink topics, by a read-committed consumer of its own: what an
 * auditor would trust, rather than what a job says of itself.
 */
public final class TopicLedger implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicLedger.class);
  private static final Duration POLL = Duration.ofMillis(200);

  /** What was counted so far; immutable. */
  public record Counts(
      long samples,
      long duplicateSamples,
      Map<String, Long> deadLetters,
      Map<String, Long> deadLettersByTopic,
      Map<String, Model> models,
      Map<String, DualPrice> prices,
      Map<String, BudgetStatus> budgets,
      long lastClosedAtMillis) {}

  private final String samplesTopic;
  private final String deadLettersTopic;
  private final String modelsTopic;
  private final String pricesTopic;
  private final String budgetTopic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;
  private final RecordCodec<Sample> sampleCodec = new RecordCodec<>(Sample.class);
  private final RecordCodec<DeadLetter> deadLetterCodec = new RecordCodec<>(DeadLetter.class);
  private final RecordCodec<Model> modelCodec = new RecordCodec<>(Model.class);
  private final RecordCodec<BudgetStatus> budgetCodec = new RecordCodec<>(BudgetStatus.class);
  private final RecordCodec<DualPrice> priceCodec = new RecordCodec<>(DualPrice.class);

  private final Set<Long> seen = new HashSet<>();
  private final Set<String> letterOrigins = new HashSet<>();
  private final Map<String, Long> deadLetters = new TreeMap<>();
  private final Map<String, Long> deadLettersByTopic = new TreeMap<>();
  private final Map<String, Model> models = new TreeMap<>();
  private final Map<String, DualPrice> prices = new TreeMap<>();
  private final Map<String, BudgetStatus> budgets = new TreeMap<>();
  private long samples;
  private long duplicateSamples;
  private long lastClosedAtMillis;

  private volatile Counts counts =
      new Counts(0, 0, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), 0);
  private volatile boolean running = true;
  private volatile boolean caughtUp;

  TopicLedger(String bootstrapServers, String prefix) {
    this(Map.of("bootstrap.servers", bootstrapServers), prefix);
  }

  /**
   * Connects; nothing is read before {@link #start()}.
   *
   * @param client properties of the consumer: brokers, security
   * @param prefix what the topics' names begin with
   */
  public TopicLedger(Map<String, ?> client, String prefix) {
    this.samplesTopic = prefix + "samples";
    this.deadLettersTopic = prefix + "dead-letters";
    this.modelsTopic = prefix + "models";
    this.pricesTopic = prefix + "dual-prices";
    this.budgetTopic = prefix + "budget-status";
    Map<String, Object> properties = new HashMap<>(client);
    properties.put("isolation.level", "read_committed");
    properties.put("auto.offset.reset", "earliest");
    properties.put("max.poll.records", "5000");
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        List.of(samplesTopic, deadLettersTopic, modelsTopic, pricesTopic, budgetTopic).stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    this.thread = new Thread(this::run, "topic-ledger");
    thread.setDaemon(true);
  }

  /** Begins to read, from the beginning. */
  public void start() {
    thread.start();
  }

  /** Returns what was counted so far. */
  public Counts counts() {
    return counts;
  }

  /** Whether the last poll found the consumer at the end of everything committed. */
  public boolean caughtUp() {
    return caughtUp;
  }

  private void run() {
    try (consumer) {
      while (running) {
        var records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          count(record);
        }
        counts =
            new Counts(
                samples,
                duplicateSamples,
                Map.copyOf(deadLetters),
                Map.copyOf(deadLettersByTopic),
                Map.copyOf(models),
                Map.copyOf(prices),
                Map.copyOf(budgets),
                lastClosedAtMillis);
        caughtUp = records.isEmpty() && atEnd();
      }
    }
  }

  private boolean atEnd() {
    return consumer.endOffsets(consumer.assignment()).entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private void count(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.topic().equals(samplesTopic)) {
        Sample sample = sampleCodec.decode(record.value());
        if (seen.add(Murmur3.hash128First64(sample.getImpressionId()))) {
          samples++;
        } else {
          duplicateSamples++;
        }
        lastClosedAtMillis = Math.max(lastClosedAtMillis, sample.getClosedAt().toEpochMilli());
      } else if (record.topic().equals(deadLettersTopic)) {
        DeadLetter letter = deadLetterCodec.decode(record.value());
        if (!letterOrigins.add(origin(letter))) {
          return; // dead letters go out at least once; their origin makes them idempotent
        }
        deadLetters.merge(letter.getReason(), 1L, Long::sum);
        deadLettersByTopic.merge(letter.getSourceTopic(), 1L, Long::sum);
      } else if (record.topic().equals(modelsTopic)) {
        Model model = modelCodec.decode(record.value());
        models.put(model.getCampaignId(), model);
      } else if (record.topic().equals(budgetTopic)) {
        BudgetStatus status = budgetCodec.decode(record.value());
        budgets.put(status.getCampaignId(), status);
      } else {
        DualPrice price = priceCodec.decode(record.value());
        prices.put(price.getCampaignId(), price);
      }
    } catch (WireFormatException e) {
      // The jobs wrote this, so it is our fault, not the stream's: say so and let the counts show.
      LOG.error("unreadable record on {} at offset {}", record.topic(), record.offset(), e);
    }
  }

  private static String origin(DeadLetter letter) {
    return letter.getSourceTopic()
        + "/"
        + letter.getSourcePartition()
        + "/"
        + letter.getSourceOffset();
  }

  @Override
  public void close() throws InterruptedException {
    running = false;
    thread.join();
  }
}
