package io.weir.benchmarks.learning;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Drops what it gets, and notes when prices come.
 *
 * @param <T> record
 */
final class PublicationSink<T> implements Sink<T> {
  private static final long serialVersionUID = 1L;
  private final boolean prices;

  PublicationSink(boolean prices) {
    this.prices = prices;
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) {
    return new SinkWriter<>() {
      @Override
      public void write(T element, Context elementContext) {
        if (prices) {
          StallClock.published();
        }
      }

      @Override
      public void flush(boolean endOfInput) {
        // Nothing is kept.
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }
}
