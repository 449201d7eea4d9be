package io.weir.cli.account;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has become of every message of {@code weir hostile}, by the place that its ledger names. A
 * message that no job set aside is accounted for where it could be read and breaks no rule, or
 * where a rule says who leaves it out.
 */
final class HostileFates {
  /** What can become of a message. */
  enum Fate {
    /** A job wrote its dead letter. */
    DEAD_LETTER("dead letter"),
    /** It breaks no rule, so it counts like any other. */
    VALID("valid"),
    /** A null value on a topic of last values, which deletes its key's. */
    DELETION("deletion"),
    /** Only clients and the console read it, and leave out what they cannot read. */
    LEFT_TO_CLIENTS("clients leave it out"),
    /** The broker did not take it. */
    REFUSED_BY_BROKER("refused by the broker"),
    /** Nobody knows. */
    UNACCOUNTED("UNACCOUNTED");

    private final String text;

    Fate(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  private final HostileLedger ledger;
  private final Map<MessagePlace, Fate> fates = new HashMap<>();

  HostileFates(HostileLedger ledger) {
    this.ledger = ledger;
  }

  boolean isEmpty() {
    return ledger.isEmpty();
  }

  /** Whether the message at a place is hostile. */
  boolean contains(MessagePlace place) {
    return ledger.contains(place);
  }

  /** Takes note of what a message is by itself; its dead letter says more. */
  void found(MessagePlace place, Fate fate) {
    fates.putIfAbsent(place, fate);
  }

  /** Takes note of a message's dead letter. */
  void setAside(MessagePlace place) {
    fates.put(place, Fate.DEAD_LETTER);
  }

  /** How many messages there were of each topic, by fate. */
  Map<String, Map<Fate, Long>> byTopic() {
    Map<String, Map<Fate, Long>> counts = new TreeMap<>();
    for (MessagePlace place : ledger.kinds().keySet()) {
      count(counts, place.topic(), fates.getOrDefault(place, Fate.UNACCOUNTED), 1);
    }
    ledger.refused().forEach((topic, count) -> count(counts, topic, Fate.REFUSED_BY_BROKER, count));
    return counts;
  }

  /** How many messages nobody accounts for, by topic and kind. */
  Map<String, Long> unaccounted() {
    Map<String, Long> counts = new TreeMap<>();
    ledger
        .kinds()
        .forEach(
            (place, kind) -> {
              if (fates.getOrDefault(place, Fate.UNACCOUNTED) == Fate.UNACCOUNTED) {
                counts.merge(place.topic() + " " + kind, 1L, Long::sum);
              }
            });
    return counts;
  }

  /** How many messages of a topic only clients can leave out. */
  long leftToClients(String topic) {
    return byTopic().getOrDefault(topic, Map.of()).getOrDefault(Fate.LEFT_TO_CLIENTS, 0L);
  }

  private static void count(
      Map<String, Map<Fate, Long>> counts, String topic, Fate fate, long more) {
    counts.computeIfAbsent(topic, name -> new EnumMap<>(Fate.class)).merge(fate, more, Long::sum);
  }
}
