package io.weir.jobs.budget;

import io.weir.core.pacing.RedemptionCurve;
import io.weir.jobs.budget.state.CountedOutcome;
import io.weir.jobs.budget.state.ImpressionSpend;
import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.jobs.common.CampaignCounters;
import io.weir.jobs.common.CampaignUpdate;
import io.weir.jobs.common.TaskJvm;
import io.weir.schemas.Campaign;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
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
 * its treatment stands at its own time until then, and is moved.
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

  static {
    TaskJvm.prepare();
  }

  private final long allowedLatenessMillis;
  private final long unplacedRetentionMillis;

  private transient ValueState<ImpressionSpend> states;
  private transient CampaignCounters counters;
  private transient Map<String, CampaignClock> clocks;

  @SuppressWarnings("NullAway.Init") // open sets the transient fields
  ImpressionSpendFunction(BudgetOptions options) {
    this.allowedLatenessMillis = options.allowedLateness().toMillis();
    this.unplacedRetentionMillis = options.unplacedRetention().toMillis();
  }

  @Override
  public void open(OpenContext context) {
    states =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "impression", new AvroSerializer<>(ImpressionSpend.class)));
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
      if (current != null && current.getVersion() >= update.campaign.getVersion()) {
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
      state = new ImpressionSpend();
      state.setCampaignId(event.campaignId());
      state.setPredictedMicros(LedgerEvent.NO_PREDICTION);
      state.setArmId("");
      state.setOutcomes(List.of());
    } else if (!state.getCampaignId().equals(event.campaignId())) {
      counters.count(state.getCampaignId(), "campaign_mismatches_total");
      return;
    }
    CampaignClock clock = clock(context.getBroadcastState(CAMPAIGNS), state.getCampaignId());
    TimerService timers = context.timerService();
    boolean changed =
        event.isTreatment()
            ? treat(state, event, clock, timers.currentWatermark(), out)
            : count(state, event, clock, out);
    if (!changed) {
      return;
    }
    states.update(state);
    if (fresh || event.isTreatment()) {
      timers.registerEventTimeTimer(nextTimer(state, clock, timers.currentWatermark()));
    }
  }

  /** Takes the first treatment; returns whether it was that. */
  private boolean treat(
      ImpressionSpend state,
      LedgerEvent event,
      @Nullable CampaignClock clock,
      long watermark,
      Collector<LedgerEntry> out) {
    if (state.getTreated()) {
      boolean same =
          state.getAssignedAtMillis() == event.timeMillis()
              && state.getArmId().equals(event.armId())
              && state.getRandomized() == event.randomized();
      counters.count(
          state.getCampaignId(), same ? "duplicates_total" : "conflicting_treatments_total");
      return false;
    }
    state.setTreated(true);
    state.setAssignedAtMillis(event.timeMillis());
    state.setArmId(event.armId());
    state.setRandomized(event.randomized());
    state.setPredictedMicros(event.predictedMicros());

    LedgerEntry entry = entry(state, event, event.timeMillis());
    if (!event.randomized()) {
      entry.setPolicyTreatments(1L);
      if (isPromise(state)) {
        entry.setPromises(1L);
        entry.setPromisedMicros(event.predictedMicros());
      }
    }
    long spent = 0;
    for (CountedOutcome outcome : state.getOutcomes()) {
      spent += outcome.getCostMicros();
      LedgerEntry taken = entry(state, event, outcome.getOccurredAtMillis());
      taken.setSpentMicros(-outcome.getCostMicros());
      out.collect(taken);
      spend(state, outcome, clock, entry);
    }
    boolean expired = clock != null && clock.expiryMillis(event.timeMillis()) <= watermark;
    if (spent > 0 || expired) {
      entry.setSettledByArm(Map.of(state.getArmId(), 1L));
    } else {
      state.setOpen(true);
      commit(state, entry, 1);
    }
    out.collect(entry);
    return true;
  }

  /** Takes an outcome that was not counted yet; returns whether it was that. */
  private boolean count(
      ImpressionSpend state,
      LedgerEvent event,
      @Nullable CampaignClock clock,
      Collector<LedgerEntry> out) {
    for (CountedOutcome counted : state.getOutcomes()) {
      if (counted.getOutcomeId().equals(event.outcomeId())) {
        boolean same =
            counted.getCostMicros() == event.costMicros()
                && counted.getOccurredAtMillis() == event.timeMillis();
        counters.count(
            state.getCampaignId(), same ? "duplicates_total" : "conflicting_outcomes_total");
        return false;
      }
    }
    CountedOutcome outcome =
        new CountedOutcome(event.outcomeId(), event.timeMillis(), event.costMicros());
    List<CountedOutcome> outcomes = new ArrayList<>(state.getOutcomes());
    outcomes.add(outcome);
    state.setOutcomes(outcomes);

    if (!state.getTreated()) {
      counters.count(state.getCampaignId(), "untreated_outcomes_total");
      LedgerEntry entry = entry(state, event, event.timeMillis());
      entry.setSpentMicros(event.costMicros());
      out.collect(entry);
      return true;
    }
    LedgerEntry entry = entry(state, event, state.getAssignedAtMillis());
    spend(state, outcome, clock, entry);
    if (clock != null && event.timeMillis() >= clock.expiryMillis(state.getAssignedAtMillis())) {
      counters.count(state.getCampaignId(), "late_events_total");
    }
    if (state.getOpen() && event.costMicros() > 0) {
      settle(state, entry);
    }
    out.collect(entry);
    return true;
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
      LedgerEntry entry = LedgerEntries.at(state.getCampaignId(), anchor);
      settle(state, entry);
      out.collect(entry);
      states.update(state);
    }
    long forgetAt = forgetAtMillis(anchor, clock, watermark);
    if (!state.getOpen() && forgetAt <= watermark) {
      states.clear();
    } else {
      context.timerService().registerEventTimeTimer(nextTimer(state, clock, watermark));
    }
  }

  /** Puts an outcome's cost into an entry at the treatment's time. */
  private static void spend(
      ImpressionSpend state,
      CountedOutcome outcome,
      @Nullable CampaignClock clock,
      LedgerEntry entry) {
    long cost = outcome.getCostMicros();
    LedgerEntry spent = LedgerEntries.at(state.getCampaignId(), state.getAssignedAtMillis());
    spent.setSpentMicros(cost);
    if (cost > 0) {
      spent.setSpentByArm(Map.of(state.getArmId(), cost));
    }
    if (state.getRandomized()) {
      spent.setHoldoutSpentMicros(cost);
    } else if (isPromise(state) && clock != null) {
      long age = outcome.getOccurredAtMillis() - state.getAssignedAtMillis();
      spent.setRedeemedByAge(
          LedgerEntries.atAge(RedemptionCurve.bin(age, clock.windowMillis()), cost));
    }
    LedgerEntries.add(entry, spent);
  }

  private static boolean isPromise(ImpressionSpend state) {
    return !state.getRandomized() && state.getPredictedMicros() != LedgerEvent.NO_PREDICTION;
  }

  private static void settle(ImpressionSpend state, LedgerEntry entry) {
    state.setOpen(false);
    commit(state, entry, -1);
    entry.setSettledByArm(Map.of(state.getArmId(), 1L));
  }

  private static void commit(ImpressionSpend state, LedgerEntry entry, int sign) {
    if (state.getPredictedMicros() == LedgerEvent.NO_PREDICTION) {
      entry.setOpenByArm(Map.of(state.getArmId(), (long) sign));
    } else {
      entry.setCommittedMicros(sign * state.getPredictedMicros());
    }
  }

  private static LedgerEntry entry(ImpressionSpend state, LedgerEvent event, long timeMillis) {
    LedgerEntry entry = LedgerEntries.at(state.getCampaignId(), timeMillis);
    entry.setEventTimeMillis(event.timeMillis());
    entry.setWrittenAtMillis(event.writtenAtMillis());
    return entry;
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
    return Math.max(forgetAtMillis(anchor, clock, watermark), watermark + 1);
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
