package io.weir.simulator.event;

/** One of the three event topics. */
public enum EventStream {
  /** Opportunities to treat. */
  IMPRESSIONS("impressions"),
  /** Arms that were given. */
  TREATMENTS("treatments"),
  /** What happened afterwards. */
  OUTCOMES("outcomes");

  private final String topicSuffix;

  EventStream(String topicSuffix) {
    this.topicSuffix = topicSuffix;
  }

  /**
   * Topic of this stream.
   *
   * @param prefix topic prefix, such as {@code weir.}
   * @return topic name
   */
  public String topic(String prefix) {
    return prefix + topicSuffix;
  }
}
