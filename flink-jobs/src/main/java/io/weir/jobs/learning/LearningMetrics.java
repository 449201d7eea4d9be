package io.weir.jobs.learning;

import io.weir.jobs.common.CampaignCounters;
import io.weir.schemas.DualPrice;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** Metrics of the learning job, most of them by campaign (label {@code campaign}). */
final class LearningMetrics {
  /** What is shown of one campaign. */
  private static final class Shown {
    private volatile double dualPrice = Double.NaN;
    private volatile double policyValueLower = Double.NaN;
    private volatile double effectiveSamples = Double.NaN;
    private volatile double hypergradientNorm = Double.NaN;
    private volatile double cgResidual = Double.NaN;
    private volatile double holdoutPValue = Double.NaN;
    private volatile double holdoutLeaks = Double.NaN;
    private volatile long modelVersion;
    private volatile long computedAtMillis;
    private volatile long solveMillis;
    private volatile long windowSamples;
    private volatile long stateBytes;
  }

  private final MetricGroup group;
  private final CampaignCounters counters;
  private final Map<String, Shown> shown = new HashMap<>();
  private volatile long longestCallMicros;
  private volatile long longestSinceCheckpointMicros;
  private volatile long longestBeforeCheckpointMicros;

  LearningMetrics(MetricGroup group) {
    this.group = group;
    this.counters = new CampaignCounters(group);
    // Records, watermarks and barriers wait for as long as one call takes.
    group.gauge("longest_call_us", (Gauge<Long>) () -> longestCallMicros);
    group.gauge(
        "recent_longest_call_us",
        (Gauge<Long>) () -> Math.max(longestSinceCheckpointMicros, longestBeforeCheckpointMicros));
  }

  void count(String campaignId, String metric) {
    counters.count(campaignId, metric);
  }

  /** Notes how long the operator was away from its mailbox. */
  void call(long startNanos) {
    long micros = (System.nanoTime() - startNanos) / 1_000;
    longestCallMicros = Math.max(longestCallMicros, micros);
    longestSinceCheckpointMicros = Math.max(longestSinceCheckpointMicros, micros);
  }

  /** Notes that a checkpoint's own part is done: what is recent begins anew with the next call. */
  void checkpoint() {
    longestBeforeCheckpointMicros = longestSinceCheckpointMicros;
    longestSinceCheckpointMicros = 0;
  }

  void published(DualPrice price) {
    Shown campaign = of(price.getCampaignId());
    campaign.dualPrice = price.getDualPrice();
    campaign.policyValueLower = price.getPolicyValueLower();
    campaign.modelVersion = price.getModelVersion();
    campaign.computedAtMillis = price.getComputedAt().toEpochMilli();
    Map<String, Double> diagnostics = price.getDiagnostics();
    campaign.effectiveSamples = diagnostics.getOrDefault("effectiveSampleSize", Double.NaN);
    campaign.hypergradientNorm = diagnostics.getOrDefault("hypergradientNorm", Double.NaN);
    campaign.holdoutPValue = diagnostics.getOrDefault("holdoutRatioPValue", Double.NaN);
    campaign.holdoutLeaks = diagnostics.getOrDefault("holdoutLeaks", Double.NaN);
    campaign.cgResidual = diagnostics.getOrDefault("cgResidual", Double.NaN);
    if (!price.getGate().getPublished()) {
      count(price.getCampaignId(), "gate_rejected_total");
    }
  }

  void solved(String campaignId, long millis) {
    of(campaignId).solveMillis = millis;
  }

  void stored(String campaignId, long windowSamples, long bytes) {
    Shown campaign = of(campaignId);
    campaign.windowSamples = windowSamples;
    campaign.stateBytes = bytes;
  }

  private Shown of(String campaignId) {
    Shown present = shown.get(campaignId);
    if (present != null) {
      return present;
    }
    Shown campaign = new Shown();
    shown.put(campaignId, campaign);
    if (shown.size() <= CampaignCounters.CAMPAIGNS_MAX) {
      MetricGroup own = group.addGroup("campaign", campaignId);
      own.gauge("dual_price", (Gauge<Double>) () -> campaign.dualPrice);
      own.gauge(
          "dual_price_age_ms",
          (Gauge<Long>) () -> System.currentTimeMillis() - campaign.computedAtMillis);
      own.gauge("model_version", (Gauge<Long>) () -> campaign.modelVersion);
      own.gauge("policy_value_lower", (Gauge<Double>) () -> campaign.policyValueLower);
      own.gauge("effective_sample_size", (Gauge<Double>) () -> campaign.effectiveSamples);
      own.gauge("hypergradient_norm", (Gauge<Double>) () -> campaign.hypergradientNorm);
      own.gauge("cg_residual", (Gauge<Double>) () -> campaign.cgResidual);
      own.gauge("holdout_srm_pvalue", (Gauge<Double>) () -> campaign.holdoutPValue);
      own.gauge("holdout_leak_total", (Gauge<Double>) () -> campaign.holdoutLeaks);
      own.gauge("solve_duration_ms", (Gauge<Long>) () -> campaign.solveMillis);
      own.gauge("window_samples", (Gauge<Long>) () -> campaign.windowSamples);
      own.gauge("learner_state_bytes", (Gauge<Long>) () -> campaign.stateBytes);
    }
    return campaign;
  }
}
