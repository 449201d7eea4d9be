package io.weir.jobs.attribution;

import io.weir.jobs.attribution.state.AttributionState;
import io.weir.jobs.common.CampaignUpdate;
import io.weir.jobs.common.DeadLetters;
import io.weir.jobs.common.TaskJvm;
import io.weir.jobs.common.Topics;
import io.weir.schemas.Sample;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.formats.avro.typeutils.AvroSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keeps one small state an impressionId: one read and one write an event. One event-time timer, at
 * the window's end plus the allowed lateness, emits the sample and forgets the impression; what
 * arrives between the two is told apart as late. Events whose campaign is unknown wait in the same
 * state, looked at again once a second.
 *
 * <p>One timer, and not one for the sample and one for the end of memory: with state in RocksDB a
 * timer costs as much as an event, and the second would also rewrite the state.
 */
final class AttributionFunction
    extends KeyedBroadcastProcessFunction<String, EventMessage, CampaignUpdate, Sample>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1L;

  static {
    TaskJvm.prepare();
  }

  private final Topics topics;
  private final Equipment.Limits limits;

  @SuppressWarnings("NullAway.Init") // set by initializeState, which runs before open
  private transient AttributionMetrics metrics;

  private transient Equipment equipment;
  private transient long startedAtMillis;

  @SuppressWarnings("NullAway.Init") // open and initializeState set the transient fields
  AttributionFunction(AttributionOptions options) {
    this.topics = options.kafka().topics();
    this.limits =
        new Equipment.Limits(
            options.allowedLateness().toMillis(),
            options.holdLimit().toMillis(),
            options.holdCap());
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    metrics = new AttributionMetrics(getRuntimeContext().getMetricGroup(), context);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    metrics.snapshot();
  }

  @Override
  public void open(OpenContext context) {
    startedAtMillis = Long.MIN_VALUE;
    RecordReaders readers = new RecordReaders();
    equipment =
        new Equipment(
            getRuntimeContext()
                .getState(
                    new ValueStateDescriptor<>(
                        "impression", new AvroSerializer<>(AttributionState.class))),
            new KnownCampaigns(),
            readers,
            new ImpressionJoin(readers),
            metrics,
            new DeadLetters(AttributionJob.NAME),
            topics,
            limits);
  }

  @Override
  public void processBroadcastElement(CampaignUpdate update, Context context, Collector<Sample> out)
      throws Exception {
    equipment.campaigns().apply(update, context.getBroadcastState(KnownCampaigns.STATE));
  }

  @Override
  public void processElement(EventMessage message, ReadOnlyContext context, Collector<Sample> out)
      throws Exception {
    Turn turn = turn(context);
    turn.offerHeld(false);
    turn.offerNew(message);
    turn.save();
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Sample> out)
      throws Exception {
    Turn turn = turn(context);
    if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
      turn.offerHeld(true);
    } else {
      turn.advance(out);
    }
    turn.save();
  }

  private Turn turn(ReadOnlyContext context) throws Exception {
    if (startedAtMillis == Long.MIN_VALUE) {
      startedAtMillis = context.timerService().currentProcessingTime();
    }
    return new Turn(equipment, context, startedAtMillis);
  }
}
