package io.weir.console.alarm;

import org.jspecify.annotations.Nullable;

/**
 * Something a person should know of.
 *
 * @param kind what, UPPER_SNAKE_CASE
 * @param severity how bad
 * @param campaignId campaign it is about; null for the streams
 * @param message what exactly, for people
 * @param sinceMillis when it was raised, wall clock
 * @param clearedMillis when it passed; null while it stands
 */
public record Alarm(
    String kind,
    Severity severity,
    @Nullable String campaignId,
    String message,
    long sinceMillis,
    @Nullable Long clearedMillis) {

  /** How bad it is. */
  public enum Severity {
    /** Money or validity is at stake now. */
    CRITICAL,
    /** Will be, if nobody looks. */
    WARNING,
    /** Good to know. */
    NOTICE
  }

  /** What makes it the same alarm, however its message moves. */
  String identity() {
    return kind + "/" + campaignId;
  }
}
