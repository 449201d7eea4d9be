package io.weir.jobs.learning;

import io.weir.jobs.common.CampaignUpdate;
import io.weir.jobs.common.DeadLetterReason;
import io.weir.jobs.common.DeadLetters;
import io.weir.jobs.common.ReasonCounters;
import io.weir.jobs.common.SplitDeadLetters;
import io.weir.jobs.common.TaskJvm;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the learners of its campaigns in memory and brings them records, time and checkpoints.
 *
 * <p>Samples and campaigns are both keyed by campaignId, so that a learner and its configuration
 * move together. Between checkpoints nothing of a learner is read from or written to state; before
 * a snapshot every learner that has changed is written once, window panes only where they changed.
 * An operator of its own, and not a function, because only an operator may set the current key
 * while it takes a snapshot.
 */
final class LearningOperator extends AbstractStreamOperator<Model>
    implements TwoInputStreamOperator<SampleMessage, CampaignUpdate, Model>,
        Triggerable<String, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  static {
    TaskJvm.prepare();
  }

  /** Prices that act. */
  static final OutputTag<DualPrice> PRICES =
      new OutputTag<>("dual-prices", new AvroTypeInfo<>(DualPrice.class));

  /** Models that nothing may act on. */
  static final OutputTag<Model> SHADOW_MODELS =
      new OutputTag<>("shadow-models", new AvroTypeInfo<>(Model.class));

  /** Prices that nothing may act on. */
  static final OutputTag<DualPrice> SHADOW_PRICES =
      new OutputTag<>("shadow-dual-prices", new AvroTypeInfo<>(DualPrice.class));

  private static final long NONE = Long.MIN_VALUE;

  private final LearningJobOptions options;
  private final TrainerFactory trainers;

  private transient Map<String, Slot> slots;
  private transient ValueState<byte[]> learnerState;
  private transient MapState<Long, byte[]> paneState;
  private transient HeldSamples held;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient LearningMetrics learningMetrics;
  private transient ReasonCounters deadLetterCounters;
  private transient DeadLetters deadLetters;
  private transient RecordCodec<Sample> sampleCodec;

  /** Wall clock of the latest step of any campaign's solve that was asked for. */
  private transient long lastStepAt;

  private transient long lastStepMillis;

  /** A learner in memory, and what state knows of it. */
  private static final class Slot {
    final OnlineLearner learner;
    final Set<Long> storedPanes;
    int held;
    long heldUntil;
    long slideTimer = Long.MIN_VALUE;

    /** When the solve goes on; there is one such timer at a time. */
    long stepTimer = NONE;

    Slot(OnlineLearner learner, Set<Long> storedPanes, int held) {
      this.learner = learner;
      this.storedPanes = storedPanes;
      this.held = held;
    }
  }

  @SuppressWarnings("NullAway") // transient fields are set before the first record
  LearningOperator(LearningJobOptions options, TrainerFactory trainers) {
    this.options = options;
    this.trainers = trainers;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    slots = new HashMap<>();
    var store = context.getKeyedStateStore();
    var bytes = PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
    learnerState = store.getState(new ValueStateDescriptor<>("learner", bytes));
    paneState = store.getMapState(new MapStateDescriptor<>("window-panes", Types.LONG, bytes));
    held = new HeldSamples(store.getListState(new ListStateDescriptor<>("held-samples", bytes)));
  }

  @Override
  public void open() throws Exception {
    super.open();
    timers = getInternalTimerService("learning-timers", VoidNamespaceSerializer.INSTANCE, this);
    learningMetrics = new LearningMetrics(getMetricGroup());
    deadLetterCounters = new ReasonCounters(getMetricGroup());
    deadLetters = new DeadLetters(LearningJob.NAME);
    sampleCodec = new RecordCodec<>(Sample.class);
  }

  @Override
  public void processElement1(StreamRecord<SampleMessage> element) throws Exception {
    learningMetrics.enter();
    Slot slot = slot();
    process(slot, element.getValue());
    setTimers(slot);
    learningMetrics.leave();
  }

  @Override
  public void processElement2(StreamRecord<CampaignUpdate> element) throws Exception {
    learningMetrics.enter();
    Slot slot = slot();
    Campaign campaign = element.getValue().campaign;
    if (campaign == null) {
      forget(slot);
    } else if (slot.learner.configure(campaign, now(), this::publish)) {
      replayHeld(slot);
      setTimers(slot);
    }
    learningMetrics.leave();
  }

  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    learningMetrics.enter();
    Slot slot = slot();
    slot.learner.onEventTime(timer.getTimestamp(), now());
    setTimers(slot);
    learningMetrics.leave();
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    learningMetrics.enter();
    Slot slot = slot();
    if (slot.learner.state().campaign == null && slot.held > 0 && now() >= slot.heldUntil) {
      for (SampleMessage message : held.takeAll()) {
        reject(message, DeadLetterReason.UNKNOWN_CAMPAIGN, "no such campaign in the time limit");
      }
      slot.held = 0;
    }
    if (slot.stepTimer <= timer.getTimestamp()) {
      slot.stepTimer = NONE;
      slot.learner.advance(this::publish);
      lastStepMillis = learningMetrics.millisInCall();
    }
    setTimers(slot);
    learningMetrics.leave();
  }

  @Override
  public void finish() throws Exception {
    for (Map.Entry<String, Slot> entry : slots.entrySet()) {
      setCurrentKey(entry.getKey());
      entry.getValue().learner.settle(this::publish);
    }
    super.finish();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    learningMetrics.enter();
    // Runs before the backend takes its snapshot, so that what is written here is part of it.
    for (Map.Entry<String, Slot> entry : slots.entrySet()) {
      if (entry.getValue().learner.state().dirty) {
        setCurrentKey(entry.getKey());
        store(entry.getKey(), entry.getValue());
      }
    }
    super.snapshotState(context);
    learningMetrics.leave();
    learningMetrics.checkpoint();
  }

  private void process(Slot slot, SampleMessage message) throws Exception {
    OnlineLearner learner = slot.learner;
    Campaign campaign = learner.state().campaign;
    if (campaign == null) {
      if (slot.held >= options.heldMax()) {
        reject(message, DeadLetterReason.UNKNOWN_CAMPAIGN, "too many samples are held back");
        return;
      }
      hold(slot, message);
      return;
    }
    if (campaign.getStatus() == CampaignStatus.ENDED) {
      learningMetrics.count(campaign.getCampaignId(), "samples_after_end_total");
      return;
    }
    DeadLetterReason problem = learner.problem(message.sample);
    if (problem != null) {
      reject(message, problem, "campaign version " + campaign.getVersion());
      return;
    }
    if (learner.ready() && learner.accept(message.sample, now(), this::publish)) {
      return;
    }
    hold(slot, message);
    learner.warmUp(message.sample);
    learner.state().dirty = true;
    if (learner.ready()) {
      replayHeld(slot);
    }
  }

  private void hold(Slot slot, SampleMessage message) throws Exception {
    held.add(message);
    if (slot.held++ == 0) {
      slot.heldUntil = now() + options.heldTimeLimit().toMillis();
      timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, slot.heldUntil);
    }
  }

  private void replayHeld(Slot slot) throws Exception {
    if (slot.held > 0) {
      slot.held = 0;
      for (SampleMessage message : held.takeAll()) {
        process(slot, message);
      }
    }
  }

  private void setTimers(Slot slot) {
    LearnerState state = slot.learner.state();
    if (slot.learner.ready()
        && state.nextSlideEnd != slot.slideTimer
        && state.clock != Long.MIN_VALUE) {
      // Once a slide is past, only another sample asks for the next: at the end of all event time
      // slides would otherwise follow one another for ever.
      if (state.clock >= state.nextSlideEnd - state.options.get(TrainingOptions.SLIDE_MILLIS)) {
        slot.slideTimer = state.nextSlideEnd;
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, state.nextSlideEnd - 1);
      }
    }
    PendingSolve pending = state.pending;
    if (pending != null && !pending.solve().done()) {
      learningMetrics.solving(
          pending.campaign().getCampaignId(),
          pending.solve().totalSteps() - pending.solve().steps());
      if (slot.stepTimer == NONE) {
        slot.stepTimer = nextStep();
        timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, slot.stepTimer);
      }
    } else if (pending != null) {
      learningMetrics.solved(
          pending.campaign().getCampaignId(), pending.solve().workNanos() / 1_000_000);
    }
  }

  /**
   * Returns when the next step of a solve is due. All campaigns' steps follow one another, each at
   * a time of its own, with as much time between them for records and barriers as a step takes: due
   * timers go before records, and would otherwise leave them none.
   */
  private long nextStep() {
    lastStepAt = Math.max(now() + 1, lastStepAt + 2 * lastStepMillis);
    return lastStepAt;
  }

  private void publish(@Nullable Model model, DualPrice price, boolean shadow) {
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
    learningMetrics.published(price);
  }

  private void reject(SampleMessage message, DeadLetterReason reason, String detail) {
    deadLetterCounters.count(reason.name());
    output.collect(
        SplitDeadLetters.DEAD_LETTERS,
        new StreamRecord<>(
            deadLetters.build(
                message.topic,
                message.partition,
                message.offset,
                sampleCodec.encode(message.sample),
                reason,
                detail)));
  }

  private Slot slot() throws Exception {
    String key = (String) getCurrentKey();
    Slot present = slots.get(key);
    if (present != null) {
      return present;
    }
    byte[] stored = learnerState.value();
    LearnerState state =
        stored == null
            ? new LearnerState()
            : LearnerState.read(Blobs.input(stored), trainers, options.learning(), this::readPane);
    Set<Long> panes = new HashSet<>();
    if (stored != null) {
      paneState.keys().forEach(panes::add);
    }
    OnlineLearner learner = new OnlineLearner(state, trainers, options.learning());
    Slot slot = new Slot(learner, panes, held.count());
    if (slot.held > 0 && state.campaign == null) {
      slot.heldUntil = now() + options.heldTimeLimit().toMillis();
      timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, slot.heldUntil);
    }
    slots.put(key, slot);
    return slot;
  }

  private byte[] readPane(long id) {
    try {
      byte[] bytes = paneState.get(id);
      if (bytes == null) {
        throw new IllegalStateException("pane " + id + " is not in state");
      }
      return bytes;
    } catch (Exception e) {
      throw new IllegalStateException("pane " + id + " cannot be read", e);
    }
  }

  private void store(String key, Slot slot) throws Exception {
    LearnerState state = slot.learner.state();
    Set<Long> needed = slot.learner.neededPanes();
    Trainer trainer = state.trainer;
    if (trainer != null) {
      Set<Long> changed = trainer.takeChangedPanes();
      for (long id : needed) {
        if (state.rewritePanes || changed.contains(id) || !slot.storedPanes.contains(id)) {
          paneState.put(id, trainer.paneBytes(id));
        }
      }
      trainer.release(needed);
    }
    for (long id : slot.storedPanes) {
      if (!needed.contains(id)) {
        paneState.remove(id);
      }
    }
    slot.storedPanes.clear();
    slot.storedPanes.addAll(needed);
    byte[] bytes = Blobs.toBytes(state::write);
    learnerState.update(bytes);
    state.dirty = false;
    state.rewritePanes = false;
    learningMetrics.stored(
        key,
        trainer == null ? 0 : trainer.windowRows(),
        trainer == null ? 0 : trainer.windowBytes(),
        bytes.length);
  }

  private void forget(Slot slot) throws IOException {
    slots.remove((String) getCurrentKey());
    learnerState.clear();
    paneState.clear();
    held.clear();
    slot.storedPanes.clear();
  }

  private long now() {
    return timers.currentProcessingTime();
  }
}
