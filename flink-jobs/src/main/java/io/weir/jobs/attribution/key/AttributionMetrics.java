package io.weir.jobs.attribution.key;

import io.weir.jobs.attribution.join.Verdict;
import io.weir.jobs.common.campaign.CampaignCounters;
import io.weir.jobs.common.deadletter.ReasonCounters;
import io.weir.schemas.DeadLetter;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;

/**
 * What the operator counts: events by outcome of the join, and how many impressions are open and
 * messages held back now. The latter two are checkpointed, as one bounds memory and both would
 * otherwise start at zero beside restored state; after a change of parallelism only their sums over
 * all subtasks are right.
 */
public final class AttributionMetrics {
  private static final ListStateDescriptor<Long> OPEN =
      new ListStateDescriptor<>("open-impressions", LongSerializer.INSTANCE);
  private static final ListStateDescriptor<Long> HELD =
      new ListStateDescriptor<>("held-messages", LongSerializer.INSTANCE);

  private static final String UNKNOWN_CAMPAIGN = "unknown";

  private final ListState<Long> openState;
  private final ListState<Long> heldState;
  private final CampaignCounters byCampaign;
  private final ReasonCounters byReason;
  private final Counter setAside;
  private long open;
  private long held;

  /** Makes the counts, and restores those that are checkpointed. */
  public AttributionMetrics(MetricGroup group, FunctionInitializationContext context)
      throws Exception {
    this.openState = context.getOperatorStateStore().getListState(OPEN);
    this.heldState = context.getOperatorStateStore().getListState(HELD);
    this.open = sum(openState);
    this.held = sum(heldState);
    this.byCampaign = new CampaignCounters(group);
    this.byReason = new ReasonCounters(group);
    this.setAside = group.counter("keys_set_aside_total");
    group.gauge("open_impressions", () -> open);
    group.gauge("held_messages", () -> held);
  }

  /** Writes the checkpointed counts. */
  public void snapshot() throws Exception {
    openState.update(List.of(open));
    heldState.update(List.of(held));
  }

  void opened() {
    open++;
  }

  void closed(String campaignId, boolean treated) {
    open--;
    byCampaign.count(campaignId, treated ? "samples_total" : "untreated_impressions_total");
  }

  void held() {
    held++;
  }

  void released() {
    held--;
  }

  long heldMessages() {
    return held;
  }

  /** Counts a dead letter. */
  public void deadLetter(DeadLetter letter) {
    byReason.count(letter);
  }

  /** Counts a failure of the job's own code on one key. */
  void setAside() {
    setAside.inc();
  }

  /** Counts a repetition of a message whose campaign is unknown: its id gets no label. */
  void unknownDuplicate() {
    count(UNKNOWN_CAMPAIGN, Verdict.DUPLICATE);
  }

  void count(String campaignId, Verdict verdict) {
    String metric =
        switch (verdict) {
          case DUPLICATE -> "duplicates_total";
          case LATE -> "late_events_total";
          case OUTSIDE_WINDOW -> "outside_window_total";
          case ACCEPTED, WAITS -> null;
        };
    if (metric != null) {
      byCampaign.count(campaignId, metric);
    }
  }

  private static long sum(ListState<Long> state) throws Exception {
    long sum = 0;
    for (Long value : state.get()) {
      sum += value;
    }
    return sum;
  }
}
