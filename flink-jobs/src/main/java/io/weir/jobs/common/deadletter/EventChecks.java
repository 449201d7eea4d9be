package io.weir.jobs.common.deadletter;

import io.weir.contract.EventProblem;
import io.weir.contract.EventValidator;
import io.weir.contract.Ranges;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** What an event by itself can get wrong, in whichever job reads it. */
public final class EventChecks {
  private EventChecks() {}

  /**
   * Checks what an impression by itself can get wrong, its clock apart.
   *
   * @throws RejectedMessageException saying what is wrong
   */
  public static void check(Impression impression) throws RejectedMessageException {
    refuse(EventValidator.problem(impression));
  }

  /**
   * Checks what a treatment by itself can get wrong, its clock apart.
   *
   * @throws RejectedMessageException saying what is wrong
   */
  public static void check(Treatment treatment) throws RejectedMessageException {
    refuse(EventValidator.problem(treatment));
  }

  /**
   * Checks what an outcome by itself can get wrong, its clock apart.
   *
   * @throws RejectedMessageException saying what is wrong
   */
  public static void check(Outcome outcome) throws RejectedMessageException {
    refuse(EventValidator.problem(outcome));
  }

  /**
   * Checks what a sample by itself can get wrong.
   *
   * @throws RejectedMessageException saying what is wrong
   */
  public static void check(Sample sample) throws RejectedMessageException {
    refuse(EventValidator.problem(sample));
  }

  /**
   * Checks the length of an event.
   *
   * @throws RejectedMessageException if its sample would not fit what a broker takes by default
   */
  public static void checkSize(ConsumerRecord<byte[], byte[]> message)
      throws RejectedMessageException {
    if (message.value().length > Ranges.EVENT_BYTES.most()) {
      throw new RejectedMessageException(
          DeadLetterReason.OVERSIZED_MESSAGE,
          "the message has " + message.value().length + " bytes, allowed: " + Ranges.EVENT_BYTES);
    }
  }

  /**
   * Checks an event's time against the clock of its arrival and returns it in milliseconds since
   * the epoch. Where the topic bears the broker's append time that is the clock, so that old events
   * are judged by that of their day; else it is the wall clock.
   *
   * @param at event time
   * @param message the event's message
   * @param maxFuture how far ahead of the clock the event may be
   * @throws RejectedMessageException if it is further ahead, or no possible time
   */
  public static long checkedMillis(
      Instant at, ConsumerRecord<byte[], byte[]> message, Duration maxFuture)
      throws RejectedMessageException {
    if (!Ranges.TIME.contains(at)) {
      throw new RejectedMessageException(
          DeadLetterReason.IMPOSSIBLE_TIME, "event time is " + at + ", allowed: " + Ranges.TIME);
    }
    boolean brokerClock = message.timestampType() == TimestampType.LOG_APPEND_TIME;
    long clock = brokerClock ? message.timestamp() : System.currentTimeMillis();
    long millis = at.toEpochMilli();
    if (millis - clock > maxFuture.toMillis()) {
      throw new RejectedMessageException(
          DeadLetterReason.CLOCK_AHEAD,
          "event time is "
              + at
              + ", "
              + (millis - clock)
              + " ms ahead of "
              + (brokerClock ? "its arrival at the broker" : "the wall clock")
              + "; allowed: "
              + maxFuture.toMillis());
    }
    return millis;
  }

  private static void refuse(@Nullable EventProblem problem) throws RejectedMessageException {
    if (problem != null) {
      throw new RejectedMessageException(
          DeadLetterReason.of(problem.kind()), problem.path() + " " + problem.message());
    }
  }
}
