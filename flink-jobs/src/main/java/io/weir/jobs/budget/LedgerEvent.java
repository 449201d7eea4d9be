package io.weir.jobs.budget;

import org.apache.flink.api.java.tuple.Tuple8;

/**
 * What the ledger needs of a treatment or an outcome, on its way to its key. A tuple for Flink's
 * fastest serializer; it travels between tasks and is never kept in state.
 */
public final class LedgerEvent
    extends Tuple8<String, String, Boolean, Long, Long, String, Boolean, Long> {
  private static final long serialVersionUID = 1L;

  /** Where there was no prediction. */
  static final long NO_PREDICTION = -1;

  /** For Flink. */
  public LedgerEvent() {}

  private LedgerEvent(
      String impressionId,
      String campaignId,
      boolean treatment,
      long timeMillis,
      long writtenAtMillis,
      String id,
      boolean randomized,
      long micros) {
    super(impressionId, campaignId, treatment, timeMillis, writtenAtMillis, id, randomized, micros);
  }

  static LedgerEvent treatment(
      String impressionId,
      String campaignId,
      long assignedAtMillis,
      long writtenAtMillis,
      String armId,
      boolean randomized,
      long predictedMicros) {
    return new LedgerEvent(
        impressionId,
        campaignId,
        true,
        assignedAtMillis,
        writtenAtMillis,
        armId,
        randomized,
        predictedMicros);
  }

  static LedgerEvent outcome(
      String impressionId,
      String campaignId,
      long occurredAtMillis,
      long writtenAtMillis,
      String outcomeId,
      long costMicros) {
    return new LedgerEvent(
        impressionId,
        campaignId,
        false,
        occurredAtMillis,
        writtenAtMillis,
        outcomeId,
        false,
        costMicros);
  }

  /** Returns the key. */
  public String impressionId() {
    return f0;
  }

  String campaignId() {
    return f1;
  }

  boolean isTreatment() {
    return f2;
  }

  /** Returns when it happened, milliseconds since the epoch. */
  public long timeMillis() {
    return f3;
  }

  long writtenAtMillis() {
    return f4;
  }

  String armId() {
    return f5;
  }

  String outcomeId() {
    return f5;
  }

  boolean randomized() {
    return f6;
  }

  long predictedMicros() {
    return f7;
  }

  long costMicros() {
    return f7;
  }
}
