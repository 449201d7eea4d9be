package io.weir.learner;

import io.weir.learner.judge.DriftWatch;
import io.weir.learner.judge.ValidityMonitor;
import io.weir.learner.options.GateOptions;
import io.weir.learner.sample.SampleLayout;

/**
 * What watches the holdout of a configuration.
 *
 * @param validity whether it is the experiment that it is configured to be
 * @param drift whether effects still are what the live model claims
 */
record HoldoutMonitors(ValidityMonitor validity, DriftWatch drift) {
  /** Monitors that have seen nothing. */
  static HoldoutMonitors of(SampleLayout layout) {
    return new HoldoutMonitors(
        new ValidityMonitor(layout.armProbability(), layout.numericFeatures()),
        new DriftWatch(layout.armProbability()));
  }

  /** Returns what watches the same rows under a newer configuration. */
  HoldoutMonitors under(Configuration newer, Configuration before) {
    if (!newer
        .options()
        .get(GateOptions.ALARMS_EPOCH)
        .equals(before.options().get(GateOptions.ALARMS_EPOCH))) {
      return of(newer.layout());
    }
    if (newer.campaign().getHoldout().equals(before.campaign().getHoldout())) {
      return this;
    }
    double[] armProbability = newer.layout().armProbability();
    validity.configure(armProbability);
    return new HoldoutMonitors(validity, new DriftWatch(armProbability));
  }
}
