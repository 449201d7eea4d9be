package io.weir.core.validity;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * Tells when the effects that a live model predicts have changed against it, from randomized
 * samples that the model has not learned from. Revenue and cost are watched apart, as what remains
 * true of the one would hide what has changed in the other. Not thread-safe.
 *
 * <p>With predictions f_ij and holdout probabilities p_j the claim is f_ij - sum_k p_k f_ik - a_j,
 * where a_j centres arm j over individuals: what the model claims of this individual beyond what it
 * claims of everyone. As arms are random, its slope is the calibration of the claims.
 */
public final class DriftDetector extends ClaimsWatch {
  /** Share of what the claims were worth that they must keep. */
  private static final double KEPT = 0.5;

  /** Memory of the centres, samples. */
  private static final double MEMORY = 500;

  private static final int KINDS = 2;

  private final double[] probability;
  private final double[][] armMean;

  /**
   * A detector that has seen nothing.
   *
   * @param probability of each arm in the holdout; sums to 1
   * @param meanRunLength randomized samples to a false alarm in the mean, at least; above 1
   */
  public DriftDetector(double[] probability, double meanRunLength) {
    super(meanRunLength, new ChangeDetector(KEPT), new ChangeDetector(KEPT));
    this.probability = probability.clone();
    this.armMean = new double[KINDS][probability.length];
  }

  /**
   * Takes in a randomized sample.
   *
   * @param predictions of the model that was live before the sample: revenue of each arm, then cost
   * @param arm arm given
   * @param revenue observed, in units of the predictions
   * @param cost observed, in units of the predictions
   * @param left what has remained of the scale of revenue, for everybody ({@link RevenueSpread})
   * @param timeMillis event time
   * @return whether a drift is detected; the evidence then starts anew
   */
  public boolean add(
      double[] predictions, int arm, double revenue, double cost, double left, long timeMillis) {
    if (!finite(predictions, revenue + cost)) {
      return false;
    }
    add(0, predictions, arm, revenue, left, timeMillis);
    add(1, predictions, arm, cost, 1, timeMillis);
    return decide();
  }

  private void add(
      int kind, double[] predictions, int arm, double outcome, double left, long timeMillis) {
    int arms = probability.length;
    int offset = kind * arms;
    double base = 0;
    for (int j = 0; j < arms; j++) {
      base += probability[j] * predictions[offset + j];
    }
    double[] centre = armMean[kind];
    double claim = predictions[offset + arm] - base - centre[arm];
    double residual = outcome - base - centre[arm];
    long samples = tests[kind].samples();
    double keep = Math.min(1 - 1 / MEMORY, samples / (samples + 1.0));
    for (int j = 0; j < arms; j++) {
      centre[j] = keep * centre[j] + (1 - keep) * (predictions[offset + j] - base);
    }
    tests[kind].add(claim, residual, outcome != 0, left, timeMillis);
  }

  /** Returns a detector that knows the same and waits for more evidence, or for less. */
  public DriftDetector withRunLength(double other) {
    DriftDetector detector = new DriftDetector(probability, other);
    detector.found = found;
    System.arraycopy(tests, 0, detector.tests, 0, KINDS);
    System.arraycopy(armMean, 0, detector.armMean, 0, KINDS);
    return detector;
  }

  public void write(StateOutput out) throws IOException {
    out.writeInt(found);
    for (int kind = 0; kind < KINDS; kind++) {
      tests[kind].write(out);
      out.writeVector(armMean[kind]);
    }
  }

  /**
   * Goes on from what {@link #write} wrote.
   *
   * @param isLong whether variances of long were written; earlier releases did not know them
   * @throws IOException if it is of another number of arms
   */
  public void read(StateInput in, boolean isLong) throws IOException {
    found = in.readInt();
    for (int kind = 0; kind < KINDS; kind++) {
      tests[kind].read(in, isLong);
      in.readVector(armMean[kind]);
    }
  }
}
