package io.weir.simulator.hostile;

/** What is wrong with a message. */
enum HostileKind {
  /** Nothing but its topic's company: a sound message of a campaign that others attack. */
  SOUND(4),
  /** One to three fields at the edge of their type, or beyond their range. */
  FIELD(12),
  /** Bytes that are no record. */
  RANDOM_BYTES(3),
  /** No byte at all. */
  EMPTY(1),
  /** No value at all. */
  TOMBSTONE(1),
  /** A record cut in the middle. */
  TRUNCATED(2),
  /** A record with bytes behind it. */
  EXTENDED(2),
  /** A record in which one to eight bits are wrong. */
  BIT_FLIPS(6),
  /** A record that does not begin with the marker. */
  WRONG_MARKER(1),
  /** A record of a schema that was never released. */
  UNKNOWN_FINGERPRINT(1),
  /** A text that claims two thousand million bytes. */
  HUGE_LENGTH(1),
  /** A key that is not the record's. */
  WRONG_KEY(1),
  /** A treatment or outcome of a sound impression that names another campaign. */
  OTHER_CAMPAIGN(2),
  /** An event of a clock that is ahead: by seconds, a minute, hours. */
  CLOCK_AHEAD(3),
  /** An event of a clock that is behind. */
  CLOCK_BEHIND(3);

  private final int weight;

  HostileKind(int weight) {
    this.weight = weight;
  }

  /** Share of the messages, in parts of the sum of all. */
  int weight() {
    return weight;
  }

  /** Whether messages of a topic can be of this kind. */
  boolean fits(HostileTopic topic) {
    return switch (this) {
      case CLOCK_AHEAD, CLOCK_BEHIND -> topic.isEvent();
      case OTHER_CAMPAIGN -> topic == HostileTopic.TREATMENTS || topic == HostileTopic.OUTCOMES;
      case WRONG_KEY -> !topic.isEvent() && topic != HostileTopic.SAMPLES;
      default -> true;
    };
  }
}
