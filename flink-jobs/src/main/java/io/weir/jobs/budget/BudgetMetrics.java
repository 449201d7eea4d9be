package io.weir.jobs.budget;

import io.weir.jobs.common.CampaignCounters;
import io.weir.schemas.BudgetStatus;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.MetricGroup;

/**
 * Gauges of the last status of each campaign (label {@code campaign}), in currency units and
 * milliseconds. Campaigns beyond {@link CampaignCounters#CAMPAIGNS_MAX} have none, so that
 * identifiers from outside cannot flood the metrics system.
 */
final class BudgetMetrics {
  private static final double MICROS = 1e6;

  private static final class Last {
    volatile BudgetStatus status;
    volatile double costRatio;
    volatile long priceComputedAtMillis;

    Last(BudgetStatus status) {
      this.status = status;
    }
  }

  private final MetricGroup group;
  private final Map<String, Last> lasts = new HashMap<>();
  private volatile long inputLagMillis;

  BudgetMetrics(MetricGroup group) {
    this.group = group;
    group.gauge("input_lag_ms", () -> inputLagMillis);
  }

  /** Notes how long ago the latest event of a sum was written to its topic. */
  void inputLag(long millis) {
    inputLagMillis = millis;
  }

  void published(BudgetStatus status, double costRatio, long priceComputedAtMillis) {
    Last last = lasts.get(status.getCampaignId());
    if (last == null) {
      if (lasts.size() >= CampaignCounters.CAMPAIGNS_MAX) {
        return;
      }
      last = new Last(status);
      lasts.put(status.getCampaignId(), last);
      register(status.getCampaignId(), last);
    }
    last.status = status;
    last.costRatio = costRatio;
    last.priceComputedAtMillis = priceComputedAtMillis;
  }

  private void register(String campaignId, Last last) {
    MetricGroup campaign = group.addGroup("campaign", campaignId);
    campaign.gauge("budget_amount", () -> last.status.getBudgetMicros() / MICROS);
    campaign.gauge("budget_spent", () -> last.status.getSpentMicros() / MICROS);
    campaign.gauge("budget_committed", () -> last.status.getCommittedMicros() / MICROS);
    campaign.gauge("budget_projected", () -> last.status.getProjectedMicros() / MICROS);
    campaign.gauge(
        "pacing_ratio",
        () ->
            last.status.getBudgetMicros() == 0
                ? 0.0
                : (double) last.status.getProjectedMicros() / last.status.getBudgetMicros());
    campaign.gauge("pacing_state", () -> last.status.getState().ordinal());
    campaign.gauge("cost_ratio", () -> last.costRatio);
    campaign.gauge("dual_price", () -> last.status.getPacedDualPrice());
    campaign.gauge(
        "dual_price_age_ms",
        () ->
            last.priceComputedAtMillis == 0
                ? 0L
                : System.currentTimeMillis() - last.priceComputedAtMillis);
    campaign.gauge("model_version", () -> last.status.getModelVersion());
  }
}
