package io.weir.jobs.attribution.key;

import io.weir.jobs.attribution.event.EventKind;
import io.weir.jobs.attribution.join.ForgetTime;
import io.weir.jobs.attribution.join.ImpressionJoin;
import io.weir.jobs.attribution.join.PendingMessages;
import io.weir.jobs.attribution.state.AttributionState;
import io.weir.jobs.attribution.state.PendingMessage;
import io.weir.jobs.common.deadletter.DeadLetterReason;
import io.weir.schemas.Sample;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** What the passing of event time does to a key: its sample leaves, what waited in vain goes. */
final class WindowEnd {
  private final AttributionServices services;
  private final KeyContext context;
  private final String key;
  private final KeyState state;
  private final Rejections rejections;

  WindowEnd(
      AttributionServices services,
      KeyContext context,
      String key,
      KeyState state,
      Rejections rejections) {
    this.key = key;
    this.services = services;
    this.context = context;
    this.state = state;
    this.rejections = rejections;
  }

  /** Returns when the impression of a state is forgotten. */
  static long forgetAtMillis(AttributionState state, AttributionServices services) {
    return ForgetTime.of(
        state.getOccurredAtMillis(),
        state.getClosesAtMillis(),
        services.limits().allowedLatenessMillis());
  }

  /** Emits and forgets, and gives up on, what the watermark has passed. */
  void advance(Collector<Sample> out) throws Exception {
    long watermark = context.watermark();
    if (state.hasImpression()) {
      long forgetAt = forgetAtMillis(state.value(), services);
      if (watermark >= forgetAt) {
        close(out);
      } else {
        // State of release 0.1.0 has a timer at the window's end and none at the end of lateness.
        context.advanceAt(key, forgetAt);
      }
    }
    for (PendingMessage message : state.take(m -> m.getDeadlineMillis() <= watermark)) {
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
    for (PendingMessage correction : state.takeJoinable()) {
      rejections.reject(
          correction,
          DeadLetterReason.CORRECTION_WITHOUT_OUTCOME,
          "no outcome of the id that it corrects came before " + correction.getDeadlineMillis());
    }
    AttributionState closing = state.value();
    if (!closing.getClosed()) { // under release 0.1.0 the sample left at the window's end
      Sample sample = ImpressionJoin.isTreated(closing) ? sample(closing) : null;
      if (sample != null) {
        out.collect(sample);
      }
      services.metrics().closed(closing.getCampaignId(), sample != null);
    }
    services.closed().remember(closing.getCampaignId(), closing.getClosesAtMillis());
    state.forgetImpression();
  }

  /**
   * Returns the sample, or null if the job's own code fails on it: then its impression goes aside.
   */
  private @Nullable Sample sample(AttributionState closing) {
    try {
      return services.join().sample(closing);
    } catch (RuntimeException e) {
      rejections.setAside(
          EventKind.IMPRESSION,
          closing.getPartition(),
          closing.getOffset(),
          ImpressionJoin.bytes(closing.getImpression()),
          e);
      return null;
    }
  }
}
