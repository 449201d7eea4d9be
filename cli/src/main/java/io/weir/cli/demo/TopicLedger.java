package io.weir.cli.demo;

import io.weir.core.hash.Murmur3;
import io.weir.kafka.TopicReader;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what really stands on the sink topics, by a read-committed consumer of its own: what an
 * auditor would trust, rather than what a job says of itself.
 */
public final class TopicLedger implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicLedger.class);

  /**
   * A campaign that a job refused.
   *
   * @param campaign what was refused; null if it cannot be read
   * @param letter the job's dead letter
   */
  public record Refusal(@Nullable Campaign campaign, DeadLetter letter) {
    @Override
    public String toString() {
      return (campaign == null ? "" : campaign.getCampaignId() + ": ")
          + letter.getDetail()
          + " ("
          + letter.getReason()
          + " of the "
          + letter.getJob()
          + " job)";
    }
  }

  /**
   * What was counted so far; immutable.
   *
   * @param samples distinct impressions on the samples topic
   * @param duplicateSamples samples beyond the first of an impression
   * @param deadLetters distinct dead letters by reason
   * @param deadLettersByTopic the same by the topic of what could not be used
   * @param refused campaigns that a job refused
   * @param models newest model by campaign
   * @param prices newest price by campaign
   * @param budgets newest status by campaign
   * @param lastClosedAtMillis when the latest sample closed, event time
   */
  public record Counts(
      long samples,
      long duplicateSamples,
      Map<String, Long> deadLetters,
      Map<String, Long> deadLettersByTopic,
      List<Refusal> refused,
      Map<String, Model> models,
      Map<String, DualPrice> prices,
      Map<String, BudgetStatus> budgets,
      long lastClosedAtMillis) {}

  private final String samplesTopic;
  private final String deadLettersTopic;
  private final String campaignsTopic;
  private final String modelsTopic;
  private final String pricesTopic;
  private final String budgetTopic;
  private final TopicReader reader;
  private final Thread thread;
  private final RecordCodec<Sample> sampleCodec = new RecordCodec<>(Sample.class);
  private final RecordCodec<DeadLetter> deadLetterCodec = new RecordCodec<>(DeadLetter.class);
  private final RecordCodec<Campaign> campaignCodec = new RecordCodec<>(Campaign.class);
  private final RecordCodec<Model> modelCodec = new RecordCodec<>(Model.class);
  private final RecordCodec<BudgetStatus> budgetCodec = new RecordCodec<>(BudgetStatus.class);
  private final RecordCodec<DualPrice> priceCodec = new RecordCodec<>(DualPrice.class);

  private final Set<Long> seen = new HashSet<>();
  private final Set<String> letterOrigins = new HashSet<>();
  private final Map<String, Long> deadLetters = new TreeMap<>();
  private final Map<String, Long> deadLettersByTopic = new TreeMap<>();
  private final List<Refusal> refused = new ArrayList<>();
  private final Map<String, Model> models = new TreeMap<>();
  private final Map<String, DualPrice> prices = new TreeMap<>();
  private final Map<String, BudgetStatus> budgets = new TreeMap<>();
  private long samples;
  private long duplicateSamples;
  private long lastClosedAtMillis;

  private volatile Counts counts =
      new Counts(0, 0, Map.of(), Map.of(), List.of(), Map.of(), Map.of(), Map.of(), 0);
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
    this.campaignsTopic = prefix + "campaigns";
    this.modelsTopic = prefix + "models";
    this.pricesTopic = prefix + "dual-prices";
    this.budgetTopic = prefix + "budget-status";
    this.reader =
        TopicReader.open(
            client, List.of(samplesTopic, deadLettersTopic, modelsTopic, pricesTopic, budgetTopic));
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
    try (reader) {
      while (running) {
        int records = reader.poll(this::count);
        counts =
            new Counts(
                samples,
                duplicateSamples,
                Map.copyOf(deadLetters),
                Map.copyOf(deadLettersByTopic),
                List.copyOf(refused),
                Map.copyOf(models),
                Map.copyOf(prices),
                Map.copyOf(budgets),
                lastClosedAtMillis);
        caughtUp = records == 0 && reader.atEnd();
      }
    }
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
        if (letter.getSourceTopic().equals(campaignsTopic)) {
          refused.add(new Refusal(campaign(letter), letter));
        }
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

  private @Nullable Campaign campaign(DeadLetter letter) {
    byte[] payload = new byte[letter.getPayload().remaining()];
    letter.getPayload().duplicate().get(payload);
    try {
      return campaignCodec.decode(payload);
    } catch (WireFormatException e) {
      LOG.info("a refused campaign cannot be read", e);
      return null;
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
