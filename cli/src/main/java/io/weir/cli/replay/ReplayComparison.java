package io.weir.cli.replay;

import io.weir.jobs.common.kafka.Topics;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.wire.RecordCodec;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a live run published for a campaign against what its replay did, version by version, in all
 * but the time on the wall.
 *
 * @param campaignId campaign
 * @param models of the models
 * @param prices of the prices
 * @param samplesOfLastModel samples that the live run's last model has seen, by its provenance
 */
record ReplayComparison(
    String campaignId, Versions models, Versions prices, long samplesOfLastModel) {
  /**
   * Versions of one kind of record.
   *
   * @param live versions of the live run
   * @param same those that the replay published as well, bit for bit
   * @param repeated records that the live run sent more than once, as a restart does
   * @param contradictions repeated records that were not the same as before
   * @param gaps versions from 1 to the last that the live run never published
   */
  record Versions(int live, int same, int repeated, int contradictions, long gaps) {
    boolean fine() {
      return live == same && contradictions == 0;
    }

    private String toText(String what) {
      return String.format(
          Locale.ROOT,
          "%s: %d of %d the same, %d sent again, %d contradict themselves, %d missing",
          what,
          same,
          live,
          repeated,
          contradictions,
          gaps);
    }
  }

  private static final Instant NO_TIME = Instant.EPOCH;

  /** One kind of record under one prefix, by campaign and version. */
  private static final class Kind<R extends SpecificRecord> {
    final Map<String, TreeMap<Long, R>> records = new TreeMap<>();
    final Map<String, int[]> repeats = new TreeMap<>();

    void add(String campaignId, long version, R record) {
      R before =
          records.computeIfAbsent(campaignId, id -> new TreeMap<>()).putIfAbsent(version, record);
      int[] counts = repeats.computeIfAbsent(campaignId, id -> new int[2]);
      if (before != null) {
        counts[0]++;
        counts[1] += before.equals(record) ? 0 : 1;
      }
    }

    TreeMap<Long, R> of(String campaignId) {
      return records.getOrDefault(campaignId, new TreeMap<>());
    }

    /** Compares a live run's records with the replay's. */
    Versions against(Kind<R> replay, String campaignId) {
      TreeMap<Long, R> own = of(campaignId);
      Map<Long, R> other = replay.of(campaignId);
      int same = 0;
      for (Map.Entry<Long, R> entry : own.entrySet()) {
        same += entry.getValue().equals(other.get(entry.getKey())) ? 1 : 0;
      }
      int[] counts = repeats.getOrDefault(campaignId, new int[2]);
      long gaps = own.isEmpty() ? 0 : own.lastKey() - own.size();
      return new Versions(own.size(), same, counts[0], counts[1], gaps);
    }
  }

  /** Reads both runs' publications, shadow ones included. */
  static List<ReplayComparison> read(
      TopicAccess access, Topics live, Topics replay, List<String> campaignIds) throws Exception {
    Kind<Model> liveModels = models(access, live);
    Kind<Model> models = models(access, replay);
    Kind<DualPrice> livePrices = prices(access, live);
    Kind<DualPrice> prices = prices(access, replay);
    return campaignIds.stream()
        .sorted()
        .map(
            id ->
                new ReplayComparison(
                    id,
                    liveModels.against(models, id),
                    livePrices.against(prices, id),
                    samples(liveModels.of(id))))
        .toList();
  }

  private static Kind<Model> models(TopicAccess access, Topics topics) throws Exception {
    RecordCodec<Model> codec = new RecordCodec<>(Model.class);
    Kind<Model> kind = new Kind<>();
    access.read(
        access.ends(List.of(topics.models(), topics.shadowModels())),
        message -> {
          Model model = codec.decode(message.value());
          model.setCreatedAt(NO_TIME);
          kind.add(model.getCampaignId(), model.getModelVersion(), model);
        });
    return kind;
  }

  private static Kind<DualPrice> prices(TopicAccess access, Topics topics) throws Exception {
    RecordCodec<DualPrice> codec = new RecordCodec<>(DualPrice.class);
    Kind<DualPrice> kind = new Kind<>();
    access.read(
        access.ends(List.of(topics.dualPrices(), topics.shadowDualPrices())),
        message -> {
          DualPrice price = codec.decode(message.value());
          price.setComputedAt(NO_TIME);
          kind.add(price.getCampaignId(), price.getPriceVersion(), price);
        });
    return kind;
  }

  private static long samples(TreeMap<Long, Model> models) {
    long sum = 0;
    if (!models.isEmpty()) {
      Map<String, String> provenance = models.lastEntry().getValue().getProvenance();
      for (String kind : List.of("samplesRandomized", "samplesPolicy", "samplesOverride")) {
        sum += Long.parseLong(provenance.getOrDefault(kind, "0"));
      }
    }
    return sum;
  }

  /** Whether the live run published what its replay did, whenever it published. */
  boolean same() {
    return models.fine() && prices.fine();
  }

  String toText() {
    return String.format(
        Locale.ROOT,
        "%-16s live run %s; %s; %s; last model of %,d samples%n",
        campaignId,
        same() ? "equals the replay" : "DIFFERS from the replay",
        models.toText("models"),
        prices.toText("prices"),
        samplesOfLastModel);
  }
}
