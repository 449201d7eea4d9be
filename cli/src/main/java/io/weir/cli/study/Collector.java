package io.weir.cli.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Collects what a job of this process writes. A sink travels to its task as bytes, so that both
 * ends find each other by name.
 *
 * @param <T> record
 */
final class Collector<T> implements Sink<T>, AutoCloseable {
  private static final long serialVersionUID = 1L;
  private static final Map<String, List<Object>> COLLECTED = new ConcurrentHashMap<>();

  private final String name = UUID.randomUUID().toString();
  private final Class<T> type;

  Collector(Class<T> type) {
    this.type = type;
    COLLECTED.put(name, Collections.synchronizedList(new ArrayList<>()));
  }

  /** Returns what has come so far, in order. */
  List<T> records() {
    List<Object> records = list(name);
    synchronized (records) {
      return records.stream().map(type::cast).toList();
    }
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) {
    List<Object> records = list(name);
    return new SinkWriter<>() {
      @Override
      public void write(T element, Context elementContext) {
        records.add(element);
      }

      @Override
      public void flush(boolean endOfInput) {
        // Every record has been kept when write returned.
      }

      @Override
      public void close() {
        // What was collected outlives the task.
      }
    };
  }

  private static List<Object> list(String name) {
    List<Object> records = COLLECTED.get(name);
    if (records == null) {
      throw new IllegalStateException("nobody collects in this process");
    }
    return records;
  }

  @Override
  public void close() {
    COLLECTED.remove(name);
  }
}
