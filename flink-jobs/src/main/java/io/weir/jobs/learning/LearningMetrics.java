package io.weir.jobs.learning;

import io.weir.jobs.common.campaign.CampaignCounters;
import io.weir.learner.judge.GateVerdict;
import io.weir.learner.train.Trainer;
import io.weir.schemas.DualPrice;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/** Metrics of the learning job, most of them by campaign (label {@code campaign}). */
final class LearningMetrics {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Gauges of a campaign that show a number of its latest publication's diagnostics. */
  private static final Map<String, String> OF_DIAGNOSTICS =
      Map.ofEntries(
          Map.entry("effective_sample_size", "effectiveSampleSize"),
          Map.entry("hypergradient_norm", "hypergradientNorm"),
          Map.entry("cg_residual", "cgResidual"),
          Map.entry("holdout_srm_pvalue", "holdoutRatioPValue"),
          Map.entry("holdout_leak_total", "holdoutLeaks"),
          Map.entry("holdout_balance_pvalue", "balancePValue"),
          Map.entry("holdout_unsupported_share", "positivityUnsupportedShare"),
          Map.entry("alarm_ratio", "alarmRatio"),
          Map.entry("alarm_leak", "alarmLeak"),
          Map.entry("alarm_balance", "alarmBalance"),
          Map.entry("alarm_positivity", "alarmPositivity"),
          Map.entry("alarm_outcome", "alarmOutcome"),
          Map.entry("gate_gain", "gateGain"),
          Map.entry("gate_gain_lower", "gateGainLower"),
          Map.entry("gate_gain_upper", "gateGainUpper"),
          Map.entry("gate_evidence_samples", "gateEvidenceSamples"),
          Map.entry("prequential_value", "prequentialValue"),
          Map.entry("prequential_value_lower", "prequentialValueLower"),
          Map.entry("prequential_value_upper", "prequentialValueUpper"),
          Map.entry("prequential_gain_over_random_lower", "prequentialGainOverRandomLower"),
          Map.entry("random_value", "randomValue"),
          Map.entry("old_policy_value", "oldPolicyValue"),
          Map.entry("served_policy_value", "servedPolicyValue"),
          Map.entry("two_stage_value", "twoStageValue"),
          Map.entry("window_kept_share", "windowKeptShare"));

  /** The greatest of what was taken since the last checkpoint but one. */
  private static final class RecentLongest {
    private volatile long since;
    private volatile long before;

    void take(long value) {
      since = Math.max(since, value);
    }

    void checkpoint() {
      before = since;
      since = 0;
    }

    long longest() {
      return Math.max(since, before);
    }
  }

  /** What is shown of one campaign. */
  private static final class Shown {
    private volatile double dualPrice = Double.NaN;
    private volatile double policyValueLower = Double.NaN;
    private volatile Map<String, Double> diagnostics = Map.of();
    private volatile long modelVersion;
    private volatile long computedAtMillis;
    private volatile long solveMillis;
    private volatile int solveStepsLeft;
    private volatile long windowSamples;
    private volatile long stateBytes;
    private volatile long windowBytes;
    private volatile int frozen;
  }

  private final MetricGroup group;
  private final CampaignCounters counters;
  private final Map<String, Shown> shown = new HashMap<>();
  private volatile long longestCallMicros;
  private final RecentLongest recentMicros = new RecentLongest();
  private final RecentLongest recentCpuMicros = new RecentLongest();
  private long callStartCpuNanos;

  LearningMetrics(MetricGroup group) {
    this.group = group;
    this.counters = new CampaignCounters(group);
    // Records, watermarks and barriers wait for as long as one call takes.
    group.gauge("longest_call_us", (Gauge<Long>) () -> longestCallMicros);
    group.gauge("recent_longest_call_us", (Gauge<Long>) recentMicros::longest);
    group.gauge("recent_longest_call_cpu_us", (Gauge<Long>) recentCpuMicros::longest);
  }

  void count(String campaignId, String metric) {
    counters.count(campaignId, metric);
  }

  void count(String campaignId, String metric, long by) {
    counters.count(campaignId, metric, by);
  }

  /** Notes that the operator leaves its mailbox. */
  void enter() {
    callStartCpuNanos = THREADS.getCurrentThreadCpuTime();
  }

  /** Notes that it is back after so many microseconds. */
  void leave(long micros) {
    longestCallMicros = Math.max(longestCallMicros, micros);
    recentMicros.take(micros);
    // What a machine that is busy with other things adds is no part of it.
    recentCpuMicros.take((THREADS.getCurrentThreadCpuTime() - callStartCpuNanos) / 1_000);
  }

  /** Notes that a checkpoint's own part is done: what is recent begins anew with the next call. */
  void checkpoint() {
    recentMicros.checkpoint();
    recentCpuMicros.checkpoint();
  }

  void published(DualPrice price) {
    Shown campaign = of(price.getCampaignId());
    campaign.dualPrice = price.getDualPrice();
    campaign.policyValueLower = price.getPolicyValueLower();
    campaign.modelVersion = price.getModelVersion();
    campaign.computedAtMillis = price.getComputedAt().toEpochMilli();
    campaign.diagnostics = Map.copyOf(price.getDiagnostics());
    campaign.frozen = GateVerdict.valueOf(price.getGate().getReason()).alarm() ? 1 : 0;
    if (!price.getGate().getPublished()) {
      count(price.getCampaignId(), "gate_rejected_total");
    }
  }

  void solved(String campaignId, long millis) {
    Shown campaign = of(campaignId);
    campaign.solveMillis = millis;
    campaign.solveStepsLeft = 0;
  }

  /** Notes a solve under way. */
  void solving(String campaignId, int stepsLeft) {
    of(campaignId).solveStepsLeft = stepsLeft;
  }

  /**
   * Notes that a campaign's learner was written.
   *
   * @param trainer null if there is none yet
   * @param bytes of the learner without its window
   */
  void stored(String campaignId, @Nullable Trainer trainer, long bytes) {
    Shown campaign = of(campaignId);
    campaign.windowSamples = trainer == null ? 0 : trainer.windowRows();
    campaign.windowBytes = trainer == null ? 0 : trainer.windowBytes();
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
      own.gauge("publication_frozen", (Gauge<Integer>) () -> campaign.frozen);
      OF_DIAGNOSTICS.forEach(
          (metric, key) ->
              own.gauge(
                  metric,
                  (Gauge<Double>) () -> campaign.diagnostics.getOrDefault(key, Double.NaN)));
      own.gauge("solve_duration_ms", (Gauge<Long>) () -> campaign.solveMillis);
      own.gauge("solve_steps_left", (Gauge<Integer>) () -> campaign.solveStepsLeft);
      own.gauge("window_samples", (Gauge<Long>) () -> campaign.windowSamples);
      own.gauge("window_bytes", (Gauge<Long>) () -> campaign.windowBytes);
      own.gauge("learner_state_bytes", (Gauge<Long>) () -> campaign.stateBytes);
    }
    return campaign;
  }
}
