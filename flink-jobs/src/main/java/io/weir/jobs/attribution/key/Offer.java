package io.weir.jobs.attribution.key;

import io.weir.jobs.attribution.event.EventKind;
import io.weir.jobs.attribution.join.CampaignRules;
import io.weir.jobs.attribution.join.ImpressionJoin;
import io.weir.jobs.attribution.join.Verdict;
import io.weir.jobs.attribution.state.AttributionState;
import io.weir.jobs.common.deadletter.DeadLetterReason;
import io.weir.jobs.common.deadletter.RejectedMessageException;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;

/**
 * A message that was read and can be joined to the state of its key.
 *
 * @param campaignId campaign that it names
 * @param attempt joins it by the campaign's rules
 */
record Offer(String campaignId, Attempt attempt) {
  /** How a message comes. */
  enum Arrival {
    /** From its source: what comes after its window is late. */
    NEW,
    /** After it has waited: it was in time when it came. */
    AGAIN
  }

  /** Joins a message. */
  @FunctionalInterface
  interface Attempt {
    Verdict join(CampaignRules rules) throws RejectedMessageException;
  }

  /**
   * Reads a message.
   *
   * @param state state of its key
   * @param payload bytes as on the wire
   * @param watermark how far event time has come
   */
  static Offer read(
      AttributionServices services,
      AttributionState state,
      EventKind kind,
      byte[] payload,
      Arrival arrival,
      long watermark) {
    boolean fresh = arrival == Arrival.NEW;
    boolean late = fresh && windowEnded(state, watermark);
    ImpressionJoin join = services.join();
    return switch (kind) {
      case IMPRESSION -> {
        Impression impression = services.readers().impression(payload);
        yield new Offer(
            impression.getCampaignId(),
            rules -> {
              if (fresh && state.getImpression() == null) {
                refuseIfLate(
                    impression, rules, watermark, services.limits().allowedLatenessMillis());
              }
              return join.join(state, impression, payload, rules);
            });
      }
      case TREATMENT -> {
        Treatment treatment = services.readers().treatment(payload);
        yield new Offer(
            treatment.getCampaignId(), rules -> join.join(state, treatment, payload, rules, late));
      }
      case OUTCOME -> {
        Outcome outcome = services.readers().outcome(payload);
        yield new Offer(outcome.getCampaignId(), rules -> join.join(state, outcome, rules, late));
      }
    };
  }

  private static boolean windowEnded(AttributionState state, long watermark) {
    return state.getClosed()
        || (state.getImpression() != null && watermark >= state.getClosesAtMillis());
  }

  private static void refuseIfLate(
      Impression impression, CampaignRules rules, long watermark, long allowedLatenessMillis)
      throws RejectedMessageException {
    long end = rules.windowEndMillis(impression.getOccurredAt().toEpochMilli());
    if (watermark >= saturatedSum(end, allowedLatenessMillis)) {
      throw new RejectedMessageException(
          DeadLetterReason.LATE_IMPRESSION,
          "event time stands at " + watermark + ", its window ended at " + end);
    }
  }

  private static long saturatedSum(long time, long duration) {
    return duration > Long.MAX_VALUE - 1 - time ? Long.MAX_VALUE - 1 : time + duration;
  }
}
