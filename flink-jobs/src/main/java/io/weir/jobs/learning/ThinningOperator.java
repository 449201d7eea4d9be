package io.weir.jobs.learning;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.jobs.common.TaskJvm;
import io.weir.jobs.common.kafka.PartitionCount;
import io.weir.learner.thin.LeftOut;
import io.weir.learner.thin.PartitionThinner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Either;
import org.jspecify.annotations.Nullable;

/**
 * Lets through, of each campaign, no more samples a second of event time than its learner can take,
 * and sums of the rest. It is chained to the source: a hot campaign costs the exchange by key and
 * the learner's subtask a bounded rate, so that it cannot hold up those that share them.
 *
 * <p>Decisions are each partition's own ({@link PartitionThinner}). Which subtask reads a partition
 * after a restore is not known until it has: every subtask gets the state of all partitions, takes
 * up those whose samples come, and passes the others' on as it got them. Of two writings of one
 * partition that of the later offset is right. (Where a partition goes silent for good at a
 * failure, the sums of its last second stay in state.)
 */
final class ThinningOperator extends AbstractStreamOperator<Either<SampleMessage, LeftOutMessage>>
    implements OneInputStreamOperator<SampleMessage, Either<SampleMessage, LeftOutMessage>> {
  private static final long serialVersionUID = 1L;
  private static final int FORMAT = 1;

  static {
    TaskJvm.prepare();
  }

  private record Partition(String topic, int number) {}

  /** What is known of a partition up to an offset. */
  private static final class Thinned {
    final PartitionThinner thinner;
    long offset;

    Thinned(PartitionThinner thinner, long offset) {
      this.thinner = thinner;
      this.offset = offset;
    }
  }

  private final double maxRate;
  private final PartitionCount partitionCount;

  private transient Map<Partition, Thinned> own;
  private transient Map<Partition, Thinned> inherited;
  private transient Map<String, Integer> partitions;
  private transient ListState<byte[]> state;
  private transient long finishedUpTo;

  /**
   * Makes the operator.
   *
   * @param maxRate samples of a campaign a second of event time, all partitions and kinds together;
   *     positive infinity for no limit
   * @param partitionCount over how many partitions they are spread; asked once a topic
   */
  @SuppressWarnings("NullAway") // transient fields are set before the first record
  ThinningOperator(double maxRate, PartitionCount partitionCount) {
    this.maxRate = maxRate;
    this.partitionCount = partitionCount;
  }

  /** Returns the type of what it lets through and adds. */
  static TypeInformation<Either<SampleMessage, LeftOutMessage>> type() {
    return new EitherTypeInfo<>(
        TypeInformation.of(SampleMessage.class), TypeInformation.of(LeftOutMessage.class));
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    own = new HashMap<>();
    inherited = new HashMap<>();
    partitions = new HashMap<>();
    finishedUpTo = Long.MIN_VALUE;
    state =
        context
            .getOperatorStateStore()
            .getUnionListState(
                new ListStateDescriptor<>(
                    "thinned-partitions", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    for (byte[] bytes : state.get()) {
      restore(bytes);
    }
  }

  @Override
  public void processElement(StreamRecord<SampleMessage> element) throws Exception {
    SampleMessage message = element.getValue();
    Thinned thinned = of(new Partition(message.topic, message.partition));
    thinned.offset = message.offset;
    double share = maxRate / partitionsOf(message.topic);
    if (thinned.thinner.stays(message.sample, share, this::send)) {
      output.collect(element.replace(Either.Left(message)));
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (mark.getTimestamp() / 1_000 != finishedUpTo) {
      finishedUpTo = mark.getTimestamp() / 1_000;
      for (Thinned thinned : own.values()) {
        thinned.thinner.finish(mark.getTimestamp(), this::send);
      }
    }
    super.processWatermark(mark);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<byte[]> all = new ArrayList<>();
    own.forEach((partition, thinned) -> all.add(bytes(partition, thinned)));
    inherited.forEach((partition, thinned) -> all.add(bytes(partition, thinned)));
    state.update(all);
  }

  private void send(LeftOut leftOut) {
    output.collect(
        new StreamRecord<>(Either.Right(new LeftOutMessage(leftOut)), leftOut.closedAt()));
  }

  private Thinned of(Partition partition) {
    Thinned present = own.get(partition);
    if (present != null) {
      return present;
    }
    Thinned before = inherited.remove(partition);
    Thinned taken = before == null ? new Thinned(new PartitionThinner(), -1) : before;
    own.put(partition, taken);
    return taken;
  }

  private int partitionsOf(String topic) throws Exception {
    Integer known = partitions.get(topic);
    if (known == null) {
      known = Double.isInfinite(maxRate) ? 1 : partitionCount.of(topic);
      partitions.put(topic, known);
    }
    return known;
  }

  private static byte[] bytes(Partition partition, Thinned thinned) {
    return StateOutput.bytesOf(
        out -> {
          out.begin(FORMAT);
          out.writeText(partition.topic);
          out.writeInt(partition.number);
          out.writeLong(thinned.offset);
          thinned.thinner.write(out);
        });
  }

  private void restore(byte[] bytes) throws IOException {
    StateInput in = StateInput.of(bytes).piece("a thinned partition", FORMAT, FORMAT);
    Partition partition = new Partition(in.readText(), in.readInt());
    long offset = in.readLong();
    @Nullable Thinned other = inherited.get(partition);
    if (other == null || other.offset < offset) {
      inherited.put(partition, new Thinned(PartitionThinner.read(in), offset));
    }
  }
}
