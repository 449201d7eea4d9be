package io.weir.simulator.traffic;

import io.weir.simulator.event.EventStream;
import java.util.List;
import java.util.Map;

/**
 * What a marketplace has sent so far. Good impressions balance: each gets exactly one treatment, so
 * {@code impressionsSent} = samples + still open, once everything has been read.
 *
 * @param eventTimeMillis event time reached
 * @param impressionsSent good impressions, duplicates not counted
 * @param treatmentsSent good treatments, duplicates not counted
 * @param outcomesSent good outcomes, duplicates and late ones not counted twice
 * @param lateOutcomesSent of these, delayed until their sample had closed
 * @param duplicatesSent second copies, by stream
 * @param garbageSent garbage messages, by kind: each must make one dead letter
 * @param messagesSent all messages
 * @param campaigns per campaign, in the order of the options
 */
public record SimulatorReport(
    long eventTimeMillis,
    long impressionsSent,
    long treatmentsSent,
    long outcomesSent,
    long lateOutcomesSent,
    Map<EventStream, Long> duplicatesSent,
    Map<GarbageKind, Long> garbageSent,
    long messagesSent,
    List<CampaignReport> campaigns) {

  /** Second copies in all streams together. */
  public long duplicates() {
    return duplicatesSent.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Garbage messages of all kinds together. */
  public long garbage() {
    return garbageSent.values().stream().mapToLong(Long::longValue).sum();
  }
}
