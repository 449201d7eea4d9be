package io.weir.jobs.attribution;

import io.weir.contract.Problem;
import io.weir.jobs.attribution.event.EventMessage;
import io.weir.jobs.attribution.event.RecordReaders;
import io.weir.jobs.attribution.join.ImpressionJoin;
import io.weir.jobs.attribution.key.AttributionMetrics;
import io.weir.jobs.attribution.key.AttributionServices;
import io.weir.jobs.attribution.key.ClosedImpressions;
import io.weir.jobs.attribution.key.KeyContext;
import io.weir.jobs.attribution.key.KeyUpdate;
import io.weir.jobs.attribution.key.KnownCampaigns;
import io.weir.jobs.attribution.state.AttributionState;
import io.weir.jobs.common.CampaignUpdate;
import io.weir.jobs.common.DeadLetterReason;
import io.weir.jobs.common.DeadLetters;
import io.weir.jobs.common.SplitDeadLetters;
import io.weir.jobs.common.TaskJvm;
import io.weir.jobs.common.Topics;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.formats.avro.typeutils.AvroSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.TimerService;
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
  private final AttributionServices.Limits limits;
  private final Duration lateHorizon;

  @SuppressWarnings("NullAway.Init") // set by initializeState, which runs before open
  private transient AttributionMetrics metrics;

  private transient AttributionServices services;
  private transient long startedAtMillis;

  @SuppressWarnings("NullAway.Init") // open and initializeState set the transient fields
  AttributionFunction(AttributionOptions options) {
    this.topics = options.topics();
    this.limits =
        new AttributionServices.Limits(
            options.allowedLateness().toMillis(),
            options.holdLimit().toMillis(),
            options.holdCap());
    this.lateHorizon = options.lateHorizon();
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
    services =
        new AttributionServices(
            getRuntimeContext()
                .getState(
                    new ValueStateDescriptor<>(
                        "impression", new AvroSerializer<>(AttributionState.class))),
            new ClosedImpressions(getRuntimeContext(), lateHorizon),
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
    List<Problem> problems =
        services.campaigns().apply(update, context.getBroadcastState(KnownCampaigns.STATE));
    // Every subtask is told of every campaign, and one speaks for all.
    if (!problems.isEmpty() && getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
      DeadLetter letter =
          services
              .deadLetters()
              .build(
                  topics.campaigns(),
                  update.partition,
                  update.offset,
                  new RecordCodec<>(Campaign.class).encode(Objects.requireNonNull(update.campaign)),
                  DeadLetterReason.INVALID_CAMPAIGN,
                  Problem.describe(problems));
      metrics.deadLetter(letter);
      context.output(SplitDeadLetters.DEAD_LETTERS, letter);
    }
  }

  @Override
  public void processElement(EventMessage message, ReadOnlyContext context, Collector<Sample> out)
      throws Exception {
    KeyUpdate update = update(context);
    update.offerHeld(false);
    update.offerNew(message);
    update.save();
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Sample> out)
      throws Exception {
    KeyUpdate update = update(context);
    if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
      update.offerHeld(true);
    } else {
      update.advance(out);
    }
    update.save();
  }

  private KeyUpdate update(ReadOnlyContext context) throws Exception {
    if (startedAtMillis == Long.MIN_VALUE) {
      startedAtMillis = context.timerService().currentProcessingTime();
    }
    return new KeyUpdate(services, new CurrentKey(context), startedAtMillis);
  }

  /** The current key, as Flink gives it. */
  private record CurrentKey(
      KeyedBroadcastProcessFunction<String, EventMessage, CampaignUpdate, Sample>.ReadOnlyContext
          context)
      implements KeyContext {
    @Override
    public TimerService timers() {
      return context.timerService();
    }

    @Override
    public ReadOnlyBroadcastState<String, Campaign> campaigns() {
      return context.getBroadcastState(KnownCampaigns.STATE);
    }

    @Override
    public void output(DeadLetter letter) {
      context.output(SplitDeadLetters.DEAD_LETTERS, letter);
    }
  }
}
