package io.weir.formats;

import io.weir.schemas.wire.WireFormatException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of one topic. Serves one thread.
 *
 * @param <R> record that a message becomes
 */
@FunctionalInterface
public interface EventDecoder<R> {
  /**
   * Reads a message.
   *
   * @param message whole value, or null for a tombstone
   * @throws WireFormatException if the bytes are none of the format
   * @throws UnmappedEventException if they are, and a field does not become one of the record
   * @throws IOException if the schema registry cannot be asked; the message may well be good
   */
  R decode(byte @Nullable [] message)
      throws WireFormatException, UnmappedEventException, IOException;
}
