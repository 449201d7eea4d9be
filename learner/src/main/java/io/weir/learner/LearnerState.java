package io.weir.learner;

import io.weir.core.scoring.PublishedModel;
import io.weir.learner.evidence.Judging;
import io.weir.learner.evidence.Prequential;
import io.weir.learner.judge.DriftWatch;
import io.weir.learner.judge.GateVerdict;
import io.weir.learner.judge.ValidityMonitor;
import io.weir.learner.model.LiveModel;
import io.weir.learner.model.WaitingModel;
import io.weir.learner.options.GateOptions;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.publish.ModelRecords;
import io.weir.learner.sample.InputScaling;
import io.weir.learner.sample.SampleLayout;
import io.weir.learner.sample.ScalingEstimator;
import io.weir.learner.sample.TrafficMeter;
import io.weir.learner.sample.YoungFeatures;
import io.weir.learner.solve.PendingSolve;
import io.weir.learner.state.Blobs;
import io.weir.learner.state.LearnerParts;
import io.weir.learner.train.Trainer;
import io.weir.schemas.Campaign;
import io.weir.schemas.wire.RecordCodec;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where one campaign's learner stands: all that a checkpoint holds of it besides window panes and
 * held samples. Fields are the learner's own; nothing else writes them.
 *
 * <p>It is written in named parts ({@link LearnerParts}).
 */
public final class LearnerState {
  /** What begins the name of a part that holds a pair of the history; its version follows. */
  static final String HISTORY_PREFIX = "history/";

  @Nullable Campaign campaign;
  LearningOptions options = LearningOptions.defaults();
  @Nullable SampleLayout layout;
  @Nullable ScalingEstimator warmUp;
  @Nullable InputScaling scaling;

  /** Numeric features whose scale is not known yet; null where there are none. */
  @Nullable YoungFeatures youngFeatures;

  @Nullable Trainer trainer;
  TrafficMeter traffic = new TrafficMeter();
  Prequential prequential = new Prequential(0);
  Judging judging = new Judging(0);
  LearnerCounts counts = new LearnerCounts();
  @Nullable ValidityMonitor validityMonitor;
  @Nullable DriftWatch driftWatch;
  @Nullable LiveModel live;
  @Nullable PendingSolve pending;

  /** Newest candidate that waits to be judged on what comes. */
  @Nullable WaitingModel waiting;

  /** Rival that is scored beside the live model. */
  @Nullable WaitingModel twoStage;

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
    youngFeatures = null;
    trainer = null;
    pending = null;
    waiting = null;
    twoStage = null;
    judging.distrust();
    dirty = true;
  }

  /** Returns the monitor of the configured holdout. */
  ValidityMonitor validity() {
    return java.util.Objects.requireNonNull(validityMonitor);
  }

  /** Returns what looks for drift, from now on if nothing did so far. */
  DriftWatch drift() {
    DriftWatch watch = driftWatch;
    if (watch == null) {
      watch = new DriftWatch(java.util.Objects.requireNonNull(layout).armProbability());
      driftWatch = watch;
    }
    return watch;
  }

  /** Puts a new pair in service. */
  void goLive(LiveModel pair) {
    live = pair;
    judging.withdrawn(false);
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

  /** Returns the version of the live model; -1 without one. */
  long liveVersion() {
    return live == null ? -1 : live.model().getModelVersion();
  }

  /** Returns the live pair if it fits and serves: null while it is withdrawn. */
  @Nullable LiveModel servingLive() {
    return judging.withdrawn() ? null : fittingLive();
  }

  /** Returns the live model if it can score the window's rows: it fits, and in the same scales. */
  @Nullable PublishedModel comparableLive() {
    LiveModel pair = servingLive();
    return pair != null && scaling != null && pair.scaling().equals(scaling) ? pair.scorer() : null;
  }

  /** Puts everything into parts; those that {@link LearnerStateReader} puts together again. */
  void putInto(LearnerParts parts) {
    parts.putFixed(
        "campaign",
        campaign,
        (value, to) -> Blobs.write(to, new RecordCodec<>(Campaign.class).encode(value)));
    parts.put(
        "versions",
        to -> {
          for (long value :
              new long[] {modelVersion, priceVersion, pinnedVersion, clock, nextSlideEnd}) {
            to.writeLong(value);
          }
        });
    parts.put("traffic", traffic::write);
    parts.put("traffic-forecast", traffic::writeForecast);
    parts.put("prequential", prequential::write);
    parts.put("counts", counts::write);
    history.forEach(
        (version, pair) -> parts.putFixed(HISTORY_PREFIX + version, pair, LiveModel::write));
    judging.putInto(parts);
    parts.put("holdout-validity", validityMonitor, ValidityMonitor::write);
    parts.put("effect-drift", driftWatch, DriftWatch::write);
    parts.putFixed("live", live, LiveModel::write);
    parts.putFixed("waiting", waiting, WaitingModel::write);
    parts.putFixed("two-stage", twoStage, WaitingModel::write);
    parts.put("warm-up-values", warmUp, ScalingEstimator::write);
    parts.putFixed("scaling", scaling, InputScaling::write);
    parts.putFixed("outcome-centres", scaling, InputScaling::writeCentres);
    parts.put("young-features", youngFeatures, YoungFeatures::write);
    parts.put("trainer", trainer, Trainer::write);
    parts.putFixed("solve-inputs", pending, PendingSolve::writeInputs);
    parts.put("solve-records", pending, PendingSolve::writeRecords);
  }
}
