package io.weir.cli.chaos;

import io.weir.cli.account.HostileLedger;
import io.weir.jobs.common.kafka.Topics;
import io.weir.kafka.TopicReader;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** How long each campaign went on: when its last sample, status and price arrived. */
final class CampaignProgress {
  /**
   * What came last of a campaign, milliseconds since the epoch; 0 for never.
   *
   * @param priceVersion newest dual price
   * @param priceModel model of that price
   * @param statusModel model that the last status goes by
   */
  record Last(
      long sampleMillis,
      long statusMillis,
      long priceMillis,
      long priceVersion,
      long priceModel,
      long statusModel) {
    static final Last NOTHING = new Last(0, 0, 0, 0, 0, 0);

    Last sample(long millis) {
      return new Last(millis, statusMillis, priceMillis, priceVersion, priceModel, statusModel);
    }

    Last status(long millis, long model) {
      return new Last(sampleMillis, millis, priceMillis, priceVersion, priceModel, model);
    }

    Last price(long millis, long version, long model) {
      return new Last(sampleMillis, statusMillis, millis, version, model, statusModel);
    }

    /** Whether all of it went on after a time, and pacing goes by the newest price. */
    boolean wentOnAfter(long millis) {
      return sampleMillis > millis && statusMillis > millis && priceMillis > 0 && follows();
    }

    private boolean follows() {
      return priceModel == statusModel;
    }
  }

  private CampaignProgress() {}

  /**
   * Reads the topics.
   *
   * @param ledger messages that no job wrote
   * @param campaigns whose progress is asked for
   */
  static Map<String, Last> read(
      Map<String, Object> client, Topics topics, HostileLedger ledger, List<String> campaigns)
      throws TimeoutException {
    RecordCodec<Sample> samples = new RecordCodec<>(Sample.class);
    RecordCodec<BudgetStatus> statuses = new RecordCodec<>(BudgetStatus.class);
    RecordCodec<DualPrice> prices = new RecordCodec<>(DualPrice.class);
    Map<String, Last> lasts = new TreeMap<>();
    campaigns.forEach(id -> lasts.put(id, Last.NOTHING));
    List<String> read = List.of(topics.samples(), topics.budgetStatus(), topics.dualPrices());
    try (TopicReader reader = TopicReader.open(client, read)) {
      reader.readToEnd(
          Duration.ofSeconds(60),
          record -> {
            if (ledger.contains(record)) {
              return;
            }
            long at = record.timestamp();
            if (record.topic().equals(topics.samples())) {
              Sample sample = decode(samples, record);
              if (sample != null) {
                lasts.computeIfPresent(sample.getCampaignId(), (id, last) -> last.sample(at));
              }
            } else if (record.topic().equals(topics.budgetStatus())) {
              BudgetStatus status = decode(statuses, record);
              if (status != null) {
                lasts.computeIfPresent(
                    status.getCampaignId(),
                    (id, last) -> last.status(at, status.getModelVersion()));
              }
            } else {
              DualPrice price = decode(prices, record);
              if (price != null) {
                lasts.computeIfPresent(
                    price.getCampaignId(),
                    (id, last) -> last.price(at, price.getPriceVersion(), price.getModelVersion()));
              }
            }
          });
    }
    return lasts;
  }

  private static <R extends SpecificRecord> @Nullable R decode(
      RecordCodec<R> codec, ConsumerRecord<byte[], byte[]> record) {
    try {
      return record.value() == null ? null : codec.decode(record.value());
    } catch (WireFormatException e) {
      return null;
    }
  }
}
