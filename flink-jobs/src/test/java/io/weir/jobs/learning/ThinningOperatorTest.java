package io.weir.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.learner.Fixtures;
import io.weir.schemas.Sample;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.types.Either;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two partitions with 100 samples a second each, of which 30 by chance and 65 of the policy. */
class ThinningOperatorTest {
  private static final double MAX_RATE = 60;
  private static final int PARTITIONS = 2;

  private static final class Subtask implements AutoCloseable {
    private final OneInputStreamOperatorTestHarness<
            SampleMessage, Either<SampleMessage, LeftOutMessage>>
        harness;

    /** One of two subtasks that were one, or one that was two. */
    Subtask(int subtasks, int index, @Nullable OperatorSubtaskState from, double maxRate)
        throws Exception {
      harness =
          new OneInputStreamOperatorTestHarness<>(
              new ThinningOperator(maxRate, topic -> PARTITIONS), 128, subtasks, index);
      harness.setup(
          ThinningOperator.type().createSerializer(new ExecutionConfig().getSerializerConfig()));
      if (from != null) {
        harness.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                from, 128, 3 - subtasks, subtasks, index));
      }
      harness.open();
    }

    void read(List<SampleMessage> messages) throws Exception {
      for (SampleMessage message : messages) {
        harness.processElement(
            new StreamRecord<>(message, message.sample.getClosedAt().toEpochMilli()));
      }
    }

    /** Impressions that stayed, and sums that came, of one partition, in order. */
    List<String> output(int partition) {
      List<String> texts = new ArrayList<>();
      for (Object element : harness.getOutput()) {
        if (element instanceof StreamRecord<?> record
            && record.getValue() instanceof Either<?, ?> either) {
          if (either.isLeft() && ((SampleMessage) either.left()).partition == partition) {
            texts.add(((SampleMessage) either.left()).sample.getImpressionId());
          } else if (either.isRight()
              && ((LeftOutMessage) either.right()).campaignId.equals("c" + partition)) {
            texts.add(java.util.Arrays.toString(((LeftOutMessage) either.right()).sums));
          }
        }
      }
      return texts;
    }

    OperatorSubtaskState snapshot() throws Exception {
      return harness.snapshot(1, 1);
    }

    @Override
    public void close() throws Exception {
      harness.close();
    }
  }

  private static List<SampleMessage> partition(int number, int from, int to) {
    List<Sample> samples = Fixtures.samples("c" + number, 2_000, number).subList(from, to);
    List<SampleMessage> messages = new ArrayList<>();
    for (Sample sample : samples) {
      messages.add(new SampleMessage(sample, "samples", number, from + messages.size()));
    }
    return messages;
  }

  private static List<String> uninterrupted(int partition) throws Exception {
    try (Subtask subtask = new Subtask(1, 0, null, MAX_RATE)) {
      subtask.read(partition(partition, 0, 2_000));
      return subtask.output(partition);
    }
  }

  @Test
  void aRateIsSharedByThePartitions() throws Exception {
    // Of 30 a second by chance the share of one partition is 12, of 65 of the policy 6.
    assertThat(uninterrupted(0)).hasSizeBetween(300, 500).anyMatch(it -> it.startsWith("["));
  }

  @Test
  void withoutALimitAllSamplesStayAsTheyAre() throws Exception {
    try (Subtask subtask = new Subtask(1, 0, null, Double.POSITIVE_INFINITY)) {
      subtask.read(partition(0, 0, 2_000));
      subtask.harness.processWatermark(new Watermark(Long.MAX_VALUE));
      assertThat(subtask.output(0))
          .isEqualTo(
              partition(0, 0, 2_000).stream()
                  .map(message -> message.sample.getImpressionId())
                  .toList());
    }
  }

  /** In mid-second: one subtask, then two that have a partition each, then one again. */
  @Test
  void goesOnWhereItWasOnAnyNumberOfSubtasks() throws Exception {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    OperatorSubtaskState one;
    try (Subtask subtask = new Subtask(1, 0, null, MAX_RATE)) {
      subtask.read(partition(0, 0, 550));
      subtask.read(partition(1, 0, 730));
      first.addAll(subtask.output(0));
      second.addAll(subtask.output(1));
      one = subtask.snapshot();
    }
    OperatorSubtaskState two;
    try (Subtask left = new Subtask(2, 0, one, MAX_RATE);
        Subtask right = new Subtask(2, 1, one, MAX_RATE)) {
      left.read(partition(1, 730, 1_240));
      right.read(partition(0, 550, 1_111));
      first.addAll(right.output(0));
      second.addAll(left.output(1));
      two = AbstractStreamOperatorTestHarness.repackageState(left.snapshot(), right.snapshot());
    }
    try (Subtask subtask = new Subtask(1, 0, two, MAX_RATE)) {
      subtask.read(partition(0, 1_111, 2_000));
      subtask.read(partition(1, 1_240, 2_000));
      first.addAll(subtask.output(0));
      second.addAll(subtask.output(1));
    }
    assertThat(first).isEqualTo(uninterrupted(0));
    assertThat(second).isEqualTo(uninterrupted(1));
  }

  @Test
  void sumsOfASecondThatIsOverDoNotWaitForTheNextSample() throws Exception {
    try (Subtask subtask = new Subtask(1, 0, null, MAX_RATE)) {
      subtask.read(partition(0, 0, 500));
      int before = subtask.output(0).size();
      subtask.harness.processWatermark(new Watermark(Fixtures.START + 4_999));
      assertThat(subtask.output(0)).hasSize(before);
      subtask.harness.processWatermark(new Watermark(Fixtures.START + 5_000));
      assertThat(subtask.output(0)).hasSize(before + 1);
    }
  }
}
