package io.weir.jobs.attribution.key;

import io.weir.jobs.attribution.event.EventKind;
import io.weir.jobs.attribution.event.EventMessage;
import io.weir.jobs.attribution.join.CampaignRules;
import io.weir.jobs.attribution.join.ForgetTime;
import io.weir.jobs.attribution.join.ImpressionJoin;
import io.weir.jobs.attribution.join.PendingMessages;
import io.weir.jobs.attribution.join.Verdict;
import io.weir.jobs.attribution.state.ClosedImpression;
import io.weir.jobs.attribution.state.PendingMessage;
import io.weir.jobs.common.deadletter.DeadLetterReason;
import io.weir.jobs.common.deadletter.RejectedMessageException;
import io.weir.schemas.Sample;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** What one event or timer does to its key. */
public final class KeyUpdate {
  private final AttributionServices services;
  private final KeyContext context;
  private final TimerService timers;
  private final String key;
  private final KeyState state;
  private final Rejections rejections;
  private final HoldTimers holdTimers;

  /**
   * Reads the state of the key.
   *
   * @param key the current key
   * @param startedAtMillis wall clock at the job's start
   */
  public KeyUpdate(
      AttributionServices services, KeyContext context, String key, long startedAtMillis)
      throws Exception {
    this.key = key;
    this.services = services;
    this.context = context;
    this.timers = context.timers();
    this.state = new KeyState(services.states(), key);
    this.rejections = new Rejections(services, context);
    this.holdTimers = new HoldTimers(timers, startedAtMillis);
  }

  /** Writes the state of the key if it has changed. */
  public void save() throws Exception {
    state.save();
  }

  /** Joins a message as it comes from its source. */
  public void offerNew(EventMessage message) throws Exception {
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
  public void offerHeld(boolean byTimer) throws Exception {
    List<PendingMessage> waiting = state.take(PendingMessages::isHeld);
    if (waiting.isEmpty()) {
      return;
    }
    long now = timers.currentProcessingTime();
    for (PendingMessage message : waiting) {
      services.metrics().released();
      byte[] payload = ImpressionJoin.bytes(message.getPayload());
      boolean expired =
          byTimer && holdTimers.waitedMillis(message, now) >= services.limits().holdLimitMillis();
      Offer offer = read(message, payload, true);
      if (offer == null) {
        continue;
      }
      if (expired && rules(offer.campaignId()) == null) {
        rejections.reject(
            message, DeadLetterReason.UNKNOWN_CAMPAIGN, "no such campaign appeared in time");
      } else {
        offer(message, offer);
      }
    }
    holdTimers.settle(state, byTimer, now);
  }

  /** Emits and forgets, and gives up on, what the watermark has passed. */
  public void advance(Collector<Sample> out) throws Exception {
    new WindowEnd(services, context, key, state, rejections).advance(out);
  }

  private void offer(PendingMessage message, byte[] payload, boolean again) throws Exception {
    Offer offer = read(message, payload, again);
    if (offer != null) {
      offer(message, offer);
    }
  }

  private void offer(PendingMessage message, Offer offer) throws Exception {
    CampaignRules rules = rules(offer.campaignId());
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
          state.value(),
          EventKind.of(message.getKind()),
          payload,
          again ? Offer.Arrival.AGAIN : Offer.Arrival.NEW,
          context.watermark());
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
        state.changed();
        accepted(message);
      }
      case WAITS -> {
        if (state.hasImpression() || !knownToBeClosed(message, campaignId)) {
          await(message, campaignId, rules);
        }
      }
      case LATE -> {
        state.changed();
        services.metrics().count(campaignId, verdict);
      }
      case DUPLICATE, OUTSIDE_WINDOW -> services.metrics().count(campaignId, verdict);
    }
  }

  private void accepted(PendingMessage message) throws Exception {
    switch (EventKind.of(message.getKind())) {
      case IMPRESSION -> {
        state.value().setPartition(message.getPartition());
        state.value().setOffset(message.getOffset());
        opened();
      }
      case OUTCOME -> {
        // What corrects this outcome may have come before it.
        for (PendingMessage correction : state.takeJoinable()) {
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
    long forgetAt = WindowEnd.forgetAtMillis(state.value(), services);
    List<PendingMessage> waited = state.takeJoinable();
    // What waited is looked at when its own time comes, in vain if that is another.
    if (waited.stream().noneMatch(message -> message.getDeadlineMillis() == forgetAt)) {
      context.advanceAt(key, forgetAt);
    }
    for (PendingMessage message : waited) {
      offer(message, ImpressionJoin.bytes(message.getPayload()), true);
    }
  }

  /** Lets a message wait for its impression, or a correction for its outcome. */
  private void await(PendingMessage message, String campaignId, CampaignRules rules)
      throws Exception {
    long deadline =
        state.hasImpression()
            ? WindowEnd.forgetAtMillis(state.value(), services)
            : ForgetTime.of(
                message.getEventTimeMillis(),
                rules.windowEndMillis(message.getEventTimeMillis()),
                services.limits().allowedLatenessMillis());
    message.setDeadlineMillis(deadline);
    if (context.watermark() >= deadline) {
      rejections.orphan(message);
    } else if (PendingMessages.contains(state.value(), message)) {
      services.metrics().count(campaignId, Verdict.DUPLICATE);
    } else if (PendingMessages.full(state.value(), message)) {
      rejections.reject(
          message,
          DeadLetterReason.TOO_MANY_OUTCOMES,
          "too many messages wait for this impression already");
    } else {
      if (!lookedAt(deadline)) {
        context.advanceAt(key, deadline);
      }
      state.keep(message);
    }
  }

  /** Whether the key will be looked at then, for what it has so far. */
  private boolean lookedAt(long deadline) {
    return state.hasImpression()
        ? deadline == WindowEnd.forgetAtMillis(state.value(), services)
        : PendingMessages.anyWithDeadline(state.value(), deadline);
  }

  private void hold(PendingMessage message, String campaignId) {
    message.setDeadlineMillis(PendingMessages.NO_DEADLINE);
    if (PendingMessages.contains(state.value(), message)) {
      services.metrics().unknownDuplicate();
      return;
    }
    if (services.metrics().heldMessages() >= services.limits().holdCap()
        || PendingMessages.full(state.value(), message)) {
      rejections.reject(
          message,
          DeadLetterReason.UNKNOWN_CAMPAIGN,
          "no campaign " + campaignId + ", and too many messages are held back already");
      return;
    }
    holdTimers.start(message);
    state.keep(message);
    services.metrics().held();
  }

  private @Nullable CampaignRules rules(String campaignId) throws Exception {
    return services.campaigns().rules(context.campaigns(), campaignId);
  }
}
