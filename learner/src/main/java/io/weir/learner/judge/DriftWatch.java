package io.weir.learner.judge;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.core.validity.DriftDetector;
import io.weir.core.validity.OwnDriftDetector;
import io.weir.core.validity.RevenueSpread;
import io.weir.learner.evidence.Judging;
import io.weir.learner.options.DriftOptions;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.train.Trainer;
import java.io.IOException;
import java.util.Map;

/**
 * Looks for drift with the live models' predictions, in randomized samples and in the models' own
 * decisions, and acts on it as the options say.
 */
public final class DriftWatch {
  private static final int FORMAT = 3;

  /** The last one that knew randomized samples alone. */
  private static final int RANDOMIZED_ALONE = 1;

  /** The last one that did not know how far revenue scatters. */
  private static final int WITHOUT_SPREAD = 2;

  private DriftDetector detector;
  private OwnDriftDetector own;
  private RevenueSpread spread = new RevenueSpread();
  private long drifts;
  private long pause;
  private double runLength;

  /** Newest model version that went live before the last drift; its claims are known to fail. */
  private long refuted = -1;

  /**
   * Starts watching.
   *
   * @param armProbability configured probability of each arm in the holdout
   */
  public DriftWatch(double[] armProbability) {
    runLength = Double.parseDouble(DriftOptions.RUN_LENGTH.defaultText());
    detector = new DriftDetector(armProbability, runLength);
    own = new OwnDriftDetector(runLength);
  }

  /**
   * What drift is acted on with.
   *
   * @param options options in force
   * @param trainer made to forget
   * @param judging told since when effects are others
   * @param liveVersion version of the live model
   */
  public record Response(
      LearningOptions options, Trainer trainer, Judging judging, long liveVersion) {}

  /**
   * Takes in a randomized sample that the live model has scored and nothing has learned from.
   *
   * @param predictions revenue of each arm, then cost; natural units
   * @param time event time, milliseconds
   */
  public void addRandomized(
      double[] predictions, int arm, double revenue, double cost, long time, Response response) {
    follow(response.options);
    double left = spread(predictions, arm, revenue);
    if (pause > 0) {
      pause--;
    } else if (detector.add(predictions, arm, revenue, cost, left, time)) {
      respond(detector.sinceMillis(), response);
    }
  }

  /**
   * Takes in a sample that one of the campaign's models has decided and nothing has learned from.
   *
   * @param version the model's version
   * @param predictions its revenue of each arm, then cost; natural units
   * @param time event time, milliseconds
   */
  public void addOwn(
      long version,
      double[] predictions,
      int arm,
      double revenue,
      double cost,
      long time,
      Response response) {
    follow(response.options);
    boolean judges = version > refuted && !spread.isFalling();
    double left = spread(predictions, arm, revenue);
    if (judges && own.add(predictions, arm, revenue, cost, left, time)) {
      respond(own.sinceMillis(), response);
    }
  }

  /** Returns what had remained of the scale of revenue before a sample; learns from it. */
  private double spread(double[] predictions, int arm, double revenue) {
    double left = spread.left();
    if (arm == 0) {
      spread.add(revenue - predictions[0]);
    }
    return left;
  }

  /** The threshold is the option's; what was learned of scales is kept. */
  private void follow(LearningOptions options) {
    if (runLength != options.get(DriftOptions.RUN_LENGTH)) {
      runLength = options.get(DriftOptions.RUN_LENGTH);
      detector = detector.withRunLength(runLength);
      own = own.withRunLength(runLength);
    }
  }

  private void respond(long since, Response to) {
    drifts++;
    pause = to.options.get(DriftOptions.PAUSE);
    refuted = to.liveVersion;
    detector.beginAnew();
    own.beginAnew();
    DriftOptions.DriftResponse response = to.options.get(DriftOptions.RESPONSE);
    if (response != DriftOptions.DriftResponse.REPORT) {
      to.trainer.effectsTurned(since);
      to.judging.effectsTurned(since);
    }
    if (response == DriftOptions.DriftResponse.RELEARN) {
      to.trainer.forgetCorrections();
    }
  }

  public void report(Map<String, Double> diagnostics) {
    diagnostics.put("drifts", (double) drifts);
    diagnostics.put("driftEvidence", Math.max(detector.evidence(), own.evidence()));
  }

  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeLong(drifts);
    out.writeLong(pause);
    out.writeDouble(runLength);
    detector.write(out);
    out.writeLong(refuted);
    own.write(out);
    spread.write(out);
  }

  public static DriftWatch read(StateInput from, double[] armProbability) throws IOException {
    StateInput in = from.piece("drift", StateInput.UNTOLD, FORMAT);
    DriftWatch watch = new DriftWatch(armProbability);
    watch.drifts = in.readLong();
    watch.pause = in.readLong();
    watch.runLength = in.readDouble();
    watch.detector = new DriftDetector(armProbability, watch.runLength);
    boolean isLong = in.format() > WITHOUT_SPREAD;
    watch.detector.read(in.format() == StateInput.UNTOLD ? in.numbers() : in, isLong);
    watch.own = new OwnDriftDetector(watch.runLength);
    if (in.format() > RANDOMIZED_ALONE) {
      watch.refuted = in.readLong();
      watch.own.read(in, isLong);
    }
    if (isLong) {
      watch.spread = RevenueSpread.read(in);
    }
    return watch;
  }
}
