package io.weir.client.internal.engine;

import io.weir.schemas.BudgetStatus;
import io.weir.schemas.DualPrice;
import io.weir.schemas.PacingState;
import org.jspecify.annotations.Nullable;

/**
 * A price and the model it belongs to. Immutable.
 *
 * @param value boxed once, since every decision carries it
 * @param source what it was read from; null within a paced price
 */
record Price(
    long modelVersion,
    long priceVersion,
    Double value,
    long publishedAtMillis,
    @Nullable DualPrice source) {

  static Price of(DualPrice price, long publishedAtMillis) throws RejectedRecordException {
    return new Price(
        ReceivedModel.checkedVersion(price.getModelVersion()),
        ReceivedModel.checkedVersion(price.getPriceVersion()),
        checked(price.getDualPrice()),
        publishedAtMillis,
        price);
  }

  private static double checked(double value) throws RejectedRecordException {
    if (!(value >= 0)) {
      throw new RejectedRecordException("a dual price is " + value);
    }
    return value;
  }

  /**
   * The paced price, good for impressions of its budget period.
   *
   * @param stale whether the budget job itself said that its inputs had stopped
   * @param asOfMillis when the status was true, by the budget job's clock; orders statuses
   */
  record Paced(
      Price price,
      boolean exhausted,
      boolean stale,
      long asOfMillis,
      long startMillis,
      long endMillis,
      BudgetStatus source) {

    static Paced of(BudgetStatus status, long publishedAtMillis) throws RejectedRecordException {
      double value = checked(status.getPacedDualPrice());
      return new Paced(
          new Price(status.getModelVersion(), 0, value, publishedAtMillis, null),
          status.getState() == PacingState.EXHAUSTED || value == Double.POSITIVE_INFINITY,
          status.getState() == PacingState.STALE,
          status.getAsOf().toEpochMilli(),
          status.getPeriodStart().toEpochMilli(),
          status.getPeriodEnd().toEpochMilli(),
          status);
    }

    boolean covers(long occurredAtMillis) {
      return occurredAtMillis >= startMillis && occurredAtMillis < endMillis;
    }
  }
}
