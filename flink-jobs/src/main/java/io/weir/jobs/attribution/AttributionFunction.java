package io.weir.jobs.attribution;

import io.weir.jobs.attribution.state.AttributionState;
import io.weir.jobs.attribution.state.PendingMessage;
import io.weir.jobs.common.CampaignUpdate;
import io.weir.jobs.common.DeadLetterReason;
import io.weir.jobs.common.DeadLetters;
import io.weir.jobs.common.RejectedMessageException;
import io.weir.jobs.common.SplitDeadLetters;
import io.weir.jobs.common.TaskJvm;
import io.weir.jobs.common.Topics;
import io.weir.schemas.Campaign;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroSerializer;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one small state an impressionId: one read and one write an event. An event-time timer at
 * the window's end emits the sample; another, after the allowed lateness, forgets the impression.
 * Events whose campaign is unknown wait in the same state, looked at again once a second.
 */
final class AttributionFunction
    extends KeyedBroadcastProcessFunction<String, EventMessage, CampaignUpdate, Sample>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1L;

  /** Broadcast state: the configuration in force, by campaignId. */
  static final MapStateDescriptor<String, Campaign> CAMPAIGNS =
      new MapStateDescriptor<>("campaigns", Types.STRING, new AvroTypeInfo<>(Campaign.class));

  private static final long RETRY_MILLIS = 1000;
  // Bounds what one misused id can make its state grow to.
  private static final int PENDING_PER_KEY_MAX = 1000;

  static {
    TaskJvm.prepare();
  }

  private final Topics topics;
  private final DeadLetters deadLetters = new DeadLetters(AttributionJob.NAME);
  private final long allowedLatenessMillis;
  private final long holdLimitMillis;
  private final long holdCap;

  private transient ValueState<AttributionState> states;

  @SuppressWarnings("NullAway.Init") // set by initializeState, which runs before open
  private transient AttributionMetrics metrics;

  private transient RecordReaders readers;
  private transient ImpressionJoin join;
  private transient Map<String, CampaignRules> rulesByCampaign;

  @SuppressWarnings("NullAway.Init") // open and initializeState set the transient fields
  AttributionFunction(AttributionOptions options) {
    this.topics = options.kafka().topics();
    this.allowedLatenessMillis = options.allowedLateness().toMillis();
    this.holdLimitMillis = options.holdLimit().toMillis();
    this.holdCap = options.holdCap();
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    metrics = new AttributionMetrics(getRuntimeContext().getMetricGroup(), context);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    metrics.snapshot();
  }

  @Override
  public void open(OpenContext context) {
    states =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "impression", new AvroSerializer<>(AttributionState.class)));
    readers = new RecordReaders();
    join = new ImpressionJoin(readers);
    rulesByCampaign = new HashMap<>();
  }

  @Override
  public void processBroadcastElement(CampaignUpdate update, Context context, Collector<Sample> out)
      throws Exception {
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
    rulesByCampaign.remove(update.campaignId);
  }

  @Override
  public void processElement(EventMessage message, ReadOnlyContext context, Collector<Sample> out)
      throws Exception {
    Turn turn = new Turn(context, context.timerService());
    turn.offerHeld(false);
    turn.offerNew(message);
    turn.save();
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Sample> out)
      throws Exception {
    Turn turn = new Turn(context, context.timerService());
    if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
      turn.offerHeld(true);
    } else {
      turn.advance(context.timerService().currentWatermark(), out);
    }
    turn.save();
  }

  private @Nullable CampaignRules rules(
      ReadOnlyBroadcastState<String, Campaign> campaigns, String campaignId) throws Exception {
    CampaignRules known = rulesByCampaign.get(campaignId);
    if (known == null) {
      Campaign campaign = campaigns.get(campaignId);
      if (campaign != null) {
        known = new CampaignRules(campaign);
        rulesByCampaign.put(campaignId, known);
      }
    }
    return known;
  }

  /** What one event or timer does to the state of its key: read once, written once if changed. */
  private final class Turn {
    private final ReadOnlyContext context;
    private final TimerService timers;
    private AttributionState state;
    private final boolean fresh;
    private boolean changed;

    Turn(ReadOnlyContext context, TimerService timers) throws Exception {
      this.context = context;
      this.timers = timers;
      AttributionState stored = states.value();
      this.fresh = stored == null;
      this.state = stored == null ? emptyState() : stored;
    }

    void save() throws Exception {
      if (!changed) {
        return;
      }
      if (state.getImpression() != null || !state.getPending().isEmpty()) {
        states.update(state);
      } else if (!fresh) {
        states.clear();
      }
    }

    void offerNew(EventMessage message) throws Exception {
      PendingMessage pending =
          new PendingMessage(
              message.kind().code(),
              message.eventTimeMillis(),
              message.partition(),
              message.offset(),
              ByteBuffer.wrap(message.payload()),
              0L,
              PendingMessages.NO_DEADLINE);
      offer(pending, message.payload(), false);
    }

    /** Offers again what waited for its campaign; gives up on it after the time limit. */
    void offerHeld(boolean byTimer) throws Exception {
      List<PendingMessage> waiting = take(PendingMessages::isHeld);
      if (waiting.isEmpty()) {
        return;
      }
      long now = timers.currentProcessingTime();
      for (PendingMessage message : waiting) {
        metrics.released();
        byte[] payload = ImpressionJoin.bytes(message.getPayload());
        if (byTimer
            && now - message.getHeldSinceMillis() >= holdLimitMillis
            && !campaignKnown(message, payload)) {
          reject(message, DeadLetterReason.UNKNOWN_CAMPAIGN, "no such campaign appeared in time");
        } else {
          offer(message, payload, true);
        }
      }
      settleHoldTimers(byTimer, now);
    }

    /** Closes, forgets and gives up on what the watermark has passed. */
    void advance(long watermark, Collector<Sample> out) throws Exception {
      if (state.getImpression() != null) {
        if (!state.getClosed() && watermark >= state.getClosesAtMillis()) {
          close(out);
        }
        if (state.getClosed() && watermark >= forgetAtMillis()) {
          List<PendingMessage> pending = state.getPending();
          state = emptyState();
          state.setPending(pending);
          changed = true;
        }
      }
      for (PendingMessage message : take(m -> m.getDeadlineMillis() <= watermark)) {
        if (PendingMessages.isHeld(message)) {
          metrics.released();
          reject(message, DeadLetterReason.UNKNOWN_CAMPAIGN, "no such campaign before the end");
        } else {
          orphan(message);
        }
      }
    }

    private void close(Collector<Sample> out) {
      boolean treated = state.getTreatment() != null;
      if (treated) {
        out.collect(join.sample(state));
      }
      metrics.closed(state.getCampaignId(), treated);
      state.setClosed(true);
      changed = true;
      if (timers.currentWatermark() < forgetAtMillis()) {
        timers.registerEventTimeTimer(forgetAtMillis());
      }
    }

    private long forgetAtMillis() {
      return saturatedSum(state.getClosesAtMillis(), allowedLatenessMillis);
    }

    private void offer(PendingMessage message, byte[] payload, boolean again) throws Exception {
      EventKind kind = EventKind.of(message.getKind());
      switch (kind) {
        case IMPRESSION -> {
          Impression impression = readers.impression(payload);
          settle(
              message,
              impression.getCampaignId(),
              rules -> {
                if (!again) {
                  refuseIfLate(impression, rules);
                }
                return join.join(state, impression, payload, rules);
              });
        }
        case TREATMENT -> {
          Treatment treatment = readers.treatment(payload);
          settle(
              message,
              treatment.getCampaignId(),
              rules -> join.join(state, treatment, payload, rules));
        }
        case OUTCOME -> {
          Outcome outcome = readers.outcome(payload);
          settle(message, outcome.getCampaignId(), rules -> join.join(state, outcome));
        }
      }
    }

    private void settle(PendingMessage message, String campaignId, Attempt attempt)
        throws Exception {
      CampaignRules rules = rules(context.getBroadcastState(CAMPAIGNS), campaignId);
      if (rules == null) {
        hold(message, campaignId);
        return;
      }
      Verdict verdict;
      try {
        verdict = attempt.join(rules);
      } catch (RejectedMessageException e) {
        reject(message, e.reason(), e.detail());
        return;
      }
      switch (verdict) {
        case ACCEPTED -> {
          changed = true;
          if (message.getKind() == EventKind.IMPRESSION.code()) {
            opened();
          }
        }
        case WAITS -> await(message, campaignId, rules);
        case LATE -> {
          changed = true;
          metrics.count(campaignId, verdict);
        }
        case DUPLICATE, OUTSIDE_WINDOW -> metrics.count(campaignId, verdict);
      }
    }

    private void opened() throws Exception {
      metrics.opened();
      timers.registerEventTimeTimer(state.getClosesAtMillis());
      for (PendingMessage message : take(message -> !PendingMessages.isHeld(message))) {
        if (message.getDeadlineMillis() != state.getClosesAtMillis()) {
          timers.deleteEventTimeTimer(message.getDeadlineMillis());
        }
        offer(message, ImpressionJoin.bytes(message.getPayload()), true);
      }
    }

    private void refuseIfLate(Impression impression, CampaignRules rules)
        throws RejectedMessageException {
      long end = rules.windowEndMillis(impression.getOccurredAt().toEpochMilli());
      if (state.getImpression() == null
          && timers.currentWatermark() >= saturatedSum(end, allowedLatenessMillis)) {
        throw new RejectedMessageException(
            DeadLetterReason.LATE_IMPRESSION,
            "event time stands at " + timers.currentWatermark() + ", its window ended at " + end);
      }
    }

    private void await(PendingMessage message, String campaignId, CampaignRules rules) {
      long deadline = rules.windowEndMillis(message.getEventTimeMillis());
      message.setDeadlineMillis(deadline);
      if (timers.currentWatermark() >= deadline
          || state.getPending().size() >= PENDING_PER_KEY_MAX) {
        orphan(message);
      } else if (PendingMessages.contains(state, message)) {
        metrics.count(campaignId, Verdict.DUPLICATE);
      } else {
        keep(message);
        timers.registerEventTimeTimer(deadline);
      }
    }

    private void hold(PendingMessage message, String campaignId) {
      message.setDeadlineMillis(PendingMessages.NO_DEADLINE);
      if (PendingMessages.contains(state, message)) {
        metrics.count(campaignId, Verdict.DUPLICATE);
        return;
      }
      if (metrics.heldMessages() >= holdCap || state.getPending().size() >= PENDING_PER_KEY_MAX) {
        reject(
            message,
            DeadLetterReason.UNKNOWN_CAMPAIGN,
            "no campaign " + campaignId + ", and too many messages are held back already");
        return;
      }
      boolean firstAttempt = message.getHeldSinceMillis() == 0;
      if (firstAttempt) {
        long now = timers.currentProcessingTime();
        message.setHeldSinceMillis(now);
        timers.registerProcessingTimeTimer(nextRetry(now));
        // Fires only when event time ends: a drained job leaves nothing behind.
        timers.registerEventTimeTimer(Long.MAX_VALUE);
      }
      keep(message);
      metrics.held();
    }

    private void settleHoldTimers(boolean byTimer, long now) {
      if (!PendingMessages.anyHeld(state)) {
        timers.deleteEventTimeTimer(Long.MAX_VALUE);
        timers.deleteProcessingTimeTimer(nextRetry(now));
      } else if (byTimer) {
        timers.registerProcessingTimeTimer(nextRetry(now));
      }
    }

    private boolean campaignKnown(PendingMessage message, byte[] payload) throws Exception {
      String campaignId =
          switch (EventKind.of(message.getKind())) {
            case IMPRESSION -> readers.impression(payload).getCampaignId();
            case TREATMENT -> readers.treatment(payload).getCampaignId();
            case OUTCOME -> readers.outcome(payload).getCampaignId();
          };
      return rules(context.getBroadcastState(CAMPAIGNS), campaignId) != null;
    }

    private List<PendingMessage> take(Predicate<PendingMessage> which) {
      List<PendingMessage> taken = PendingMessages.take(state, which);
      changed |= !taken.isEmpty();
      return taken;
    }

    private void keep(PendingMessage message) {
      PendingMessages.add(state, message);
      changed = true;
    }

    private void orphan(PendingMessage message) {
      reject(
          message,
          message.getKind() == EventKind.TREATMENT.code()
              ? DeadLetterReason.TREATMENT_WITHOUT_IMPRESSION
              : DeadLetterReason.OUTCOME_WITHOUT_IMPRESSION,
          "no impression came before " + message.getDeadlineMillis());
    }

    private void reject(PendingMessage message, DeadLetterReason reason, String detail) {
      metrics.deadLetter(reason.name());
      context.output(
          SplitDeadLetters.DEAD_LETTERS,
          deadLetters.build(
              EventKind.of(message.getKind()).topic(topics),
              message.getPartition(),
              message.getOffset(),
              ImpressionJoin.bytes(message.getPayload()),
              reason,
              detail));
    }
  }

  @FunctionalInterface
  private interface Attempt {
    Verdict join(CampaignRules rules) throws RejectedMessageException;
  }

  private static long nextRetry(long now) {
    return (now / RETRY_MILLIS + 1) * RETRY_MILLIS;
  }

  private static long saturatedSum(long time, long duration) {
    return duration > Long.MAX_VALUE - 1 - time ? Long.MAX_VALUE - 1 : time + duration;
  }

  private static AttributionState emptyState() {
    AttributionState state = new AttributionState();
    state.setCampaignId("");
    state.setUnitId("");
    state.setOutcomes(List.of());
    state.setPending(List.of());
    return state;
  }
}
