package io.weir.simulator.traffic;

import io.weir.simulator.event.EventSink;
import io.weir.simulator.event.EventStream;
import java.util.ArrayList;
import java.util.List;

/** Keeps what was sent, in order. */
public final class RecordingSink implements EventSink {

  @SuppressWarnings("ArrayRecordComponent") // compared field by field
  record Sent(EventStream stream, String key, byte[] value) {}

  final List<Sent> messages = new ArrayList<>();
  boolean flushed;
  boolean closed;

  @Override
  public void send(EventStream stream, String key, byte[] value) {
    messages.add(new Sent(stream, key, value));
  }

  @Override
  public void flush() {
    flushed = true;
  }

  @Override
  public void close() {
    closed = true;
  }
}
