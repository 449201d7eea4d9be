package io.weir.jobs.budget.impression;

import org.apache.flink.api.java.tuple.Tuple10;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger needs of a treatment or an outcome, on its way to its key. A tuple for Flink's
 * fastest serializer; it travels between tasks and is never kept in state.
 */
public final class LedgerEvent
    extends Tuple10<String, String, Boolean, Long, Long, String, Boolean, Long, String, String> {
  private static final long serialVersionUID = 1L;

  /** Where there was no prediction. */
  public static final long NO_PREDICTION = -1;

  private static final String NONE = "";

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
      long micros,
      String corrects,
      String currency) {
    super(
        impressionId,
        campaignId,
        treatment,
        timeMillis,
        writtenAtMillis,
        id,
        randomized,
        micros,
        corrects,
        currency);
  }

  public static LedgerEvent treatment(
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
        predictedMicros,
        NONE,
        NONE);
  }

  public static LedgerEvent outcome(
      String impressionId,
      String campaignId,
      long occurredAtMillis,
      long writtenAtMillis,
      String outcomeId,
      long costMicros,
      @Nullable String corrects,
      @Nullable String currency) {
    return new LedgerEvent(
        impressionId,
        campaignId,
        false,
        occurredAtMillis,
        writtenAtMillis,
        outcomeId,
        false,
        costMicros,
        corrects == null ? NONE : corrects,
        currency == null ? NONE : currency);
  }

  /** Returns the key. */
  public String impressionId() {
    return f0;
  }

  public String campaignId() {
    return f1;
  }

  public boolean isTreatment() {
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

  public boolean randomized() {
    return f6;
  }

  public long predictedMicros() {
    return f7;
  }

  public long costMicros() {
    return f7;
  }

  /** Returns the outcome that this one corrects; null for none. */
  @Nullable String corrects() {
    return f8.isEmpty() ? null : f8;
  }

  /** Returns the currency that the event names; null for the campaign's. */
  @Nullable String currency() {
    return f9.isEmpty() ? null : f9;
  }
}
