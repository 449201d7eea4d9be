package io.weir.jobs.common.campaign;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Counters by campaign (label {@code campaign}). Beyond {@link #CAMPAIGNS_MAX} campaigns the rest
 * share the label {@code other}, so that identifiers from outside cannot flood the metrics system.
 */
public final class CampaignCounters {
  /** Campaigns with a label of their own. */
  public static final int CAMPAIGNS_MAX = 500;

  private final MetricGroup group;
  private final Map<String, Map<String, Counter>> counters = new HashMap<>();

  /** Makes counters that appear under the group as they are first used. */
  public CampaignCounters(MetricGroup group) {
    this.group = group;
  }

  /**
   * Counts one occurrence.
   *
   * @param campaignId campaign
   * @param metric name of the metric, such as {@code late_events_total}
   */
  public void count(String campaignId, String metric) {
    count(campaignId, metric, 1);
  }

  /** Counts several occurrences at once. */
  public void count(String campaignId, String metric, long by) {
    String label =
        counters.containsKey(campaignId) || counters.size() < CAMPAIGNS_MAX ? campaignId : "other";
    counters
        .computeIfAbsent(label, name -> new HashMap<>())
        .computeIfAbsent(metric, name -> group.addGroup("campaign", label).counter(name))
        .inc(by);
  }
}
