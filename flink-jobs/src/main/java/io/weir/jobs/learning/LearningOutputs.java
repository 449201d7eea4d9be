package io.weir.jobs.learning;

import io.weir.jobs.common.deadletter.DeadLetterReason;
import io.weir.jobs.common.deadletter.DeadLetters;
import io.weir.jobs.common.deadletter.ReasonCounters;
import io.weir.jobs.common.deadletter.SplitDeadLetters;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** Where a learner's publications go, and the samples that it refuses. */
final class LearningOutputs {
  /** Prices that act. */
  static final OutputTag<DualPrice> PRICES =
      new OutputTag<>("dual-prices", new AvroTypeInfo<>(DualPrice.class));

  /** Models that nothing may act on. */
  static final OutputTag<Model> SHADOW_MODELS =
      new OutputTag<>("shadow-models", new AvroTypeInfo<>(Model.class));

  /** Prices that nothing may act on. */
  static final OutputTag<DualPrice> SHADOW_PRICES =
      new OutputTag<>("shadow-dual-prices", new AvroTypeInfo<>(DualPrice.class));

  private final Output<StreamRecord<Model>> output;
  private final LearningMetrics metrics;
  private final ReasonCounters refused;
  private final DeadLetters deadLetters = new DeadLetters(LearningJob.NAME);
  private final RecordCodec<Sample> codec = new RecordCodec<>(Sample.class);

  LearningOutputs(
      Output<StreamRecord<Model>> output, LearningMetrics metrics, ReasonCounters refused) {
    this.output = output;
    this.metrics = metrics;
    this.refused = refused;
  }

  /** Publishes a price, and the model that it is the first of. */
  void publish(@Nullable Model model, DualPrice price, boolean shadow) {
    if (shadow) {
      if (model != null) {
        output.collect(SHADOW_MODELS, new StreamRecord<>(model));
      }
      output.collect(SHADOW_PRICES, new StreamRecord<>(price));
    } else {
      // The model first: a price is of no use to anyone without it.
      if (model != null) {
        output.collect(new StreamRecord<>(model));
      }
      output.collect(PRICES, new StreamRecord<>(price));
    }
    metrics.published(price);
  }

  /** Sends a sample to the dead letters. */
  void refuse(SampleMessage message, DeadLetterReason reason, String detail) {
    refused.count(reason.name());
    output.collect(
        SplitDeadLetters.DEAD_LETTERS,
        new StreamRecord<>(
            deadLetters.build(
                message.topic,
                message.partition,
                message.offset,
                codec.encode(message.sample),
                reason,
                detail)));
  }
}
