package io.weir.jobs.attribution.join;

import io.weir.jobs.attribution.state.AttributionState;
import io.weir.jobs.attribution.state.PendingMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The messages of one state that wait, in order of arrival. The lists that Avro hands out may be
 * immutable, so each change makes a new one; nearly all states have none.
 */
public final class PendingMessages {
  /** Deadline of a message whose campaign, and so whose window, is unknown. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  /** Messages that one key lets wait: bounds what a misused id can make its state grow to. */
  private static final int MESSAGES_MAX = 100;

  private static final int BYTES_MAX = 2 << 20;

  private PendingMessages() {}

  /** Returns whether one message more would be too much. */
  public static boolean full(AttributionState state, PendingMessage message) {
    long bytes = message.getPayload().remaining();
    for (PendingMessage waiting : state.getPending()) {
      bytes += waiting.getPayload().remaining();
    }
    return state.getPending().size() >= MESSAGES_MAX || bytes > BYTES_MAX;
  }

  /** Removes and returns the messages that match. */
  public static List<PendingMessage> take(AttributionState state, Predicate<PendingMessage> which) {
    if (state.getPending().isEmpty()) {
      return List.of();
    }
    List<PendingMessage> taken = new ArrayList<>();
    List<PendingMessage> left = new ArrayList<>();
    for (PendingMessage message : state.getPending()) {
      (which.test(message) ? taken : left).add(message);
    }
    if (!taken.isEmpty()) {
      state.setPending(left);
    }
    return taken;
  }

  /** Adds a message. */
  public static void add(AttributionState state, PendingMessage message) {
    List<PendingMessage> pending = new ArrayList<>(state.getPending());
    pending.add(message);
    state.setPending(pending);
  }

  /** Returns whether the very same bytes wait already. */
  public static boolean contains(AttributionState state, PendingMessage message) {
    return state.getPending().stream()
        .anyMatch(
            other ->
                other.getKind() == message.getKind()
                    && other.getPayload().equals(message.getPayload()));
  }

  /** Returns whether any message waits until the given event time. */
  public static boolean anyWithDeadline(AttributionState state, long deadlineMillis) {
    for (PendingMessage message : state.getPending()) {
      if (message.getDeadlineMillis() == deadlineMillis) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether any message waits for its campaign. */
  public static boolean anyHeld(AttributionState state) {
    return state.getPending().stream().anyMatch(PendingMessages::isHeld);
  }

  /** Returns whether the message waits for its campaign, rather than for its impression. */
  public static boolean isHeld(PendingMessage message) {
    return message.getDeadlineMillis() == NO_DEADLINE;
  }
}
