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
import io.weir.jobs.attribution.store.AttributionStateSerializer;
import io.weir.jobs.attribution.store.ForgetIndex;
import io.weir.jobs.attribution.store.StateCache;
import io.weir.jobs.common.TaskJvm;
import io.weir.jobs.common.campaign.CampaignUpdate;
import io.weir.jobs.common.deadletter.DeadLetterReason;
import io.weir.jobs.common.deadletter.DeadLetters;
import io.weir.jobs.common.deadletter.SplitDeadLetters;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.internal.InternalListState;
import org.apache.flink.streaming.api.SimpleTimerService;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.TimestampedCollector;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Keeps one small state an impressionId. When event time has passed the window's end and the
 * allowed lateness the sample leaves and the impression is forgotten; what arrives between the two
 * is told apart as late. Events whose campaign is unknown wait in the same state, looked at again
 * once a second.
 *
 * <p>An operator and not a function, as it works on other keys than the current one: a cache writes
 * states back when it must, and one timer speaks for all impressions that a key group forgets at
 * once.
 */
final class AttributionOperator extends AbstractStreamOperator<Sample>
    implements TwoInputStreamOperator<EventMessage, CampaignUpdate, Sample>,
        Triggerable<String, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  static {
    TaskJvm.prepare();
  }

  /** Names in savepoints: never change one. */
  private static final String KEY_TIMERS = "user-timers";

  private static final String FORGET_TIMERS = "forget-timers";

  /**
   * The keys that wait to be written to the index take one part in so many of the cache's bytes.
   */
  private static final int INDEX_SHARE = 8;

  private final AttributionOptions options;

  private transient AttributionMetrics metrics;
  private transient AttributionServices services;
  private transient StateCache states;
  private transient ForgetIndex index;
  private transient BroadcastState<String, Campaign> campaigns;
  private transient TimestampedCollector<Sample> out;
  private transient CurrentKeyContext keyContext;
  private transient long startedAtMillis;

  @SuppressWarnings("NullAway.Init") // open and initializeState set the transient fields
  AttributionOperator(AttributionOptions options) {
    this.options = options;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    metrics = new AttributionMetrics(getMetricGroup(), context);
  }

  @Override
  public void open() throws Exception {
    super.open();
    startedAtMillis = Long.MIN_VALUE;
    out = new TimestampedCollector<>(output);
    campaigns = getOperatorStateBackend().getBroadcastState(KnownCampaigns.STATE);
    long cacheBytes = options.cacheBytes();
    states =
        new StateCache(
            getRuntimeContext()
                .getState(
                    new ValueStateDescriptor<>("impression", new AttributionStateSerializer())),
            this::setCurrentKey,
            cacheBytes);
    index = index(cacheBytes / INDEX_SHARE);
    getMetricGroup().gauge("cached_bytes", () -> states.bytes());
    keyContext =
        new CurrentKeyContext(
            new SimpleTimerService(
                getInternalTimerService(KEY_TIMERS, VoidNamespaceSerializer.INSTANCE, this)));
    RecordReaders readers = new RecordReaders();
    services =
        new AttributionServices(
            states,
            new ClosedImpressions(getRuntimeContext(), options.lateHorizon()),
            new KnownCampaigns(),
            readers,
            new ImpressionJoin(readers),
            metrics,
            new DeadLetters(AttributionJob.NAME),
            options.topics(),
            new AttributionServices.Limits(
                options.allowedLateness().toMillis(),
                options.holdLimit().toMillis(),
                options.holdCap()));
  }

  @SuppressWarnings("unchecked")
  private ForgetIndex index(long bytesMax) throws Exception {
    ListState<String> lists = getOrCreateKeyedState(LongSerializer.INSTANCE, ForgetIndex.STATE);
    AbstractKeyedStateBackend<String> backend =
        (AbstractKeyedStateBackend<String>) this.<String>getKeyedStateBackend();
    return new ForgetIndex(
        (InternalListState<String, Long, String>) lists,
        getInternalTimerService(
            FORGET_TIMERS, VoidNamespaceSerializer.INSTANCE, new ForgetTimers()),
        this::setCurrentKey,
        backend.getNumberOfKeyGroups(),
        backend.getKeyGroupRange(),
        bytesMax);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    states.writeAll();
    index.writeAll();
    metrics.snapshot();
    super.snapshotState(context);
  }

  @Override
  public void processElement1(StreamRecord<EventMessage> element) throws Exception {
    EventMessage message = element.getValue();
    out.setTimestamp(element);
    KeyUpdate update = update(message.impressionId());
    update.offerHeld(false);
    update.offerNew(message);
    update.save();
  }

  @Override
  public void processElement2(StreamRecord<CampaignUpdate> element) throws Exception {
    CampaignUpdate update = element.getValue();
    List<Problem> problems = services.campaigns().apply(update, campaigns);
    // Every subtask is told of every campaign, and one speaks for all.
    if (!problems.isEmpty() && getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
      DeadLetter letter =
          services
              .deadLetters()
              .build(
                  services.topics().campaigns(),
                  update.partition,
                  update.offset,
                  new RecordCodec<>(Campaign.class).encode(Objects.requireNonNull(update.campaign)),
                  DeadLetterReason.INVALID_CAMPAIGN,
                  Problem.describe(problems));
      metrics.deadLetter(letter);
      keyContext.output(letter);
    }
  }

  /** Timers of keys: messages that wait for their campaign, and state of earlier releases. */
  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    out.setAbsoluteTimestamp(timer.getTimestamp());
    advance(timer.getKey());
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    out.eraseTimestamp();
    KeyUpdate update = update(timer.getKey());
    update.offerHeld(true);
    update.save();
  }

  private void advance(String key) throws Exception {
    KeyUpdate update = update(key);
    update.advance(out);
    update.save();
  }

  private KeyUpdate update(String key) throws Exception {
    if (startedAtMillis == Long.MIN_VALUE) {
      startedAtMillis = getProcessingTimeService().getCurrentProcessingTime();
    }
    return new KeyUpdate(services, keyContext, key, startedAtMillis);
  }

  /** Returns how many states the backend does not have. */
  int unwrittenStates() {
    return states.unwritten();
  }

  /** What a key group forgets. */
  private final class ForgetTimers implements Triggerable<String, VoidNamespace> {
    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
      out.setAbsoluteTimestamp(timer.getTimestamp());
      for (String key : index.take(timer.getKey(), timer.getTimestamp())) {
        setCurrentKey(key);
        advance(key);
      }
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
      throw new IllegalStateException("impressions are forgotten in event time");
    }
  }

  private final class CurrentKeyContext implements KeyContext {
    private final TimerService timers;

    CurrentKeyContext(TimerService timers) {
      this.timers = timers;
    }

    @Override
    public TimerService timers() {
      return timers;
    }

    /** Timers of one kind see a new watermark before those of the other. */
    @Override
    public long watermark() {
      return Math.max(timers.currentWatermark(), index.watermark());
    }

    @Override
    public void advanceAt(String key, long atMillis) throws Exception {
      index.add(key, atMillis);
    }

    @Override
    public ReadOnlyBroadcastState<String, Campaign> campaigns() {
      return campaigns;
    }

    @Override
    public void output(DeadLetter letter) {
      output.collect(SplitDeadLetters.DEAD_LETTERS, new StreamRecord<>(letter));
    }
  }
}
