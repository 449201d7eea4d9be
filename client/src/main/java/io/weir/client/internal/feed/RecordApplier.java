package io.weir.client.internal.feed;

import io.weir.client.health.FollowedTopic;
import io.weir.client.health.TopicCounts;
import io.weir.client.internal.engine.DecisionEngine;
import io.weir.client.internal.engine.RejectedRecordException;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the engine from raw records. A record that cannot be used is counted and left out, so that
 * the last good one stays in force. Applying is for one thread; counts may be read by any.
 */
public final class RecordApplier {
  private static final Logger LOG = LoggerFactory.getLogger(RecordApplier.class);

  /** What a status may be ahead of this clock, a wrong time zone included. */
  private static final Duration MAX_FUTURE = Duration.ofDays(1);

  private final DecisionEngine engine;
  private final InstantSource clock;
  private final RecordCodec<Campaign> campaigns = new RecordCodec<>(Campaign.class);
  private final RecordCodec<Model> models = new RecordCodec<>(Model.class);
  private final RecordCodec<DualPrice> prices = new RecordCodec<>(DualPrice.class);
  private final RecordCodec<BudgetStatus> statuses = new RecordCodec<>(BudgetStatus.class);
  private final Set<Restored> unconfirmed = new HashSet<>();
  private volatile Map<FollowedTopic, TopicCounts> counts;
  private volatile @Nullable String lastError;

  private record Restored(FollowedTopic topic, String campaignId) {}

  /** Makes an applier that has seen nothing. */
  public RecordApplier(DecisionEngine engine, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
    this.counts = zeros();
  }

  private static Map<FollowedTopic, TopicCounts> zeros() {
    Map<FollowedTopic, TopicCounts> zeros = new EnumMap<>(FollowedTopic.class);
    for (FollowedTopic topic : FollowedTopic.values()) {
      zeros.put(topic, new TopicCounts(0, 0, 0, 0));
    }
    return zeros;
  }

  /** Applies what an earlier process left; call before the topics are followed. */
  void restore(List<StateFile.Entry> entries) {
    for (StateFile.Entry entry : entries) {
      byte[] key = entry.campaignId().getBytes(StandardCharsets.UTF_8);
      apply(entry.topic(), key, entry.value(), entry.publishedAtMillis());
      unconfirmed.add(new Restored(entry.topic(), entry.campaignId()));
    }
    counts = zeros();
  }

  /** Forgets what was restored and is no longer on its topic, all of which was read by now. */
  void caughtUp() {
    for (Restored gone : unconfirmed) {
      engine.forget(gone.topic(), gone.campaignId());
      LOG.info("{} no longer tells of campaign {}", gone.topic(), gone.campaignId());
    }
    unconfirmed.clear();
  }

  /** Counts by topic; the map does not change afterwards. */
  public Map<FollowedTopic, TopicCounts> counts() {
    return counts;
  }

  /** Returns what was wrong with the last record that was left out; null if none was. */
  public @Nullable String lastError() {
    return lastError;
  }

  /** Takes note that a topic was deleted and made anew. */
  void reopen(FollowedTopic topic) {
    engine.reopen(topic);
    LOG.warn("topic {} was made anew: reading it from its beginning", topic);
  }

  void apply(
      FollowedTopic topic, byte @Nullable [] key, byte @Nullable [] value, long timestampMillis) {
    String campaignId = key == null ? null : new String(key, StandardCharsets.UTF_8);
    if (campaignId == null) {
      count(topic, new TopicCounts(0, 0, 1, 0), "a record without a key");
      return;
    }
    unconfirmed.remove(new Restored(topic, campaignId));
    if (value == null) {
      engine.forget(topic, campaignId);
      count(topic, new TopicCounts(0, 1, 0, 0), null);
      return;
    }
    try {
      // A time to come would keep a record fresh for as long as it is ahead.
      long publishedAtMillis = Math.min(timestampMillis, clock.millis());
      boolean keyed = decodeAndApply(topic, campaignId, value, publishedAtMillis);
      count(
          topic,
          keyed ? new TopicCounts(1, 0, 0, 0) : new TopicCounts(0, 0, 1, 0),
          keyed ? null : "key " + campaignId + " is not the record's campaign");
    } catch (WireFormatException e) {
      count(
          topic,
          new TopicCounts(0, 0, 1, 0),
          campaignId + ": " + e.reason() + ": " + e.getMessage());
    } catch (RejectedRecordException e) {
      count(topic, new TopicCounts(0, 0, 0, 1), campaignId + ": " + e.getMessage());
    } catch (RuntimeException | Error e) {
      // One record, whatever it does, must not keep the others from being read.
      count(topic, new TopicCounts(0, 0, 0, 1), campaignId + ": " + e);
      LOG.error("applying a record of {} failed", topic, e);
    }
  }

  /** Returns false, and applies nothing, if the key is another campaign. */
  private boolean decodeAndApply(
      FollowedTopic topic, String key, byte[] value, long publishedAtMillis)
      throws WireFormatException, RejectedRecordException {
    switch (topic) {
      case CAMPAIGNS -> {
        Campaign campaign = campaigns.decode(value);
        if (!key.equals(campaign.getCampaignId())) {
          return false;
        }
        engine.apply(campaign);
      }
      case MODELS -> {
        Model model = models.decode(value);
        if (!key.equals(model.getCampaignId())) {
          return false;
        }
        engine.apply(model, publishedAtMillis);
      }
      case DUAL_PRICES -> {
        DualPrice price = prices.decode(value);
        if (!key.equals(price.getCampaignId())) {
          return false;
        }
        engine.apply(price, publishedAtMillis);
      }
      case SHADOW_MODELS -> {
        Model model = models.decode(value);
        if (!key.equals(model.getCampaignId())) {
          return false;
        }
        engine.applyShadow(model, publishedAtMillis);
      }
      case SHADOW_DUAL_PRICES -> {
        DualPrice price = prices.decode(value);
        if (!key.equals(price.getCampaignId())) {
          return false;
        }
        engine.applyShadow(price, publishedAtMillis);
      }
      case BUDGET_STATUS -> {
        BudgetStatus status = statuses.decode(value);
        if (!key.equals(status.getCampaignId())) {
          return false;
        }
        boundByClock(status);
        engine.apply(status, publishedAtMillis);
      }
    }
    return true;
  }

  /**
   * Statuses are ordered by their time, so one ahead of the clock would shut out those that follow.
   * A little ahead is a clock that is wrong, and counts as of now; far ahead is no time.
   */
  private void boundByClock(BudgetStatus status) throws RejectedRecordException {
    Instant now = clock.instant();
    if (status.getAsOf().isAfter(now.plus(MAX_FUTURE))) {
      throw new RejectedRecordException("asOf " + status.getAsOf() + " is more than a day ahead");
    }
    if (status.getAsOf().isAfter(now)) {
      status.setAsOf(now);
    }
  }

  private void count(FollowedTopic topic, TopicCounts more, @Nullable String problem) {
    Map<FollowedTopic, TopicCounts> next = new EnumMap<>(counts);
    next.merge(topic, more, TopicCounts::plus);
    counts = next;
    if (problem != null) {
      lastError = topic + ": " + problem;
      LOG.warn("skipped a record of {}: {}", topic, problem);
    }
  }
}
