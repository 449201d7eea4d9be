package io.weir.learner.judge;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.core.validity.DriftDetector;
import io.weir.learner.evidence.Judging;
import io.weir.learner.options.DriftOptions;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.train.Trainer;
import java.io.IOException;
import java.util.Map;

/** Looks for drift with the live models' predictions, and acts on it as the options say. */
public final class DriftWatch {
  private static final int FORMAT = 1;

  private DriftDetector detector;
  private long drifts;
  private long pause;
  private double runLength;

  /**
   * Starts watching.
   *
   * @param armProbability configured probability of each arm in the holdout
   */
  public DriftWatch(double[] armProbability) {
    runLength = Double.parseDouble(DriftOptions.RUN_LENGTH.defaultText());
    detector = new DriftDetector(armProbability, runLength);
  }

  /**
   * Takes in a randomized sample that the live model has scored and nothing has learned from.
   *
   * @param predictions revenue of each arm, then cost; natural units
   * @param time event time, milliseconds
   * @param trainer acted upon
   * @param judging told since when effects are others
   */
  public void add(
      double[] predictions,
      int arm,
      double revenue,
      double cost,
      long time,
      LearningOptions options,
      Trainer trainer,
      Judging judging) {
    if (runLength != options.get(DriftOptions.RUN_LENGTH)) {
      // The threshold is the option's; what was learned of scales is kept.
      runLength = options.get(DriftOptions.RUN_LENGTH);
      detector = detector.withRunLength(runLength);
    }
    if (pause > 0) {
      pause--;
      return;
    }
    if (!detector.add(predictions, arm, revenue, cost, time)) {
      return;
    }
    drifts++;
    pause = options.get(DriftOptions.PAUSE);
    DriftOptions.DriftResponse response = options.get(DriftOptions.RESPONSE);
    if (response != DriftOptions.DriftResponse.REPORT) {
      trainer.forgetBefore(detector.sinceMillis());
      judging.effectsTurned(detector.sinceMillis());
    }
    if (response == DriftOptions.DriftResponse.RELEARN) {
      trainer.forgetCorrections();
    }
  }

  public void report(Map<String, Double> diagnostics) {
    diagnostics.put("drifts", (double) drifts);
    diagnostics.put("driftEvidence", detector.evidence());
  }

  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeLong(drifts);
    out.writeLong(pause);
    out.writeDouble(runLength);
    detector.write(out);
  }

  public static DriftWatch read(StateInput from, double[] armProbability) throws IOException {
    StateInput in = from.piece("drift", StateInput.UNTOLD, FORMAT);
    DriftWatch watch = new DriftWatch(armProbability);
    watch.drifts = in.readLong();
    watch.pause = in.readLong();
    watch.runLength = in.readDouble();
    watch.detector = new DriftDetector(armProbability, watch.runLength);
    watch.detector.read(in.format() == StateInput.UNTOLD ? in.numbers() : in);
    return watch;
  }
}
