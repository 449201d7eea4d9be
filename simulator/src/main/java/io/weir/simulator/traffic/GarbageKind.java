package io.weir.simulator.traffic;

import io.weir.simulator.event.EventStream;

/** Kinds of messages that must end as dead letters, each for a reason of its own. */
public enum GarbageKind {
  /** Random bytes behind a valid header, which fit no record. */
  RANDOM_BYTES(EventStream.IMPRESSIONS),
  /** A good treatment whose first two bytes are not the marker. */
  WRONG_MARKER(EventStream.TREATMENTS),
  /** A good outcome under a fingerprint that no released schema has. */
  UNKNOWN_FINGERPRINT(EventStream.OUTCOMES),
  /** A good impression cut in the middle. */
  TRUNCATED_RECORD(EventStream.IMPRESSIONS),
  /** An impression with one numeric feature too few. */
  WRONG_FEATURE_COUNT(EventStream.IMPRESSIONS),
  /** An impression with a feature that is not a number. */
  NAN_FEATURE(EventStream.IMPRESSIONS),
  /** An impression of a campaign that does not exist. */
  UNKNOWN_CAMPAIGN(EventStream.IMPRESSIONS),
  /** A treatment with an arm that the campaign does not have, for an impression of its own. */
  UNKNOWN_ARM(EventStream.TREATMENTS),
  /** A second treatment of a good impression, with another arm, after the first. */
  CONFLICTING_TREATMENT(EventStream.TREATMENTS),
  /** An outcome of an impression that never was; it costs nothing. */
  OUTCOME_FOR_NOTHING(EventStream.OUTCOMES);

  private final EventStream stream;

  GarbageKind(EventStream stream) {
    this.stream = stream;
  }

  /** Stream it is sent on. */
  public EventStream stream() {
    return stream;
  }
}
