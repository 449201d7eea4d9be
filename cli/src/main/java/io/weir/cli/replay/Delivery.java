package io.weir.cli.replay;

import java.io.IOException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Remembers whether any record of many could not be delivered. */
final class Delivery implements Callback {
  private volatile @Nullable Exception failure;

  @Override
  public void onCompletion(RecordMetadata metadata, @Nullable Exception exception) {
    if (exception != null) {
      failure = exception;
    }
  }

  /** Call after a flush. */
  void check() throws IOException {
    if (failure != null) {
      throw new IOException("a record could not be written", failure);
    }
  }
}
