package io.weir.jobs.learning;

import io.weir.jobs.common.TaskJvm;
import io.weir.jobs.common.campaign.CampaignUpdate;
import io.weir.jobs.common.deadletter.DeadLetterReason;
import io.weir.jobs.common.deadletter.ReasonCounters;
import io.weir.learner.OnlineLearner;
import io.weir.learner.Rehearsal;
import io.weir.learner.sample.SampleProblem;
import io.weir.learner.solve.PendingSolve;
import io.weir.learner.solve.Solve;
import io.weir.learner.train.TrainerFactory;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.Model;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Either;
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
    implements TwoInputStreamOperator<Either<SampleMessage, LeftOutMessage>, CampaignUpdate, Model>,
        Triggerable<String, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  static {
    TaskJvm.prepare();
  }

  /** Samples of a queue that are learned from in one call at least, and for how long beyond. */
  private static final int QUEUE_LEAST = 2;

  private static final long QUEUE_MILLIS = 5;

  private final LearningJobOptions options;
  private final TrainerFactory trainers;

  private transient Map<String, LearnerSlot> slots;
  private transient LearnerStore store;
  private transient LearnerTimers timers;
  private transient CallClock call;
  private transient LearningMetrics learningMetrics;
  private transient LearningOutputs outputs;

  @SuppressWarnings("NullAway") // transient fields are set before the first record
  LearningOperator(LearningJobOptions options, TrainerFactory trainers) {
    this.options = options;
    this.trainers = trainers;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    slots = new HashMap<>();
    store = new LearnerStore(context.getKeyedStateStore(), trainers, options.learning());
  }

  @Override
  public void open() throws Exception {
    super.open();
    timers =
        new LearnerTimers(
            getInternalTimerService("learning-timers", VoidNamespaceSerializer.INSTANCE, this));
    call = new CallClock();
    learningMetrics = new LearningMetrics(getMetricGroup());
    outputs = new LearningOutputs(output, learningMetrics, new ReasonCounters(getMetricGroup()));
    Rehearsal.inBackground(trainers, millis -> LOG.info("rehearsed in {} ms", millis));
  }

  @Override
  public void processElement1(StreamRecord<Either<SampleMessage, LeftOutMessage>> element)
      throws Exception {
    enter();
    LearnerSlot slot = slot();
    if (slot.queue.isEmpty()) {
      process(slot, element.getValue());
    } else {
      slot.queueLast(store.buffer().write(element.getValue()));
    }
    learnQueued(slot);
    setTimers(slot);
    leave();
  }

  @Override
  public void processElement2(StreamRecord<CampaignUpdate> element) throws Exception {
    enter();
    LearnerSlot slot = slot();
    Campaign campaign = element.getValue().campaign;
    if (campaign == null) {
      slots.remove((String) getCurrentKey());
      store.forget();
    } else if (slot.learner.configure(campaign, timers.now(), outputs::publish)) {
      queueBuffered(slot);
      learnQueued(slot);
      setTimers(slot);
    }
    leave();
  }

  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    enter();
    LearnerSlot slot = slot();
    if (slot.queue.isEmpty()) {
      slot.learner.onEventTime(timer.getTimestamp(), timers.now());
    } else {
      // Samples that are behind event time come before it; the timer is set anew after them.
      slot.slideTimer = LearnerSlot.NONE;
    }
    setTimers(slot);
    leave();
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    enter();
    LearnerSlot slot = slot();
    if (slot.learner.campaign() == null
        && slot.buffered > 0
        && timers.now() >= slot.bufferedUntil) {
      for (byte[] message : store.buffer().takeAll()) {
        refuse(store.buffer().read(message), "no such campaign in the time limit");
      }
      slot.buffered = 0;
    }
    if (slot.stepTimer <= timer.getTimestamp()) {
      slot.stepTimer = LearnerSlot.NONE;
      if (slot.queue.isEmpty()) {
        slot.learner.advance(outputs::publish);
      } else {
        learnQueued(slot);
      }
      timers.stepTook(call.millis());
    }
    setTimers(slot);
    leave();
  }

  @Override
  public void finish() throws Exception {
    for (Map.Entry<String, LearnerSlot> entry : slots.entrySet()) {
      setCurrentKey(entry.getKey());
      LearnerSlot slot = entry.getValue();
      boolean behind = !slot.queue.isEmpty();
      while (!slot.queue.isEmpty()) {
        process(slot, store.buffer().read(slot.takeFirst()));
      }
      if (behind) {
        slot.learner.onEventTime(timers.eventTime(), timers.now());
      }
      slot.learner.settle(outputs::publish);
    }
    super.finish();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    enter();
    // Runs before the backend takes its snapshot, so that what is written here is part of it.
    for (Map.Entry<String, LearnerSlot> entry : slots.entrySet()) {
      setCurrentKey(entry.getKey());
      int bytes = store.write(entry.getValue());
      if (bytes >= 0) {
        learningMetrics.stored(entry.getKey(), entry.getValue().learner.trainer(), bytes);
      }
    }
    super.snapshotState(context);
    leave();
    learningMetrics.checkpoint();
  }

  private void enter() {
    call.start();
    learningMetrics.enter();
  }

  private void leave() {
    learningMetrics.leave(call.micros());
  }

  /** Returns the campaign of a sample, or of sums of samples. */
  static String campaignOf(Either<SampleMessage, LeftOutMessage> message) {
    return message.isLeft() ? message.left().sample.getCampaignId() : message.right().campaignId;
  }

  private void process(LearnerSlot slot, Either<SampleMessage, LeftOutMessage> either)
      throws Exception {
    OnlineLearner learner = slot.learner;
    Campaign campaign = learner.campaign();
    if (campaign == null) {
      if (slot.buffered >= options.holdCap()) {
        refuse(either, "too many samples are held back");
        return;
      }
      buffer(slot, either);
      return;
    }
    if (campaign.getStatus() == CampaignStatus.ENDED) {
      learningMetrics.count(campaign.getCampaignId(), "samples_after_end_total", samplesOf(either));
      return;
    }
    if (either.isRight()) {
      learningMetrics.count(campaign.getCampaignId(), "samples_left_out_total", samplesOf(either));
      if (!learner.accept(either.right().read())) {
        buffer(slot, either);
      }
      return;
    }
    SampleMessage message = either.left();
    SampleProblem problem = learner.problem(message.sample);
    if (problem != null) {
      outputs.refuse(
          message,
          DeadLetterReason.valueOf(problem.name()),
          "campaign version " + campaign.getVersion());
      return;
    }
    if (learner.ready() && learner.accept(message.sample, timers.now(), outputs::publish)) {
      return;
    }
    buffer(slot, either);
    learner.warmUp(message.sample);
    if (learner.ready()) {
      queueBuffered(slot);
    }
  }

  private static long samplesOf(Either<SampleMessage, LeftOutMessage> either) throws IOException {
    return either.isLeft() ? 1 : either.right().read().samples();
  }

  /** Refuses a sample that has no campaign; there is no letter for one that was left out. */
  private void refuse(Either<SampleMessage, LeftOutMessage> either, String why) throws IOException {
    if (either.isLeft()) {
      outputs.refuse(either.left(), DeadLetterReason.UNKNOWN_CAMPAIGN, why);
    } else {
      learningMetrics.count(
          either.right().campaignId, "samples_left_out_unknown_total", samplesOf(either));
    }
  }

  private void buffer(LearnerSlot slot, Either<SampleMessage, LeftOutMessage> message)
      throws Exception {
    store.buffer().add(message);
    if (slot.buffered++ == 0) {
      timers.awaitCampaign(slot, options.holdLimit().toMillis());
    }
  }

  /** Makes samples that were buffered be learned from, before all that came later. */
  private void queueBuffered(LearnerSlot slot) throws Exception {
    if (slot.buffered > 0) {
      slot.buffered = 0;
      slot.queueFirst(store.buffer().takeAll());
    }
  }

  /** Learns from the head of the queue for a while. */
  private void learnQueued(LearnerSlot slot) throws Exception {
    for (int i = 0;
        !slot.queue.isEmpty() && (i < QUEUE_LEAST || call.millis() < QUEUE_MILLIS);
        i++) {
      process(slot, store.buffer().read(slot.takeFirst()));
    }
  }

  private void setTimers(LearnerSlot slot) {
    if (slot.queue.isEmpty()) {
      timers.awaitSlide(slot);
    }
    if (showSolve(slot.learner.pending()) || !slot.queue.isEmpty()) {
      timers.awaitStep(slot);
    }
  }

  /** Returns whether a solve is under way. */
  private boolean showSolve(@Nullable PendingSolve pending) {
    if (pending == null) {
      return false;
    }
    String campaignId = pending.campaign().getCampaignId();
    Solve solve = pending.solve();
    if (solve.done()) {
      learningMetrics.solved(campaignId, solve.workNanos() / 1_000_000);
      return false;
    }
    learningMetrics.solving(campaignId, solve.totalSteps() - solve.steps());
    return true;
  }

  private LearnerSlot slot() throws Exception {
    String key = (String) getCurrentKey();
    LearnerSlot present = slots.get(key);
    if (present != null) {
      return present;
    }
    LearnerSlot slot = store.read();
    if (slot.buffered > 0 && slot.learner.campaign() == null) {
      timers.awaitCampaign(slot, options.holdLimit().toMillis());
    }
    slots.put(key, slot);
    return slot;
  }
}
