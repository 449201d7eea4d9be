package io.weir.jobs.budget;

import io.weir.core.money.Money;
import io.weir.jobs.common.campaign.CampaignCounters;
import io.weir.schemas.BudgetStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.MetricGroup;

/**
 * Gauges of the last status of each campaign (label {@code campaign}), in currency units and
 * milliseconds. Only configured campaigns have any, and at most {@link #CAMPAIGNS_MAX} of them, so
 * that identifiers from outside cannot flood the metrics system.
 */
final class BudgetMetrics {
  /** Campaigns with gauges of their own, in one subtask. */
  static final int CAMPAIGNS_MAX = 2_000;

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
  private final Set<String> setAside = ConcurrentHashMap.newKeySet();
  private final CampaignCounters counters;
  private volatile long inputLagMillis;

  BudgetMetrics(MetricGroup group) {
    this.group = group;
    this.counters = new CampaignCounters(group);
    group.gauge("campaigns_set_aside", setAside::size);
    group.gauge("input_lag_ms", () -> inputLagMillis);
  }

  /** Notes how long ago the latest event of a sum was written to its topic. */
  void inputLag(long millis) {
    inputLagMillis = millis;
  }

  /** Notes whether a campaign is set aside. */
  void setAside(String campaignId, boolean aside) {
    if (aside) {
      setAside.add(campaignId);
    } else if (!setAside.isEmpty()) {
      setAside.remove(campaignId);
    }
  }

  /** Counts a version or price that was refused. */
  void refused(String campaignId) {
    counters.count(campaignId, "refused_changes_total");
  }

  /** Counts a sum of money that could not be counted. */
  void uncounted(String campaignId) {
    counters.count(campaignId, "uncounted_sums_total");
  }

  void published(BudgetStatus status, double costRatio, long priceComputedAtMillis) {
    Last last = lasts.get(status.getCampaignId());
    if (last == null) {
      if (lasts.size() >= CAMPAIGNS_MAX) {
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
    campaign.gauge("budget_amount", () -> new Money(last.status.getBudgetMicros()).units());
    campaign.gauge("budget_spent", () -> new Money(last.status.getSpentMicros()).units());
    campaign.gauge("budget_committed", () -> new Money(last.status.getCommittedMicros()).units());
    campaign.gauge("budget_projected", () -> new Money(last.status.getProjectedMicros()).units());
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
