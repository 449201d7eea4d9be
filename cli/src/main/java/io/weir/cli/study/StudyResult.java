package io.weir.cli.study;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.simulator.traffic.SampleStream;
import io.weir.simulator.world.PolicyValue;
import io.weir.simulator.world.SimulatedCampaign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
 * @param honesty what published numbers were worth; null in results of earlier releases
 * @param oldPolicy true value of the policy before, by chunk; null in results of earlier releases
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
    @Nullable Honesty honesty,
    double @Nullable [] oldPolicy,
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
    List<Publications.Pair> pairs =
        Objects.requireNonNull(published.byCampaign().get(campaign.campaignId())).pairs();
    Map<String, Integer> slides = new java.util.TreeMap<>();
    int drifts = 0;
    for (Publications.Pair pair : pairs) {
      slides.merge(pair.price().getGate().getReason(), 1, Integer::sum);
      drifts = pair.price().getDiagnostics().getOrDefault("drifts", 0.0).intValue();
    }
    double[] values = new double[plan.chunks()];
    double[] overspend = new double[plan.chunks()];
    double[] oldPolicy = new double[plan.chunks()];
    Honesty.Account account = new Honesty.Account();
    int next = 0;
    Publications.Pair live = null;
    long chunk = plan.chunk().toMillis();
    for (int k = 1; k <= plan.chunks(); k++) {
      // What a chunk led to is published a few samples into the next one.
      long end = k * chunk + chunk / 2;
      Judge judge = judge(campaign, end, judges);
      Publications.Pair before = live;
      while (next < pairs.size() && pairs.get(next).elapsedMillis() <= end) {
        live = pairs.get(next++);
      }
      PolicyValue value = judge.oldPolicy();
      oldPolicy[k - 1] = value.normalizedValue();
      if (live != null) {
        Judge.Verdict verdict = judge.judge(live.model(), live.price().getDualPrice());
        value = verdict.value();
        if (live != before) {
          account.add(live, verdict, judge);
        }
      }
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
        account.honesty(),
        oldPolicy,
        published.seconds());
  }

  private static Judge judge(SimulatedCampaign campaign, long elapsed, Map<String, Judge> judges) {
    Judge last = judges.get(campaign.campaignId());
    if (last == null || !last.judgesAt(elapsed)) {
      last = new Judge(campaign, elapsed);
      judges.put(campaign.campaignId(), last);
    }
    return last;
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
