package io.weir.jobs.attribution;

import io.weir.jobs.attribution.state.AttributionState;
import io.weir.jobs.attribution.state.PendingMessage;
import io.weir.jobs.common.DeadLetterReason;
import io.weir.jobs.common.RejectedMessageException;
import io.weir.jobs.common.SplitDeadLetters;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Predicate;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.util.Collector;

/** What one event or timer does to the state of its key: read once, written once if changed. */
final class Turn {
  private static final long RETRY_MILLIS = 1000;
  // Bounds what one misused id can make its state grow to.
  private static final int PENDING_PER_KEY_MAX = 1000;

  private final Equipment equipment;
  private final AttributionFunction.ReadOnlyContext context;
  private final TimerService timers;
  private AttributionState state;
  private final boolean fresh;
  private boolean changed;

  private final long startedAtMillis;

  /**
   * Reads the state of the key.
   *
   * @param startedAtMillis wall clock at the job's start
   */
  Turn(Equipment equipment, AttributionFunction.ReadOnlyContext context, long startedAtMillis)
      throws Exception {
    this.startedAtMillis = startedAtMillis;
    this.equipment = equipment;
    this.context = context;
    this.timers = context.timerService();
    AttributionState stored = equipment.states().value();
    this.fresh = stored == null;
    this.state = stored == null ? emptyState() : stored;
  }

  void save() throws Exception {
    if (!changed) {
      return;
    }
    if (state.getImpression() != null || !state.getPending().isEmpty()) {
      equipment.states().update(state);
    } else if (!fresh) {
      equipment.states().clear();
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
      equipment.metrics().released();
      byte[] payload = ImpressionJoin.bytes(message.getPayload());
      if (byTimer
          && now - waitingSince(message, now) >= equipment.limits().holdLimitMillis()
          && !campaignKnown(message, payload)) {
        reject(message, DeadLetterReason.UNKNOWN_CAMPAIGN, "no such campaign appeared in time");
      } else {
        offer(message, payload, true);
      }
    }
    settleHoldTimers(byTimer, now);
  }

  /** A stop of the job does not count: campaigns could not appear while it stood still. */
  private long waitingSince(PendingMessage message, long now) {
    long held = message.getHeldSinceMillis();
    return held > now ? startedAtMillis : Math.max(held, startedAtMillis);
  }

  /** Emits and forgets, and gives up on, what the watermark has passed. */
  void advance(Collector<Sample> out) throws Exception {
    long watermark = timers.currentWatermark();
    if (state.getImpression() != null) {
      if (watermark >= forgetAtMillis()) {
        emit(out);
        List<PendingMessage> pending = state.getPending();
        state = emptyState();
        state.setPending(pending);
        changed = true;
      } else {
        // State of release 0.1.0 has a timer at the window's end and none at the end of lateness.
        timers.registerEventTimeTimer(forgetAtMillis());
      }
    }
    for (PendingMessage message : take(m -> m.getDeadlineMillis() <= watermark)) {
      if (PendingMessages.isHeld(message)) {
        equipment.metrics().released();
        reject(message, DeadLetterReason.UNKNOWN_CAMPAIGN, "no such campaign before the end");
      } else {
        orphan(message);
      }
    }
  }

  private void emit(Collector<Sample> out) {
    if (state.getClosed()) {
      return; // its sample left under release 0.1.0, at the window's end
    }
    boolean treated = state.getTreatment() != null;
    if (treated) {
      out.collect(equipment.join().sample(state));
    }
    equipment.metrics().closed(state.getCampaignId(), treated);
  }

  /** Whether the window has ended: what comes now, and has not waited since before, is late. */
  private boolean windowEnded() {
    return state.getClosed()
        || (state.getImpression() != null
            && timers.currentWatermark() >= state.getClosesAtMillis());
  }

  private long forgetAtMillis() {
    return ForgetTime.of(
        state.getOccurredAtMillis(),
        state.getClosesAtMillis(),
        equipment.limits().allowedLatenessMillis());
  }

  private void offer(PendingMessage message, byte[] payload, boolean again) throws Exception {
    EventKind kind = EventKind.of(message.getKind());
    switch (kind) {
      case IMPRESSION -> {
        Impression impression = equipment.readers().impression(payload);
        settle(
            message,
            impression.getCampaignId(),
            rules -> {
              if (!again) {
                refuseIfLate(impression, rules);
              }
              return equipment.join().join(state, impression, payload, rules);
            });
      }
      case TREATMENT -> {
        Treatment treatment = equipment.readers().treatment(payload);
        settle(
            message,
            treatment.getCampaignId(),
            rules ->
                equipment.join().join(state, treatment, payload, rules, !again && windowEnded()));
      }
      case OUTCOME -> {
        Outcome outcome = equipment.readers().outcome(payload);
        settle(
            message,
            outcome.getCampaignId(),
            rules -> equipment.join().join(state, outcome, !again && windowEnded()));
      }
    }
  }

  private void settle(PendingMessage message, String campaignId, Attempt attempt) throws Exception {
    CampaignRules rules = equipment.campaigns().rules(context, campaignId);
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
        equipment.metrics().count(campaignId, verdict);
      }
      case DUPLICATE, OUTSIDE_WINDOW -> equipment.metrics().count(campaignId, verdict);
    }
  }

  private void opened() throws Exception {
    equipment.metrics().opened();
    long forgetAt = forgetAtMillis();
    List<PendingMessage> waited = take(message -> !PendingMessages.isHeld(message));
    if (waited.stream().noneMatch(message -> message.getDeadlineMillis() == forgetAt)) {
      timers.registerEventTimeTimer(forgetAt);
    }
    for (PendingMessage message : waited) {
      if (message.getDeadlineMillis() != forgetAt) {
        timers.deleteEventTimeTimer(message.getDeadlineMillis());
      }
      offer(message, ImpressionJoin.bytes(message.getPayload()), true);
    }
  }

  private void refuseIfLate(Impression impression, CampaignRules rules)
      throws RejectedMessageException {
    long end = rules.windowEndMillis(impression.getOccurredAt().toEpochMilli());
    if (state.getImpression() == null
        && timers.currentWatermark()
            >= saturatedSum(end, equipment.limits().allowedLatenessMillis())) {
      throw new RejectedMessageException(
          DeadLetterReason.LATE_IMPRESSION,
          "event time stands at " + timers.currentWatermark() + ", its window ended at " + end);
    }
  }

  private void await(PendingMessage message, String campaignId, CampaignRules rules) {
    long deadline =
        ForgetTime.of(
            message.getEventTimeMillis(),
            rules.windowEndMillis(message.getEventTimeMillis()),
            equipment.limits().allowedLatenessMillis());
    message.setDeadlineMillis(deadline);
    if (timers.currentWatermark() >= deadline || state.getPending().size() >= PENDING_PER_KEY_MAX) {
      orphan(message);
    } else if (PendingMessages.contains(state, message)) {
      equipment.metrics().count(campaignId, Verdict.DUPLICATE);
    } else {
      keep(message);
      timers.registerEventTimeTimer(deadline);
    }
  }

  private void hold(PendingMessage message, String campaignId) {
    message.setDeadlineMillis(PendingMessages.NO_DEADLINE);
    if (PendingMessages.contains(state, message)) {
      equipment.metrics().count(campaignId, Verdict.DUPLICATE);
      return;
    }
    if (equipment.metrics().heldMessages() >= equipment.limits().holdCap()
        || state.getPending().size() >= PENDING_PER_KEY_MAX) {
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
    equipment.metrics().held();
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
          case IMPRESSION -> equipment.readers().impression(payload).getCampaignId();
          case TREATMENT -> equipment.readers().treatment(payload).getCampaignId();
          case OUTCOME -> equipment.readers().outcome(payload).getCampaignId();
        };
    return equipment.campaigns().rules(context, campaignId) != null;
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
    equipment.metrics().deadLetter(reason.name());
    context.output(
        SplitDeadLetters.DEAD_LETTERS,
        equipment
            .deadLetters()
            .build(
                EventKind.of(message.getKind()).topic(equipment.topics()),
                message.getPartition(),
                message.getOffset(),
                ImpressionJoin.bytes(message.getPayload()),
                reason,
                detail));
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
