package io.weir.simulator.event;

/** Where encoded events go. Used by one thread. */
public interface EventSink extends AutoCloseable {

  /**
   * Sends one message; messages of a stream with the same key keep their order.
   *
   * @param stream stream
   * @param key key
   * @param value message as it goes on the wire
   * @throws IllegalStateException if an earlier message could not be delivered
   */
  void send(EventStream stream, String key, byte[] value);

  /**
   * Returns when everything sent has been delivered.
   *
   * @throws IllegalStateException if a message could not be delivered
   */
  void flush();

  @Override
  void close();
}
