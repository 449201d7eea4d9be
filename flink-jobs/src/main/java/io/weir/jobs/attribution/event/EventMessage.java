package io.weir.jobs.attribution.event;

import org.apache.flink.api.java.tuple.Tuple6;

/**
 * One event on its way to its key: as it came, with what routing needs beside it. The bytes travel
 * rather than the record: copying them is cheaper than encoding anew, and they are what state and
 * dead letters keep.
 *
 * <p>A tuple for Flink's fastest serializer; it travels between tasks and is never kept in state.
 */
public final class EventMessage extends Tuple6<String, Integer, Long, Integer, Long, byte[]> {
  private static final long serialVersionUID = 1L;

  /** For Flink. */
  public EventMessage() {}

  /**
   * Makes a message.
   *
   * @param impressionId key
   * @param kind kind of event
   * @param eventTimeMillis when it happened
   * @param partition source partition
   * @param offset source offset
   * @param payload bytes as on the wire; not copied
   */
  public EventMessage(
      String impressionId,
      EventKind kind,
      long eventTimeMillis,
      int partition,
      long offset,
      byte[] payload) {
    super(impressionId, kind.code(), eventTimeMillis, partition, offset, payload);
  }

  /** Returns the key. */
  public String impressionId() {
    return f0;
  }

  /** Returns the kind of event. */
  public EventKind kind() {
    return EventKind.of(f1);
  }

  /** Returns when it happened, milliseconds since the epoch. */
  public long eventTimeMillis() {
    return f2;
  }

  /** Returns the source partition. */
  public int partition() {
    return f3;
  }

  /** Returns the source offset. */
  public long offset() {
    return f4;
  }

  /** Returns the bytes as on the wire; not a copy. */
  public byte[] payload() {
    return f5;
  }
}
