package io.weir.cli.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.jobs.common.kafka.Topics;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.wire.RecordCodec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a replay read and published.
 *
 * @param samples samples learned from or set aside
 * @param order order they were learned in
 * @param deadLetters messages set aside, by reason
 * @param seconds time on the wall
 * @param campaigns what was published for each campaign
 * @param comparisons of what was published with the live run, by campaign; empty if not asked for
 */
record ReplaySummary(
    long samples,
    Replay.Order order,
    Map<String, Integer> deadLetters,
    double seconds,
    List<CampaignSummary> campaigns,
    List<ReplayComparison> comparisons) {

  /**
   * What was published for a campaign, shadow publications included.
   *
   * @param models checksum of the weights of each model version, hexadecimal
   * @param prices number of price versions
   * @param dualPrice the last price, revenue units per currency unit
   * @param gate the last decision's reason
   * @param prequentialValue value per impression of the policies that were live, each scored on
   *     samples that came after it; with an interval that holds however often one looks. Null
   *     without randomized samples after the first publication
   */
  record CampaignSummary(
      String campaignId,
      Map<Long, String> models,
      int prices,
      @Nullable Double dualPrice,
      @Nullable String gate,
      @Nullable Double prequentialValue,
      @Nullable Double prequentialValueLower,
      @Nullable Double prequentialValueUpper) {}

  /** Reads back what was written under a prefix. */
  static ReplaySummary read(
      TopicAccess access,
      Topics topics,
      List<String> campaignIds,
      long samples,
      Replay.Order order,
      double seconds)
      throws Exception {
    Map<String, Map<Long, String>> models = new TreeMap<>();
    Map<String, TreeMap<Long, DualPrice>> prices = new TreeMap<>();
    Map<String, Integer> letters = new TreeMap<>();
    RecordCodec<Model> modelCodec = new RecordCodec<>(Model.class);
    RecordCodec<DualPrice> priceCodec = new RecordCodec<>(DualPrice.class);
    RecordCodec<DeadLetter> letterCodec = new RecordCodec<>(DeadLetter.class);
    access.read(
        access.ends(List.of(topics.models(), topics.shadowModels())),
        message -> {
          Model model = modelCodec.decode(message.value());
          models
              .computeIfAbsent(model.getCampaignId(), id -> new TreeMap<>())
              .put(model.getModelVersion(), String.format("%016x", model.getChecksum()));
        });
    access.read(
        access.ends(List.of(topics.dualPrices(), topics.shadowDualPrices())),
        message -> {
          DualPrice price = priceCodec.decode(message.value());
          prices
              .computeIfAbsent(price.getCampaignId(), id -> new TreeMap<>())
              .put(price.getPriceVersion(), price);
        });
    access.read(
        access.ends(List.of(topics.deadLetters())),
        message -> letters.merge(letterCodec.decode(message.value()).getReason(), 1, Integer::sum));
    List<CampaignSummary> campaigns =
        campaignIds.stream()
            .sorted()
            .map(
                id ->
                    campaign(
                        id,
                        models.getOrDefault(id, Map.of()),
                        prices.getOrDefault(id, new TreeMap<>())))
            .toList();
    return new ReplaySummary(samples, order, letters, seconds, campaigns, List.of());
  }

  ReplaySummary with(List<ReplayComparison> made) {
    return new ReplaySummary(samples, order, deadLetters, seconds, campaigns, made);
  }

  private static CampaignSummary campaign(
      String id, Map<Long, String> models, TreeMap<Long, DualPrice> prices) {
    DualPrice last = prices.isEmpty() ? null : prices.lastEntry().getValue();
    Map<String, Double> numbers = last == null ? Map.of() : last.getDiagnostics();
    return new CampaignSummary(
        id,
        models,
        prices.size(),
        last == null ? null : last.getDualPrice(),
        last == null ? null : last.getGate().getReason(),
        numbers.get("prequentialValue"),
        numbers.get("prequentialValueLower"),
        numbers.get("prequentialValueUpper"));
  }

  String toText() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%,d samples %s in %.1f s; dead letters %s%n",
            samples,
            order == Replay.Order.AS_WRITTEN ? "as written" : "in order of time",
            seconds,
            deadLetters));
    for (CampaignSummary campaign : campaigns) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-16s %d models, %d prices; last model %s, price %.6g (%s); value %.4f [%.4f, %.4f]%n",
              campaign.campaignId,
              campaign.models.size(),
              campaign.prices,
              campaign.models.values().stream().reduce((a, b) -> b).orElse("none"),
              campaign.dualPrice,
              campaign.gate,
              campaign.prequentialValue,
              campaign.prequentialValueLower,
              campaign.prequentialValueUpper));
    }
    comparisons.forEach(comparison -> text.append(comparison.toText()));
    return text.toString();
  }

  String toJson() {
    try {
      return new ObjectMapper().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a summary of numbers and strings must serialize", e);
    }
  }
}
