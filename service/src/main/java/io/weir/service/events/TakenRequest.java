package io.weir.service.events;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that was decided, and how far its events have come. They are written once; if the
 * broker does not take them, a repetition of the request writes the same ones again. Safe for use
 * by several threads.
 */
public final class TakenRequest {
  private enum State {
    OPEN,
    WRITING,
    WRITTEN
  }

  private final long fingerprint;
  private final Object answer;
  private final List<Event> unwritten;
  private State state;
  private int unanswered;
  private @Nullable Exception failure;
  private List<EventLog.Completion> waiting = new ArrayList<>(1);

  /**
   * Takes one.
   *
   * @param fingerprint of all that the caller said
   * @param answer what the caller gets
   * @param events to be written
   */
  public TakenRequest(long fingerprint, Object answer, List<Event> events) {
    this.fingerprint = fingerprint;
    this.answer = answer;
    this.unwritten = new ArrayList<>(events);
    this.state = events.isEmpty() ? State.WRITTEN : State.OPEN;
  }

  /** Returns the fingerprint of all that the caller said. */
  public long fingerprint() {
    return fingerprint;
  }

  /** Returns what the caller gets. */
  public Object answer() {
    return answer;
  }

  /**
   * Waits for the events, and writes those that nobody has written or is writing.
   *
   * @param reserved room in the log for as many; what is not needed is given back
   * @param completion told once the broker has all events, or not all of them
   */
  public void write(EventLog log, int reserved, EventLog.Completion completion) {
    List<Event> mine;
    boolean written;
    synchronized (this) {
      written = state == State.WRITTEN;
      mine = state == State.OPEN ? List.copyOf(unwritten) : List.of();
      if (!written) {
        waiting.add(completion);
      }
      if (state == State.OPEN) {
        state = State.WRITING;
        unanswered = mine.size();
        failure = null;
      }
    }
    log.release(reserved - mine.size());
    mine.forEach(event -> log.write(event, why -> answered(event, why)));
    if (written) {
      completion.done(null);
    }
  }

  private void answered(Event event, @Nullable Exception why) {
    List<EventLog.Completion> told;
    Exception result;
    synchronized (this) {
      if (why == null) {
        unwritten.remove(event);
      } else {
        failure = why;
      }
      if (--unanswered > 0) {
        return;
      }
      result = failure;
      state = result == null ? State.WRITTEN : State.OPEN;
      told = waiting;
      waiting = new ArrayList<>(1);
    }
    told.forEach(completion -> completion.done(result));
  }
}
