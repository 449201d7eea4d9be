package io.weir.console.state;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Dead letters per event over the last minute. Its owner guards it. */
final class DeadLetterRate {
  private static final long SPAN_MILLIS = Duration.ofMinutes(1).toMillis();
  private static final long LEAST_EVENTS = 1_000;

  private record Look(long atMillis, long events, long letters) {}

  private final Deque<Look> looks = new ArrayDeque<>();

  void observe(long nowMillis, long events, long letters) {
    looks.addLast(new Look(nowMillis, events, letters));
    while (looks.getFirst().atMillis() < nowMillis - SPAN_MILLIS) {
      looks.removeFirst();
    }
  }

  /** Returns zero while there were too few events to tell. */
  double share() {
    if (looks.size() < 2) {
      return 0;
    }
    long events = looks.getLast().events() - looks.getFirst().events();
    long letters = looks.getLast().letters() - looks.getFirst().letters();
    return events < LEAST_EVENTS ? 0 : (double) letters / events;
  }
}
