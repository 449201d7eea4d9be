package io.weir.jobs.learning;

import io.weir.learner.OnlineLearner;
import io.weir.learner.state.SnapshotReader;
import io.weir.learner.state.SnapshotWriter;
import io.weir.learner.train.Trainer;
import io.weir.learner.train.TrainerFactory;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Learners in keyed state. Every call is about the current key. A learner is read once, and written
 * before a checkpoint if it has changed, panes of its window only where they have.
 */
final class LearnerStore {
  private final TrainerFactory trainers;
  private final Map<String, String> jobOptions;
  private final MapState<String, byte[]> partState;

  /** All parts in one value: where earlier savepoints have them. */
  private final ValueState<byte[]> earlierState;

  private final MapState<Long, byte[]> paneState;
  private final SampleBuffer buffer;
  private final SampleBuffer queued;

  /**
   * Registers the states.
   *
   * @param jobOptions settings of the job for all campaigns
   */
  LearnerStore(KeyedStateStore store, TrainerFactory trainers, Map<String, String> jobOptions) {
    this.trainers = trainers;
    this.jobOptions = jobOptions;
    var bytes = PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
    partState = store.getMapState(new MapStateDescriptor<>("learner-parts", Types.STRING, bytes));
    earlierState = store.getState(new ValueStateDescriptor<>("learner", bytes));
    paneState = store.getMapState(new MapStateDescriptor<>("window-panes", Types.LONG, bytes));
    buffer = new SampleBuffer(store.getListState(new ListStateDescriptor<>("held-samples", bytes)));
    queued =
        new SampleBuffer(store.getListState(new ListStateDescriptor<>("queued-samples", bytes)));
  }

  /** Samples that wait until the campaign is known and warmed up. */
  SampleBuffer buffer() {
    return buffer;
  }

  /** Returns the learner as it was written last, or a new one. */
  LearnerSlot read() throws Exception {
    Map<String, byte[]> parts = new HashMap<>();
    for (Map.Entry<String, byte[]> part : partState.entries()) {
      parts.put(part.getKey(), part.getValue());
    }
    byte[] earlier = parts.isEmpty() ? earlierState.value() : null;
    SnapshotReader stored =
        earlier == null ? new SnapshotReader(parts) : SnapshotReader.ofOne(earlier);
    OnlineLearner learner = OnlineLearner.read(stored, trainers, jobOptions, this::readPane);
    if (earlier != null) {
      // The next checkpoint writes it in parts.
      earlierState.clear();
      learner.markChanged();
    }
    Set<Long> panes = new HashSet<>();
    paneState.keys().forEach(panes::add);
    return new LearnerSlot(
        learner,
        new HashSet<>(parts.keySet()),
        panes,
        buffer.count(),
        new ArrayDeque<>(queued.all()));
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

  /**
   * Writes what has changed.
   *
   * @return bytes of the learner without its window; -1 if it had not changed
   */
  int write(LearnerSlot slot) throws Exception {
    if (slot.queueChanged) {
      queued.replaceBy(slot.queue);
      slot.queueChanged = false;
    }
    OnlineLearner learner = slot.learner;
    if (!learner.changed()) {
      return -1;
    }
    writePanes(slot);
    learner.putInto(slot.parts);
    int bytes = slot.parts.flush(slot.storedParts, asStore());
    learner.markWritten();
    return bytes;
  }

  private SnapshotWriter.Store asStore() {
    return new SnapshotWriter.Store() {
      @Override
      public void put(String name, byte[] bytes) throws Exception {
        partState.put(name, bytes);
      }

      @Override
      public void remove(String name) throws Exception {
        partState.remove(name);
      }
    };
  }

  private void writePanes(LearnerSlot slot) throws Exception {
    OnlineLearner learner = slot.learner;
    Set<Long> needed = learner.neededPanes();
    Trainer trainer = learner.trainer();
    if (trainer != null) {
      Set<Long> changed = trainer.takeChangedPanes();
      for (long id : needed) {
        if (learner.rewritesPanes() || changed.contains(id) || !slot.storedPanes.contains(id)) {
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
  }

  /** Forgets the learner and every sample that waits for it. */
  void forget() {
    partState.clear();
    earlierState.clear();
    paneState.clear();
    buffer.clear();
    queued.clear();
  }
}
