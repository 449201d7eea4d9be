package io.weir.jobs.common;

import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Stable identity of an operator. State in savepoints belongs to the uid, so a uid is never changed
 * or used again; the name is for people.
 *
 * @param uid unique in its job
 * @param name shown in the web UI and in metrics
 */
public record OperatorId(String uid, String name) {
  /** Gives the operator this identity. */
  public <T> SingleOutputStreamOperator<T> on(SingleOutputStreamOperator<T> operator) {
    return operator.uid(uid).name(name);
  }

  /** Gives the sink this identity. */
  public <T> DataStreamSink<T> on(DataStreamSink<T> sink) {
    return sink.uid(uid).name(name);
  }
}
