package io.weir.learner;

import io.weir.learner.model.WaitingModel;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.sample.InputScaling;
import io.weir.learner.sample.YoungFeatures;
import io.weir.learner.solve.PendingSolve;
import io.weir.learner.state.SnapshotWriter;
import io.weir.learner.train.Trainer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A learner at work: its networks, their scales, and the models that have not gone live. */
final class Learning implements LifeCycle.Active {
  private Configuration configuration;
  private HoldoutMonitors monitors;
  private Trainer trainer;
  private InputScaling scaling;

  /** Numeric features whose scale is not known yet; null where there are none. */
  private @Nullable YoungFeatures youngFeatures;

  private @Nullable PendingSolve pending;
  private @Nullable WaitingModel waiting;
  private @Nullable WaitingModel twoStage;

  Learning(
      Configuration configuration,
      HoldoutMonitors monitors,
      Trainer trainer,
      InputScaling scaling,
      @Nullable YoungFeatures youngFeatures) {
    this.configuration = configuration;
    this.monitors = monitors;
    this.trainer = trainer;
    this.scaling = scaling;
    this.youngFeatures = youngFeatures;
  }

  @Override
  public Configuration configuration() {
    return configuration;
  }

  @Override
  public HoldoutMonitors monitors() {
    return monitors;
  }

  LearningOptions options() {
    return configuration.options();
  }

  Trainer trainer() {
    return trainer;
  }

  InputScaling scaling() {
    return scaling;
  }

  /** Returns the solve that is under way or waits to take effect; null if there is none. */
  @Nullable PendingSolve pending() {
    return pending;
  }

  /** Returns the newest candidate, which waits to be judged on what comes; null if none does. */
  @Nullable WaitingModel waiting() {
    return waiting;
  }

  /** Returns the rival that is scored beside the live model; null if there is none. */
  @Nullable WaitingModel twoStage() {
    return twoStage;
  }

  /** Goes on under a newer configuration of the same rows. */
  void configure(Configuration newer, HoldoutMonitors newerMonitors, Trainer sameTrainer) {
    configuration = newer;
    monitors = newerMonitors;
    trainer = sameTrainer;
  }

  /**
   * Takes in the values of numeric features; fixes the scales of young ones once they are known.
   */
  void observe(List<Float> numeric) {
    if (youngFeatures != null) {
      scaling = youngFeatures.add(numeric, scaling);
      youngFeatures = scaling.anyUnknown() ? youngFeatures : null;
    }
  }

  void begin(PendingSolve solve) {
    pending = solve;
  }

  /** Ends the solve under way. */
  void end(@Nullable WaitingModel nextWaiting, @Nullable WaitingModel nextTwoStage) {
    pending = null;
    await(nextWaiting, nextTwoStage);
  }

  /** Puts models in line to be scored on what comes. */
  void await(@Nullable WaitingModel nextWaiting, @Nullable WaitingModel nextTwoStage) {
    waiting = nextWaiting;
    twoStage = nextTwoStage;
  }

  void putInto(SnapshotWriter parts) {
    parts.putImmutable("waiting", waiting, WaitingModel::write);
    parts.putImmutable("two-stage", twoStage, WaitingModel::write);
    parts.putImmutable("scaling", scaling, InputScaling::write);
    parts.put("young-features", youngFeatures, YoungFeatures::write);
    parts.put("trainer", trainer::write);
    parts.putImmutable("solve-inputs", pending, PendingSolve::writeInputs);
    parts.put("solve-records", pending, PendingSolve::writeRecords);
  }
}
