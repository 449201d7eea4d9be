package io.weir.jobs.learning;

import io.weir.schemas.Campaign;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where one campaign's learner stands: all that a checkpoint holds of it besides window panes and
 * held samples. Fields are the learner's own; nothing else writes them.
 *
 * <p>The bytes begin with a format version, so that a later release can read an earlier savepoint.
 */
final class LearnerState {
  private static final int FORMAT = 1;

  @Nullable Campaign campaign;
  LearningOptions options = LearningOptions.defaults();
  @Nullable SampleLayout layout;
  @Nullable ScalingEstimator warmUp;
  @Nullable InputScaling scaling;
  @Nullable Trainer trainer;
  TrafficMeter traffic = new TrafficMeter();
  Prequential prequential = new Prequential();
  LearnerCounts counts = new LearnerCounts();
  @Nullable HoldoutMonitor holdoutMonitor;
  @Nullable LiveModel live;
  @Nullable PendingSolve pending;

  /** Pairs that were live, by model version, the newest included; as many as the options keep. */
  final TreeMap<Long, LiveModel> history = new TreeMap<>();

  long modelVersion;
  long priceVersion;
  long pinnedVersion = -1;

  /** Greatest event time seen. */
  long clock = Long.MIN_VALUE;

  /** When the next slide falls due. */
  long nextSlideEnd = Long.MIN_VALUE;

  /** The gate's last decision; not kept in state. */
  @Nullable GateVerdict lastVerdict;

  /** Whether every pane must be written anew; not kept in state. */
  boolean rewritePanes;

  /** Whether anything changed since the state was last written. */
  boolean dirty;

  /** Drops what was learned; versions, the live pair, its history and the counts stay. */
  void forgetLearner() {
    warmUp = null;
    scaling = null;
    trainer = null;
    pending = null;
    dirty = true;
  }

  /** Returns the monitor of the configured holdout. */
  HoldoutMonitor holdout() {
    return java.util.Objects.requireNonNull(holdoutMonitor);
  }

  /** Puts a new pair in service. */
  void goLive(LiveModel pair) {
    live = pair;
    history.put(pair.model().getModelVersion(), pair);
    while (history.size() > options.get(GateOptions.HISTORY_MODELS)) {
      history.pollFirstEntry();
    }
  }

  /** Returns the live pair if it expects the campaign's features and arms. */
  @Nullable LiveModel fittingLive() {
    LiveModel pair = live;
    return pair != null && campaign != null && ModelRecords.fits(pair.model(), campaign)
        ? pair
        : null;
  }

  /** Returns the live model if it can score the window's rows: it fits, and in the same scales. */
  @Nullable Ensemble comparableLive() {
    LiveModel pair = fittingLive();
    return pair != null && scaling != null && pair.scaling().equals(scaling)
        ? pair.ensemble()
        : null;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(FORMAT);
    boolean configured = campaign != null;
    out.writeBoolean(configured);
    if (campaign != null) {
      Blobs.write(out, new RecordCodec<>(Campaign.class).encode(campaign));
    }
    for (long value : new long[] {modelVersion, priceVersion, pinnedVersion, clock, nextSlideEnd}) {
      out.writeLong(value);
    }
    traffic.write(out);
    prequential.write(out);
    counts.write(out);
    out.writeInt(history.size());
    for (LiveModel pair : history.values()) {
      pair.write(out);
    }
    Blobs.writeOptional(out, holdoutMonitor, HoldoutMonitor::write);
    Blobs.writeOptional(out, live, LiveModel::write);
    Blobs.writeOptional(out, warmUp, ScalingEstimator::write);
    Blobs.writeOptional(out, scaling, InputScaling::write);
    Blobs.writeOptional(out, trainer, Trainer::write);
    Blobs.writeOptional(out, pending, PendingSolve::write);
  }

  static LearnerState read(
      DataInput in,
      TrainerFactory trainers,
      Map<String, String> jobOptions,
      LongFunction<byte[]> panes)
      throws IOException {
    int format = in.readInt();
    if (format != FORMAT) {
      throw new IOException("learner state of format " + format + " cannot be read here");
    }
    LearnerState state = new LearnerState();
    if (in.readBoolean()) {
      try {
        state.campaign = new RecordCodec<>(Campaign.class).decode(Blobs.read(in));
      } catch (WireFormatException e) {
        throw new IOException("the campaign in state cannot be read", e);
      }
      state.options = LearningOptions.parse(jobOptions, state.campaign.getLearning());
      state.layout = new SampleLayout(state.campaign);
    }
    state.modelVersion = in.readLong();
    state.priceVersion = in.readLong();
    state.pinnedVersion = in.readLong();
    state.clock = in.readLong();
    state.nextSlideEnd = in.readLong();
    state.traffic = TrafficMeter.read(in);
    state.prequential = Prequential.read(in);
    state.counts = LearnerCounts.read(in);
    for (int pairs = in.readInt(); pairs > 0; pairs--) {
      LiveModel pair = LiveModel.read(in);
      state.history.put(pair.model().getModelVersion(), pair);
    }
    if (in.readBoolean()) {
      SampleLayout layout = java.util.Objects.requireNonNull(state.layout);
      state.holdoutMonitor = HoldoutMonitor.read(in, layout.armProbability());
    }
    state.live = in.readBoolean() ? LiveModel.read(in) : null;
    state.warmUp = in.readBoolean() ? ScalingEstimator.read(in) : null;
    state.scaling = in.readBoolean() ? InputScaling.read(in) : null;
    if (in.readBoolean()) {
      SampleLayout layout = java.util.Objects.requireNonNull(state.layout);
      state.trainer = trainers.restore(state.options, layout.width(), layout.arms(), in, panes);
    }
    if (in.readBoolean()) {
      state.pending =
          PendingSolve.read(
              in,
              jobOptions,
              java.util.Objects.requireNonNull(state.trainer),
              java.util.Objects.requireNonNull(state.scaling),
              state.comparableLive());
    }
    return state;
  }
}
