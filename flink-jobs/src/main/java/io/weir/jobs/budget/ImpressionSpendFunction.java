package io.weir.jobs.budget;

import io.weir.contract.CampaignChanges;
import io.weir.jobs.budget.impression.CampaignClock;
import io.weir.jobs.budget.impression.Corrections;
import io.weir.jobs.budget.impression.CountedOutcomes;
import io.weir.jobs.budget.impression.ImpressionBook;
import io.weir.jobs.budget.impression.LedgerEvent;
import io.weir.jobs.budget.state.CountedOutcome;
import io.weir.jobs.budget.state.ImpressionSpend;
import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.jobs.common.TaskJvm;
import io.weir.jobs.common.campaign.CampaignCounters;
import io.weir.jobs.common.campaign.CampaignUpdate;
import io.weir.schemas.Campaign;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroSerializer;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * First stage, by impressionId: counts each outcome once, places it at the time of its treatment,
 * and opens and closes the commitment of each treatment. What leaves are changes of the ledger.
 *
 * <p>Spend stands at the second of the treatment, so that whatever period covers that second owns
 * it, no matter when the outcome came or when the period was announced. An outcome that came before
 * its treatment stands at its own time until then, and is moved. A correction stands where the
 * outcome stands that it corrects, for as long as the correction horizon remembers that. An outcome
 * that names another campaign than the rest of its impression counts for the one that it names.
 *
 * <p>One state an impression, one event-time timer at a time: first at the end of the attribution
 * window, where an unredeemed commitment expires, then when the period has closed, where all is
 * forgotten. The campaign is read at each timer, so a changed window or period holds for it too.
 */
final class ImpressionSpendFunction
    extends KeyedBroadcastProcessFunction<String, LedgerEvent, CampaignUpdate, LedgerEntry> {
  private static final long serialVersionUID = 1L;

  /** Broadcast state: the configuration in force, by campaignId. */
  static final MapStateDescriptor<String, Campaign> CAMPAIGNS =
      new MapStateDescriptor<>("campaigns", Types.STRING, new AvroTypeInfo<>(Campaign.class));

  /** How often an impression whose campaign or period is unknown looks for it, event time. */
  private static final long LOOK_AGAIN_MILLIS = 600_000;

  /** Label of campaigns that nobody has configured. */
  private static final String UNKNOWN_CAMPAIGN = "unknown";

  static {
    TaskJvm.prepare();
  }

  private final long allowedLatenessMillis;
  private final long unplacedRetentionMillis;
  private final long correctionHorizonMillis;

  private transient ValueState<ImpressionSpend> states;
  private transient MapState<String, CountedOutcome> outcomesApart;
  private transient MapState<String, List<String>> waiting;
  private transient MapState<String, ImpressionSpend> others;
  private transient CampaignCounters counters;
  private transient Map<String, CampaignClock> clocks;

  @SuppressWarnings("NullAway.Init") // open sets the transient fields
  ImpressionSpendFunction(BudgetOptions options) {
    this.allowedLatenessMillis = options.allowedLateness().toMillis();
    this.unplacedRetentionMillis = options.unplacedRetention().toMillis();
    this.correctionHorizonMillis = options.correctionHorizon().toMillis();
  }

  @Override
  public void open(OpenContext context) {
    states =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "impression", new AvroSerializer<>(ImpressionSpend.class)));
    outcomesApart =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "outcomes", Types.STRING, new AvroTypeInfo<>(CountedOutcome.class)));
    waiting =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "waiting-corrections", Types.STRING, Types.LIST(Types.STRING)));
    others =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "other-campaigns", Types.STRING, new AvroTypeInfo<>(ImpressionSpend.class)));
    counters = new CampaignCounters(getRuntimeContext().getMetricGroup());
    clocks = new HashMap<>();
  }

  @Override
  public void processBroadcastElement(
      CampaignUpdate update, Context context, Collector<LedgerEntry> out) throws Exception {
    BroadcastState<String, Campaign> campaigns = context.getBroadcastState(CAMPAIGNS);
    if (update.campaign == null) {
      campaigns.remove(update.campaignId);
    } else {
      Campaign current = campaigns.get(update.campaignId);
      if (current != null
          && (current.getVersion() >= update.campaign.getVersion()
              || !CampaignChanges.problems(current, update.campaign).isEmpty())) {
        return;
      }
      campaigns.put(update.campaignId, update.campaign);
    }
    clocks.remove(update.campaignId);
  }

  @Override
  public void processElement(LedgerEvent event, ReadOnlyContext context, Collector<LedgerEntry> out)
      throws Exception {
    ImpressionSpend state = states.value();
    boolean fresh = state == null;
    if (state == null) {
      state = untouched(event.campaignId());
    }
    CampaignClock clock = clock(context.getBroadcastState(CAMPAIGNS), state.getCampaignId());
    if (!state.getCampaignId().equals(event.campaignId())) {
      count(state.getCampaignId(), clock, "campaign_mismatches_total");
      if (!event.isTreatment()) {
        countApart(event, context, out);
      }
      return;
    }
    TimerService timers = context.timerService();
    ImpressionBook book = book(state, clock, timers, out);
    ImpressionBook.Verdict verdict =
        event.isTreatment() ? book.treat(event, timers.currentWatermark()) : book.count(event);
    if (verdict.metric != null) {
      count(state.getCampaignId(), clock, verdict.metric);
    }
    if (!verdict.changes()) {
      return;
    }
    states.update(state);
    if (fresh || event.isTreatment()) {
      timers.registerEventTimeTimer(nextTimer(state, clock, timers.currentWatermark()));
    }
  }

  /**
   * Counts an outcome that names another campaign than what came before of its impression. Who is
   * right is not known here, and money that was spent is spent: by the campaign that it names.
   */
  private void countApart(LedgerEvent event, ReadOnlyContext context, Collector<LedgerEntry> out)
      throws Exception {
    ImpressionSpend apart = others.get(event.campaignId());
    if (apart == null) {
      apart = untouched(event.campaignId());
    }
    CampaignClock clock = clock(context.getBroadcastState(CAMPAIGNS), event.campaignId());
    ImpressionBook.Verdict verdict = book(apart, clock, context.timerService(), out).count(event);
    if (verdict.metric != null) {
      count(event.campaignId(), clock, verdict.metric);
    }
    if (verdict.changes()) {
      others.put(event.campaignId(), apart);
    }
  }

  private static ImpressionSpend untouched(String campaignId) {
    ImpressionSpend state = new ImpressionSpend();
    state.setCampaignId(campaignId);
    state.setPredictedMicros(LedgerEvent.NO_PREDICTION);
    state.setArmId("");
    state.setOutcomes(List.of());
    return state;
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<LedgerEntry> out)
      throws Exception {
    ImpressionSpend state = states.value();
    if (state == null) {
      return;
    }
    CampaignClock clock = clock(context.getBroadcastState(CAMPAIGNS), state.getCampaignId());
    long watermark = context.timerService().currentWatermark();
    long anchor = anchorMillis(state);
    if (state.getOpen() && clock != null && clock.expiryMillis(anchor) <= watermark) {
      book(state, clock, context.timerService(), out).expire();
      states.update(state);
    }
    long forgetAt = forgetAtMillis(state, clock, watermark);
    if (!state.getOpen() && forgetAt <= watermark) {
      if (state.getWaiting() > 0) {
        count(state.getCampaignId(), clock, "orphaned_corrections_total");
      }
      CountedOutcomes outcomes = new CountedOutcomes(state, outcomesApart);
      new Corrections(state, outcomes, waiting).clear();
      outcomes.clear();
      others.clear();
      states.clear();
    } else {
      context.timerService().registerEventTimeTimer(nextTimer(state, clock, watermark));
    }
  }

  /** The time that says which period the impression belongs to. */
  private static long anchorMillis(ImpressionSpend state) {
    return state.getTreated()
        ? state.getAssignedAtMillis()
        : state.getOutcomes().get(0).getOccurredAtMillis();
  }

  private long nextTimer(ImpressionSpend state, @Nullable CampaignClock clock, long watermark) {
    long anchor = anchorMillis(state);
    if (state.getOpen()) {
      return clock == null
          ? Math.max(anchor, watermark) + LOOK_AGAIN_MILLIS
          : Math.max(clock.expiryMillis(anchor), watermark + 1);
    }
    return Math.max(forgetAtMillis(state, clock, watermark), watermark + 1);
  }

  private long forgetAtMillis(
      ImpressionSpend state, @Nullable CampaignClock clock, long watermark) {
    long placed = forgetAtMillis(anchorMillis(state), clock, watermark);
    return state.getLastOutcomeMillis() == 0
        ? placed
        : Math.max(
            placed,
            CampaignClock.saturatedSum(state.getLastOutcomeMillis(), correctionHorizonMillis));
  }

  private long forgetAtMillis(long anchor, @Nullable CampaignClock clock, long watermark) {
    if (clock != null && clock.covers(anchor)) {
      return CampaignClock.saturatedSum(
          Math.max(clock.periodEndMillis(), clock.expiryMillis(anchor)), allowedLatenessMillis);
    }
    if (clock != null && anchor < clock.periodStartMillis()) {
      return CampaignClock.saturatedSum(clock.expiryMillis(anchor), allowedLatenessMillis);
    }
    // No period covers it yet: look again, but not for ever.
    return Math.min(
        CampaignClock.saturatedSum(anchor, unplacedRetentionMillis),
        Math.max(anchor, watermark) + LOOK_AGAIN_MILLIS);
  }

  private ImpressionBook book(
      ImpressionSpend state,
      @Nullable CampaignClock clock,
      TimerService timers,
      Collector<LedgerEntry> out) {
    CountedOutcomes outcomes = new CountedOutcomes(state, outcomesApart);
    return new ImpressionBook(
        state,
        outcomes,
        new Corrections(state, outcomes, waiting),
        clock,
        timers.currentProcessingTime(),
        out);
  }

  /** Counts by campaign; those that nobody has configured share one label. */
  private void count(String campaignId, @Nullable CampaignClock clock, String metric) {
    counters.count(clock == null ? UNKNOWN_CAMPAIGN : campaignId, metric);
  }

  private @Nullable CampaignClock clock(
      ReadOnlyBroadcastState<String, Campaign> campaigns, String campaignId) throws Exception {
    CampaignClock known = clocks.get(campaignId);
    if (known == null) {
      Campaign campaign = campaigns.get(campaignId);
      if (campaign != null) {
        known = CampaignClock.of(campaign);
        clocks.put(campaignId, known);
      }
    }
    return known;
  }
}
