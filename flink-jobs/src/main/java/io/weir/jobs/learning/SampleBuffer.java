package io.weir.jobs.learning;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.types.Either;

/**
 * Samples that cannot be learned from yet, and sums of those that were left out between them, in
 * state in the order they came: appended without being read, taken out all at once. Belongs to the
 * current key.
 */
final class SampleBuffer {
  /** Stands for the topic of a sample where there are sums: no topic is called so. */
  private static final String SUMS = "";

  private final ListState<byte[]> state;
  private final RecordCodec<Sample> codec = new RecordCodec<>(Sample.class);

  SampleBuffer(ListState<byte[]> state) {
    this.state = state;
  }

  void add(Either<SampleMessage, LeftOutMessage> message) throws Exception {
    state.add(write(message));
  }

  int count() throws Exception {
    int count = 0;
    for (byte[] ignored : state.get()) {
      count++;
    }
    return count;
  }

  /** Returns all, in order, as {@link #write} made them. */
  List<byte[]> all() throws Exception {
    List<byte[]> messages = new ArrayList<>();
    state.get().forEach(messages::add);
    return messages;
  }

  List<byte[]> takeAll() throws Exception {
    List<byte[]> messages = all();
    state.clear();
    return messages;
  }

  void replaceBy(Collection<byte[]> messages) throws Exception {
    state.update(List.copyOf(messages));
  }

  void clear() {
    state.clear();
  }

  /** Returns a sample with its origin, or sums, as bytes. */
  byte[] write(Either<SampleMessage, LeftOutMessage> either) {
    return StateOutput.bytesOf(
        out -> {
          if (either.isRight()) {
            out.writeText(SUMS);
            out.writeText(either.right().campaignId);
            out.writeBytes(either.right().sums);
            return;
          }
          SampleMessage message = either.left();
          out.writeText(message.topic);
          out.writeInt(message.partition);
          out.writeLong(message.offset);
          out.writeBytes(codec.encode(message.sample));
        });
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the bytes are no sample
   */
  Either<SampleMessage, LeftOutMessage> read(byte[] bytes) throws IOException {
    StateInput in = StateInput.of(bytes);
    String topic = in.readText();
    if (topic.equals(SUMS)) {
      return Either.Right(new LeftOutMessage(in.readText(), in.readBytes()));
    }
    int partition = in.readInt();
    long offset = in.readLong();
    try {
      return Either.Left(new SampleMessage(codec.decode(in.readBytes()), topic, partition, offset));
    } catch (WireFormatException e) {
      throw new IOException("a buffered sample in state cannot be read", e);
    }
  }
}
