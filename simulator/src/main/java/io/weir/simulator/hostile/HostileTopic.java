package io.weir.simulator.hostile;

/** A topic that a job or a client reads. */
enum HostileTopic {
  IMPRESSIONS("impressions", 5),
  TREATMENTS("treatments", 5),
  OUTCOMES("outcomes", 5),
  CAMPAIGNS("campaigns", 2),
  SAMPLES("samples", 2),
  DUAL_PRICES("dual-prices", 2),
  MODELS("models", 1),
  BUDGET_STATUS("budget-status", 2);

  private final String suffix;
  private final int weight;

  HostileTopic(String suffix, int weight) {
    this.suffix = suffix;
    this.weight = weight;
  }

  /** Name of the topic after the prefix. */
  String suffix() {
    return suffix;
  }

  /** Share of the messages, in parts of the sum of all. */
  int weight() {
    return weight;
  }

  /** Whether it carries one of the three events. */
  boolean isEvent() {
    return this == IMPRESSIONS || this == TREATMENTS || this == OUTCOMES;
  }
}
