package io.weir.jobs.attribution;

import io.weir.jobs.attribution.state.AttributionState;
import io.weir.jobs.attribution.state.ClosedImpression;
import io.weir.jobs.attribution.state.PendingMessage;
import io.weir.jobs.common.DeadLetterReason;
import io.weir.jobs.common.RejectedMessageException;
import io.weir.schemas.Sample;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Predicate;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** What one event or timer does to the state of its key: read once, written once if changed. */
final class KeyUpdate {
  private static final long RETRY_MILLIS = 1000;

  private final AttributionServices services;
  private final AttributionFunction.ReadOnlyContext context;
  private final TimerService timers;
  private AttributionState state;
  private final boolean fresh;
  private final Rejections rejections;
  private boolean changed;

  private final long startedAtMillis;

  /**
   * Reads the state of the key.
   *
   * @param startedAtMillis wall clock at the job's start
   */
  KeyUpdate(
      AttributionServices services,
      AttributionFunction.ReadOnlyContext context,
      long startedAtMillis)
      throws Exception {
    this.startedAtMillis = startedAtMillis;
    this.services = services;
    this.context = context;
    this.rejections = new Rejections(services, context);
    this.timers = context.timerService();
    AttributionState stored = services.states().value();
    this.fresh = stored == null;
    this.state = stored == null ? emptyState() : stored;
  }

  void save() throws Exception {
    if (!changed) {
      return;
    }
    if (state.getImpression() != null || !state.getPending().isEmpty()) {
      services.states().update(state);
    } else if (!fresh) {
      services.states().clear();
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
      services.metrics().released();
      byte[] payload = ImpressionJoin.bytes(message.getPayload());
      boolean expired =
          byTimer && now - waitingSince(message, now) >= services.limits().holdLimitMillis();
      Offer offer = read(message, payload, true);
      if (offer == null) {
        continue;
      }
      if (expired && services.campaigns().rules(context, offer.campaignId()) == null) {
        rejections.reject(
            message, DeadLetterReason.UNKNOWN_CAMPAIGN, "no such campaign appeared in time");
      } else {
        offer(message, offer);
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
        close(out);
      } else {
        // State of release 0.1.0 has a timer at the window's end and none at the end of lateness.
        timers.registerEventTimeTimer(forgetAtMillis());
      }
    }
    for (PendingMessage message : take(m -> m.getDeadlineMillis() <= watermark)) {
      if (PendingMessages.isHeld(message)) {
        services.metrics().released();
        rejections.reject(
            message, DeadLetterReason.UNKNOWN_CAMPAIGN, "no such campaign before the end");
      } else {
        rejections.orphan(message);
      }
    }
  }

  private void close(Collector<Sample> out) throws Exception {
    // With its impression here, an outcome waits for nothing but the outcome that it corrects.
    for (PendingMessage correction : take(message -> !PendingMessages.isHeld(message))) {
      rejections.reject(
          correction,
          DeadLetterReason.CORRECTION_WITHOUT_OUTCOME,
          "no outcome of the id that it corrects came before " + correction.getDeadlineMillis());
    }
    if (!state.getClosed()) { // under release 0.1.0 the sample left at the window's end
      Sample sample = state.getTreatment() == null ? null : sample();
      if (sample != null) {
        out.collect(sample);
      }
      services.metrics().closed(state.getCampaignId(), sample != null);
    }
    services.closed().remember(state.getCampaignId(), state.getClosesAtMillis());
    List<PendingMessage> pending = state.getPending();
    state = emptyState();
    state.setPending(pending);
    changed = true;
  }

  /**
   * Returns the sample, or null if the job's own code fails on it: then its impression goes aside.
   */
  private @Nullable Sample sample() {
    try {
      return services.join().sample(state);
    } catch (RuntimeException e) {
      rejections.setAside(
          EventKind.IMPRESSION,
          state.getPartition(),
          state.getOffset(),
          ImpressionJoin.bytes(state.getImpression()),
          e);
      return null;
    }
  }

  private long forgetAtMillis() {
    return ForgetTime.of(
        state.getOccurredAtMillis(),
        state.getClosesAtMillis(),
        services.limits().allowedLatenessMillis());
  }

  private void offer(PendingMessage message, byte[] payload, boolean again) throws Exception {
    Offer offer = read(message, payload, again);
    if (offer != null) {
      offer(message, offer);
    }
  }

  private void offer(PendingMessage message, Offer offer) throws Exception {
    CampaignRules rules = services.campaigns().rules(context, offer.campaignId());
    if (rules == null) {
      hold(message, offer.campaignId());
      return;
    }
    Verdict verdict;
    try {
      verdict = offer.attempt().join(rules);
    } catch (RejectedMessageException e) {
      rejections.reject(message, e.reason(), e.detail());
      return;
    } catch (RuntimeException e) { // the rules of the join touch nothing but this key
      rejections.setAside(message, e);
      return;
    }
    settle(message, offer.campaignId(), rules, verdict);
  }

  /** Reads a message; null if the job's own code fails on it: then it is set aside. */
  private @Nullable Offer read(PendingMessage message, byte[] payload, boolean again) {
    try {
      return Offer.read(
          services,
          state,
          EventKind.of(message.getKind()),
          payload,
          again ? Offer.Arrival.AGAIN : Offer.Arrival.NEW,
          timers.currentWatermark());
    } catch (RuntimeException e) {
      rejections.setAside(message, e);
      return null;
    }
  }

  private void settle(
      PendingMessage message, String campaignId, CampaignRules rules, Verdict verdict)
      throws Exception {
    switch (verdict) {
      case ACCEPTED -> {
        changed = true;
        accepted(message);
      }
      case WAITS -> {
        if (state.getImpression() != null || !knownToBeClosed(message, campaignId)) {
          await(message, campaignId, rules);
        }
      }
      case LATE -> {
        changed = true;
        services.metrics().count(campaignId, verdict);
      }
      case DUPLICATE, OUTSIDE_WINDOW -> services.metrics().count(campaignId, verdict);
    }
  }

  private void accepted(PendingMessage message) throws Exception {
    switch (EventKind.of(message.getKind())) {
      case IMPRESSION -> {
        state.setPartition(message.getPartition());
        state.setOffset(message.getOffset());
        opened();
      }
      case OUTCOME -> {
        // What corrects this outcome may have come before it.
        for (PendingMessage correction : take(other -> !PendingMessages.isHeld(other))) {
          offer(correction, ImpressionJoin.bytes(correction.getPayload()), true);
        }
      }
      case TREATMENT -> {}
    }
  }

  /** Whether the message belongs to an impression that was closed before: then it is late. */
  private boolean knownToBeClosed(PendingMessage message, String campaignId) throws Exception {
    ClosedImpression closed = services.closed().find();
    if (closed == null) {
      return false;
    }
    if (!closed.getCampaignId().equals(campaignId)) {
      rejections.reject(
          message,
          DeadLetterReason.CAMPAIGN_MISMATCH,
          "the impression's campaign is " + closed.getCampaignId());
    } else {
      services
          .metrics()
          .count(
              campaignId,
              message.getEventTimeMillis() < closed.getClosedAtMillis()
                  ? Verdict.LATE
                  : Verdict.OUTSIDE_WINDOW);
    }
    return true;
  }

  private void opened() throws Exception {
    services.metrics().opened();
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

  /** Lets a message wait for its impression, or a correction for its outcome. */
  private void await(PendingMessage message, String campaignId, CampaignRules rules) {
    long deadline =
        state.getImpression() != null
            ? forgetAtMillis()
            : ForgetTime.of(
                message.getEventTimeMillis(),
                rules.windowEndMillis(message.getEventTimeMillis()),
                services.limits().allowedLatenessMillis());
    message.setDeadlineMillis(deadline);
    if (timers.currentWatermark() >= deadline) {
      rejections.orphan(message);
    } else if (PendingMessages.contains(state, message)) {
      services.metrics().count(campaignId, Verdict.DUPLICATE);
    } else if (PendingMessages.full(state, message)) {
      rejections.reject(
          message,
          DeadLetterReason.TOO_MANY_OUTCOMES,
          "too many messages wait for this impression already");
    } else {
      keep(message);
      timers.registerEventTimeTimer(deadline);
    }
  }

  private void hold(PendingMessage message, String campaignId) {
    message.setDeadlineMillis(PendingMessages.NO_DEADLINE);
    if (PendingMessages.contains(state, message)) {
      services.metrics().unknownDuplicate();
      return;
    }
    if (services.metrics().heldMessages() >= services.limits().holdCap()
        || PendingMessages.full(state, message)) {
      rejections.reject(
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
    services.metrics().held();
  }

  private void settleHoldTimers(boolean byTimer, long now) {
    if (!PendingMessages.anyHeld(state)) {
      timers.deleteEventTimeTimer(Long.MAX_VALUE);
      timers.deleteProcessingTimeTimer(nextRetry(now));
    } else if (byTimer) {
      timers.registerProcessingTimeTimer(nextRetry(now));
    }
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

  private static long nextRetry(long now) {
    return (now / RETRY_MILLIS + 1) * RETRY_MILLIS;
  }

  private static AttributionState emptyState() {
    AttributionState state = new AttributionState();
    state.setCampaignId("");
    state.setUnitId("");
    state.setOutcomes(List.of());
    state.setPending(List.of());
    state.setPartition(-1);
    state.setOffset(-1L);
    return state;
  }
}
