package io.weir.cli.campaign;

import io.weir.client.WeirClient;
import io.weir.client.WeirClientOptions;
import io.weir.client.health.CampaignView;
import io.weir.console.operator.CampaignEditor.Written;
import io.weir.kafka.KafkaFlags;
import io.weir.kafka.TopicReader;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches whether a version that was written is taken up. What can be seen from outside is this: a
 * job that refuses it writes a dead letter, the budget job names it in its next status, and a
 * client that is started here decides by it, as every other does that reads the topic. A job that
 * only learns or joins says nothing until it publishes.
 */
final class TakeUp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TakeUp.class);

  /** Jobs that refuse it may be slower than the one that takes it. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final String campaignTopic;
  private final TopicReader reader;
  private final WeirClient client;
  private final RecordCodec<BudgetStatus> statuses = new RecordCodec<>(BudgetStatus.class);
  private final RecordCodec<DeadLetter> letters = new RecordCodec<>(DeadLetter.class);
  private final List<DeadLetter> refusals = new ArrayList<>();
  private @Nullable Long budgetVersion;

  private TakeUp(String campaignTopic, TopicReader reader, WeirClient client) {
    this.campaignTopic = campaignTopic;
    this.reader = reader;
    this.client = client;
  }

  /** Listens from now on, so call it before the version is written. */
  static TakeUp listen(KafkaFlags kafka) {
    TopicReader reader =
        TopicReader.open(
            kafka.clientMap(),
            List.of(kafka.topicPrefix() + "budget-status", kafka.topicPrefix() + "dead-letters"));
    reader.seekToLast(0, reader.ends());
    WeirClientOptions.Builder options =
        WeirClientOptions.builder()
            .bootstrapServers(kafka.bootstrapServers())
            .topicPrefix(kafka.topicPrefix());
    kafka.clientMap().forEach(options::kafkaProperty);
    return new TakeUp(kafka.topicPrefix() + "campaigns", reader, WeirClient.start(options.build()));
  }

  /**
   * Waits and tells.
   *
   * @return whether it is taken up: by the budget job, by a client, and refused by no job
   */
  boolean await(Written written, Duration limit, PrintWriter out) {
    long deadline = System.nanoTime() + limit.toNanos();
    long settled = Long.MAX_VALUE;
    boolean budget = false;
    boolean decides = false;
    while (refusals.isEmpty() && System.nanoTime() - deadline < 0) {
      int unused = reader.poll(record -> take(record, written));
      if (!budget && taken(budgetVersion, written.campaign())) {
        budget = true;
        tell(out, "the budget job has taken it up");
      }
      if (!decides && taken(versionOfClient(written.campaign()), written.campaign())) {
        decides = true;
        tell(out, "a client decides by it");
      }
      if (budget && decides) {
        settled = Math.min(settled, System.nanoTime() + GRACE.toNanos());
        if (System.nanoTime() - settled >= 0) {
          return true;
        }
      }
    }
    for (DeadLetter refusal : refusals) {
      tell(out, "REFUSED by the " + refusal.getJob() + " job: " + refusal.getDetail());
    }
    if (refusals.isEmpty()) {
      tell(out, missing(budget, decides, limit));
    }
    return false;
  }

  private static String missing(boolean budget, boolean decides, Duration limit) {
    String who =
        budget ? "no client reads it" : decides ? "the budget job has not named it" : "nobody has";
    return "not taken up within "
        + limit.toSeconds()
        + " s: "
        + who
        + (budget ? "" : "; does the budget job run?");
  }

  private static boolean taken(@Nullable Long version, Campaign written) {
    return version != null && version >= written.getVersion();
  }

  private @Nullable Long versionOfClient(Campaign written) {
    CampaignView view = client.health().campaigns().get(written.getCampaignId());
    return view == null ? null : view.campaignVersion();
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Written written) {
    if (record.value() == null) {
      return;
    }
    try {
      if (record.topic().endsWith("dead-letters")) {
        DeadLetter letter = letters.decode(record.value());
        if (letter.getSourceTopic().equals(campaignTopic)
            && letter.getSourcePartition() == written.partition()
            && letter.getSourceOffset() == written.offset()) {
          refusals.add(letter);
        }
        return;
      }
      BudgetStatus status = statuses.decode(record.value());
      if (status.getCampaignId().equals(written.campaign().getCampaignId())) {
        budgetVersion = status.getCampaignVersion();
      }
    } catch (WireFormatException e) {
      LOG.warn("an unreadable record on {} at {}", record.topic(), record.offset(), e);
    }
  }

  private static void tell(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public void close() {
    client.close();
    reader.close();
  }
}
