package io.weir.cli.account;

import io.weir.cli.account.HostileFates.Fate;
import io.weir.contract.CampaignValidator;
import io.weir.contract.EventValidator;
import io.weir.contract.LearningOptionsCheck;
import io.weir.jobs.common.deadletter.EventChecks;
import io.weir.jobs.common.deadletter.RejectedMessageException;
import io.weir.jobs.common.kafka.Topics;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Impression;
import io.weir.schemas.Model;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The rules by which a message counts, whoever sent it: those that its readers go by. */
final class MessageRules {
  private final Topics topics;
  private final Duration maxFuture;
  private final CampaignValidator validator = new CampaignValidator(LearningOptionsCheck.none());
  private final RecordCodec<Impression> impressions = new RecordCodec<>(Impression.class);
  private final RecordCodec<Treatment> treatments = new RecordCodec<>(Treatment.class);
  private final RecordCodec<Outcome> outcomes = new RecordCodec<>(Outcome.class);
  private final RecordCodec<Sample> samples = new RecordCodec<>(Sample.class);
  private final RecordCodec<DualPrice> prices = new RecordCodec<>(DualPrice.class);
  private final RecordCodec<Model> models = new RecordCodec<>(Model.class);
  private final RecordCodec<BudgetStatus> statuses = new RecordCodec<>(BudgetStatus.class);
  private final RecordCodec<Campaign> campaigns = new RecordCodec<>(Campaign.class);

  /**
   * Makes rules.
   *
   * @param maxFuture what the jobs are told by {@code --max-future}
   */
  MessageRules(Topics topics, Duration maxFuture) {
    this.topics = topics;
    this.maxFuture = maxFuture;
  }

  /** Returns the outcome if its cost counts, else null. */
  @Nullable Outcome countable(ConsumerRecord<byte[], byte[]> record) {
    Outcome outcome = decode(outcomes, record.value());
    try {
      if (outcome != null) {
        EventChecks.check(outcome);
        EventChecks.checkedMillis(outcome.getOccurredAt(), record, maxFuture);
      }
      return outcome;
    } catch (RejectedMessageException e) {
      return null;
    }
  }

  /** Returns the campaign if it is a valid configuration under its own key, else null. */
  @Nullable Campaign configuration(ConsumerRecord<byte[], byte[]> record) {
    Campaign campaign = decode(campaigns, record.value());
    return campaign != null
            && campaign.getCampaignId().equals(key(record))
            && validator.problems(campaign).isEmpty()
        ? campaign
        : null;
  }

  /** What a message is by itself; unaccounted for where its reader must have set it aside. */
  Fate fate(ConsumerRecord<byte[], byte[]> record) {
    String topic = record.topic();
    if (topic.equals(topics.models())) {
      Model model = decode(models, record.value());
      return clientsFate(record, model == null ? null : model.getCampaignId());
    }
    if (topic.equals(topics.budgetStatus())) {
      BudgetStatus status = decode(statuses, record.value());
      return clientsFate(record, status == null ? null : status.getCampaignId());
    }
    boolean lastValues = topic.equals(topics.campaigns()) || topic.equals(topics.dualPrices());
    if (lastValues && record.value() == null) {
      return Fate.DELETION;
    }
    return valid(topic, record) ? Fate.VALID : Fate.UNACCOUNTED;
  }

  private static Fate clientsFate(
      ConsumerRecord<byte[], byte[]> record, @Nullable String campaignId) {
    if (record.value() == null) {
      return Fate.DELETION;
    }
    return campaignId != null && campaignId.equals(key(record)) ? Fate.VALID : Fate.LEFT_TO_CLIENTS;
  }

  private boolean valid(String topic, ConsumerRecord<byte[], byte[]> record) {
    try {
      if (topic.equals(topics.impressions())) {
        Impression impression = decode(impressions, record.value());
        if (impression == null) {
          return false;
        }
        EventChecks.check(impression);
        EventChecks.checkedMillis(impression.getOccurredAt(), record, maxFuture);
        return true;
      }
      if (topic.equals(topics.treatments())) {
        Treatment treatment = decode(treatments, record.value());
        if (treatment == null) {
          return false;
        }
        EventChecks.check(treatment);
        EventChecks.checkedMillis(treatment.getAssignedAt(), record, maxFuture);
        return true;
      }
      if (topic.equals(topics.samples())) {
        Sample sample = decode(samples, record.value());
        if (sample == null) {
          return false;
        }
        EventChecks.check(sample);
        return true;
      }
    } catch (RejectedMessageException e) {
      return false;
    }
    if (topic.equals(topics.outcomes())) {
      return countable(record) != null;
    }
    if (topic.equals(topics.campaigns())) {
      return configuration(record) != null;
    }
    DualPrice price = decode(prices, record.value());
    return price != null && EventValidator.priceProblem(price, key(record)) == null;
  }

  private static @Nullable String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
  }

  static <R extends SpecificRecord> @Nullable R decode(
      RecordCodec<R> codec, byte @Nullable [] value) {
    try {
      return codec.decode(value);
    } catch (WireFormatException e) {
      return null;
    }
  }
}
