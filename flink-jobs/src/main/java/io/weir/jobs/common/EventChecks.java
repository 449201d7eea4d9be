package io.weir.jobs.common;

import io.weir.schemas.Assignment;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import java.time.Duration;
import java.time.Instant;

/** What an event by itself can get wrong, in whichever job reads it. */
public final class EventChecks {
  private EventChecks() {}

  /**
   * Checks what a treatment by itself can get wrong, its time apart.
   *
   * @throws RejectedMessageException saying what is wrong
   */
  public static void check(Treatment treatment) throws RejectedMessageException {
    identified(treatment.getImpressionId(), "impressionId");
    identified(treatment.getCampaignId(), "campaignId");
    identified(treatment.getArmId(), "armId");
    checkPropensity(treatment);
  }

  /**
   * Checks what an outcome by itself can get wrong, its time apart.
   *
   * @throws RejectedMessageException saying what is wrong
   */
  public static void check(Outcome outcome) throws RejectedMessageException {
    identified(outcome.getImpressionId(), "impressionId");
    identified(outcome.getCampaignId(), "campaignId");
    identified(outcome.getOutcomeId(), "outcomeId");
    if (!Double.isFinite(outcome.getRevenue())) {
      throw new RejectedMessageException(
          DeadLetterReason.NON_FINITE_REVENUE, "revenue is " + outcome.getRevenue());
    }
    if (outcome.getCostMicros() < 0) {
      throw new RejectedMessageException(
          DeadLetterReason.NEGATIVE_COST, "costMicros is " + outcome.getCostMicros());
    }
  }

  /**
   * Checks an event's time and returns it in milliseconds since the epoch.
   *
   * @throws RejectedMessageException if it is before 1970 or too far ahead of the wall clock
   */
  public static long checkedMillis(Instant at, Duration maxFuture) throws RejectedMessageException {
    long millis = at.toEpochMilli();
    if (millis < 0 || millis - System.currentTimeMillis() > maxFuture.toMillis()) {
      throw new RejectedMessageException(DeadLetterReason.IMPOSSIBLE_TIME, "event time is " + at);
    }
    return millis;
  }

  private static void checkPropensity(Treatment treatment) throws RejectedMessageException {
    Double propensity = treatment.getPropensity();
    boolean absentButNeeded =
        propensity == null && treatment.getAssignment() == Assignment.RANDOMIZED;
    boolean impossible = propensity != null && !(propensity > 0 && propensity <= 1);
    if (absentButNeeded || impossible) {
      throw new RejectedMessageException(
          DeadLetterReason.INVALID_PROPENSITY,
          "propensity of a " + treatment.getAssignment() + " treatment is " + propensity);
    }
  }

  /**
   * Checks that an identifier is there.
   *
   * @throws RejectedMessageException if it is empty
   */
  public static void identified(String value, String field) throws RejectedMessageException {
    if (value.isEmpty()) {
      throw new RejectedMessageException(DeadLetterReason.EMPTY_IDENTIFIER, field + " is empty");
    }
  }
}
