package io.weir.jobs.attribution.event;

import io.weir.jobs.common.kafka.Topics;

/** The three kinds of events. Codes are kept in state: never change one. */
public enum EventKind {
  /** An opportunity to treat a unit. */
  IMPRESSION(0),
  /** The treatment it got. */
  TREATMENT(1),
  /** What came of it. */
  OUTCOME(2);

  private static final EventKind[] BY_CODE = values();

  private final int code;

  EventKind(int code) {
    this.code = code;
  }

  /** Returns the stable code. */
  public int code() {
    return code;
  }

  /** Returns the kind of a code. */
  public static EventKind of(int code) {
    return BY_CODE[code];
  }

  /** Returns the name of the kind's topic. */
  public String topic(Topics topics) {
    return switch (this) {
      case IMPRESSION -> topics.impressions();
      case TREATMENT -> topics.treatments();
      case OUTCOME -> topics.outcomes();
    };
  }
}
