package io.weir.jobs.learning;

import io.weir.jobs.common.campaign.CampaignUpdate;
import io.weir.jobs.common.deadletter.SplitDeadLetters;
import io.weir.learner.thin.LeftOut;
import io.weir.learner.train.CoreTrainerFactory;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.types.Either;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** The learning operator without the rest of a job. */
final class LearnerHarness implements AutoCloseable {
  private static final int MAX_PARALLELISM = 128;

  private final KeyedTwoInputStreamOperatorTestHarness<
          String, Either<SampleMessage, LeftOutMessage>, CampaignUpdate, Model>
      harness;

  /** State on the heap, where entries can be counted. */
  LearnerHarness(@Nullable OperatorSubtaskState from, String... arguments) throws Exception {
    this(false, from, arguments);
  }

  LearnerHarness(boolean rocksDb, @Nullable OperatorSubtaskState from, String... arguments)
      throws Exception {
    this(rocksDb, 1, 0, from, arguments);
  }

  private LearnerHarness(
      boolean rocksDb,
      int subtasks,
      int index,
      @Nullable OperatorSubtaskState from,
      String... arguments)
      throws Exception {
    List<String> all = new ArrayList<>(List.of("--bootstrap-servers", "nowhere:1"));
    all.addAll(List.of(arguments));
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new LearningOperator(
                LearningJobOptions.parse(all.toArray(String[]::new)), new CoreTrainerFactory()),
            LearningOperator::campaignOf,
            update -> update.campaignId,
            Types.STRING,
            MAX_PARALLELISM,
            subtasks,
            index);
    if (rocksDb) {
      harness.setStateBackend(new EmbeddedRocksDBStateBackend());
    }
    harness.setProcessingTime(1_000);
    if (from != null) {
      harness.initializeState(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              from, MAX_PARALLELISM, 1, subtasks, index));
    }
    harness.open();
  }

  /**
   * One of several subtasks that share what one had.
   *
   * @param from snapshot of the one
   */
  static LearnerHarness subtask(int subtasks, int index, OperatorSubtaskState from)
      throws Exception {
    return new LearnerHarness(true, subtasks, index, from);
  }

  /** Returns the subtask that a campaign belongs to. */
  static int subtaskOf(String campaignId, int subtasks) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
        campaignId, MAX_PARALLELISM, subtasks);
  }

  void campaign(Campaign campaign) throws Exception {
    harness.processElement2(
        new StreamRecord<>(new CampaignUpdate(campaign.getCampaignId(), campaign)));
  }

  void tombstone(String campaignId) throws Exception {
    harness.processElement2(new StreamRecord<>(new CampaignUpdate(campaignId, null)));
  }

  void samples(List<Sample> samples) throws Exception {
    for (Sample sample : samples) {
      harness.processElement1(
          new StreamRecord<>(Either.Left(new SampleMessage(sample, "samples", 3, 17))));
    }
  }

  void leftOut(LeftOut leftOut) throws Exception {
    harness.processElement1(new StreamRecord<>(Either.Right(new LeftOutMessage(leftOut))));
  }

  void watermark(long time) throws Exception {
    harness.processWatermark1(new Watermark(time));
    harness.processWatermark2(new Watermark(time));
  }

  /** Lets the wall clock tick a millisecond at a time, as often as given. */
  void ticks(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      harness.setProcessingTime(harness.getProcessingTime() + 1);
    }
  }

  void processingTime(long time) throws Exception {
    harness.setProcessingTime(time);
  }

  OperatorSubtaskState snapshot() throws Exception {
    return harness.snapshot(1, 1);
  }

  int stateEntries() {
    return harness.numKeyedStateEntries();
  }

  List<Model> models() {
    List<Model> models = new ArrayList<>();
    for (Object element : harness.getOutput()) {
      if (element instanceof StreamRecord<?> record) {
        models.add((Model) record.getValue());
      }
    }
    return models;
  }

  List<DualPrice> prices() {
    return side(LearningOutputs.PRICES);
  }

  List<DualPrice> shadowPrices() {
    return side(LearningOutputs.SHADOW_PRICES);
  }

  List<Model> shadowModels() {
    return side(LearningOutputs.SHADOW_MODELS);
  }

  List<DeadLetter> deadLetters() {
    return side(SplitDeadLetters.DEAD_LETTERS);
  }

  private <T> List<T> side(OutputTag<T> tag) {
    List<T> values = new ArrayList<>();
    var records = harness.getSideOutput(tag);
    if (records != null) {
      records.forEach(record -> values.add(record.getValue()));
    }
    return values;
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
