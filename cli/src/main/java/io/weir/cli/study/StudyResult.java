package io.weir.cli.study;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.simulator.traffic.SampleStream;
import io.weir.simulator.world.PolicyValue;
import io.weir.simulator.world.SimulatedCampaign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One method on one world.
 *
 * @param seed seed of the world
 * @param campaign campaign of the world
 * @param method name of the method
 * @param values true value of what was live in each chunk, from the second on: what the chunks
 *     before it led to. The old policy's where nothing was live
 * @param overspend true cost over budget, less 1, of the same
 * @param slides publications by verdict
 * @param drifts times a drift was detected, by the last publication's account
 * @param seconds time of the run, shared by all campaigns of the seed
 */
record StudyResult(
    long seed,
    String campaign,
    String method,
    double[] values,
    double[] overspend,
    Map<String, Integer> slides,
    int drifts,
    double seconds) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Judges what a run published for one campaign. */
  static StudyResult of(
      long seed,
      String method,
      SimulatedCampaign campaign,
      SampleStream.Plan plan,
      StudyRun.Published published,
      Map<String, Judge> judges) {
    Map<Long, Model> models = new HashMap<>();
    for (Model model : published.models()) {
      if (model.getCampaignId().equals(campaign.campaignId())) {
        models.put(model.getModelVersion(), model);
      }
    }
    List<DualPrice> prices = new ArrayList<>();
    Map<String, Integer> slides = new java.util.TreeMap<>();
    int drifts = 0;
    for (DualPrice price : published.prices()) {
      if (price.getCampaignId().equals(campaign.campaignId())) {
        prices.add(price);
        slides.merge(price.getGate().getReason(), 1, Integer::sum);
        drifts = price.getDiagnostics().getOrDefault("drifts", 0.0).intValue();
      }
    }
    double[] values = new double[plan.chunks()];
    double[] overspend = new double[plan.chunks()];
    int next = 0;
    DualPrice live = null;
    long chunk = plan.chunk().toMillis();
    for (int k = 1; k <= plan.chunks(); k++) {
      long end = plan.start().toEpochMilli() + k * chunk;
      while (next < prices.size() && prices.get(next).getWindowEnd().toEpochMilli() <= end) {
        live = prices.get(next++);
      }
      long elapsed = k * chunk + chunk / 2;
      Judge judge =
          judges.computeIfAbsent(
              campaign.campaignId() + campaign.world().spec().drift().angleAt(elapsed),
              key -> new Judge(campaign, elapsed));
      PolicyValue value =
          live == null
              ? judge.oldPolicy()
              : judge.value(
                  Objects.requireNonNull(models.get(live.getModelVersion())), live.getDualPrice());
      values[k - 1] = value.normalizedValue();
      overspend[k - 1] = value.meanCost() / campaign.budgetPerImpression() - 1;
    }
    return new StudyResult(
        seed,
        campaign.campaignId(),
        method,
        values,
        overspend,
        slides,
        drifts,
        published.seconds());
  }

  /** Mean value from one chunk to another, the latter excluded. */
  double mean(int from, int to) {
    double sum = 0;
    for (int k = from; k < to; k++) {
      sum += values[k];
    }
    return sum / (to - from);
  }

  void append(Path file) throws IOException {
    Files.writeString(
        file,
        MAPPER.writeValueAsString(this) + "\n",
        java.nio.file.StandardOpenOption.CREATE,
        java.nio.file.StandardOpenOption.APPEND);
  }

  static List<StudyResult> readAll(Path file) throws IOException {
    List<StudyResult> results = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        results.add(MAPPER.readValue(line, StudyResult.class));
      }
    }
    return results;
  }
}
