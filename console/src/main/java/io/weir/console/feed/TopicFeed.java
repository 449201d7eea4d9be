package io.weir.console.feed;

import io.weir.client.follow.TopicFollower;
import io.weir.console.operator.ChangeHeaders;
import io.weir.console.state.ConsoleState;
import io.weir.console.state.ConsoleState.Forgotten;
import io.weir.console.view.RefusedVersion;
import io.weir.contract.CampaignValidator;
import io.weir.contract.LearningOptionsCheck;
import io.weir.contract.Problem;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns records of the sink topics into state. A consumer that starts anew reads them again; those
 * read before are told by their offset. For one thread.
 */
public final class TopicFeed implements TopicFollower.Handler {
  private static final CampaignValidator VALIDATOR =
      new CampaignValidator(LearningOptionsCheck.none());

  private static final Logger LOG = LoggerFactory.getLogger(TopicFeed.class);
  private static final Duration DEAD_LETTERS_SINCE = Duration.ofDays(1);

  private final ConsoleState state;
  private final String prefix;
  private final RecordCodec<Campaign> campaigns = new RecordCodec<>(Campaign.class);
  private final RecordCodec<Model> models = new RecordCodec<>(Model.class);
  private final RecordCodec<DualPrice> prices = new RecordCodec<>(DualPrice.class);
  private final RecordCodec<BudgetStatus> statuses = new RecordCodec<>(BudgetStatus.class);
  private final RecordCodec<DeadLetter> letters = new RecordCodec<>(DeadLetter.class);
  private final Map<TopicPartition, Position> read = new HashMap<>();

  private record Position(long offset, long timestamp) {}

  /**
   * Makes a feed.
   *
   * @param prefix put before the topics' names
   * @param state what is fed
   */
  public TopicFeed(String prefix, ConsoleState state) {
    this.prefix = prefix;
    this.state = state;
  }

  /** Returns the full names of the topics to follow. */
  public Set<String> topics() {
    return Set.of(
        prefix + "campaigns",
        prefix + "models",
        prefix + "shadow-models",
        prefix + "dual-prices",
        prefix + "shadow-dual-prices",
        prefix + "budget-status",
        prefix + "dead-letters");
  }

  /** Returns which topics need not be read from the beginning. */
  public Map<String, Duration> lookBack() {
    return Map.of(prefix + "dead-letters", DEAD_LETTERS_SINCE);
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    if (!isNew(record)) {
      return;
    }
    String topic = record.topic().substring(prefix.length());
    try {
      if (record.value() == null) {
        forget(topic, record);
      } else {
        apply(topic, record);
      }
    } catch (WireFormatException e) {
      String what = topic + " offset " + record.offset() + ": " + e.reason();
      LOG.warn("skipped an unreadable record: {}", what, e);
      state.unreadable(what);
    }
  }

  @Override
  public void recreated(String topic) {
    read.keySet().removeIf(partition -> partition.topic().equals(topic));
  }

  /** A topic that was made anew begins again with low offsets, but with later times. */
  private boolean isNew(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    Position last = read.get(partition);
    if (last != null
        && record.offset() <= last.offset()
        && record.timestamp() <= last.timestamp()) {
      return false;
    }
    read.put(partition, new Position(record.offset(), record.timestamp()));
    return true;
  }

  private void apply(String topic, ConsumerRecord<byte[], byte[]> record)
      throws WireFormatException {
    long at = record.timestamp();
    switch (topic) {
      case "campaigns" -> {
        Campaign campaign = campaigns.decode(record.value());
        List<Problem> problems = VALIDATOR.problems(campaign);
        if (!problems.isEmpty()) {
          state.refuse(
              campaign.getCampaignId(),
              new RefusedVersion(campaign.getVersion(), Problem.describe(problems)));
          return;
        }
        ChangeHeaders headers = ChangeHeaders.read(record.headers());
        state.apply(campaign, at, headers.by(), headers.command(), headers.why());
      }
      case "models", "shadow-models" -> state.apply(models.decode(record.value()));
      case "dual-prices" -> state.apply(prices.decode(record.value()), true, at);
      case "shadow-dual-prices" -> state.apply(prices.decode(record.value()), false, at);
      case "budget-status" -> state.apply(statuses.decode(record.value()), at);
      case "dead-letters" -> state.apply(letters.decode(record.value()));
      default -> throw new IllegalArgumentException("not a topic of the feed: " + topic);
    }
  }

  private void forget(String topic, ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return;
    }
    String campaignId = new String(record.key(), StandardCharsets.UTF_8);
    switch (topic) {
      case "campaigns" -> state.forget(campaignId, Forgotten.CAMPAIGN);
      case "models", "shadow-models" -> state.forget(campaignId, Forgotten.MODEL);
      case "dual-prices", "shadow-dual-prices" -> state.forget(campaignId, Forgotten.PRICE);
      case "budget-status" -> state.forget(campaignId, Forgotten.BUDGET);
      default -> LOG.warn("a record without a value on {}", topic);
    }
  }
}
