package io.weir.core.validity;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * Tells when the effects that a live model predicts have turned against it, from randomized samples
 * that the model has not learned from. Revenue and cost are watched apart ({@link ChangeDetector}),
 * as what remains true of the one would hide what has turned in the other; their evidence is
 * averaged, which keeps the bound on false alarms. Not thread-safe.
 */
public final class DriftDetector {
  private static final int KINDS = 2;

  private final double[] probability;
  private final double meanRunLength;
  private final ChangeDetector[] kinds;
  private int found;

  /**
   * A detector that has seen nothing.
   *
   * @param probability of each arm in the holdout; sums to 1
   * @param meanRunLength randomized samples to a false alarm in the mean, at least; above 1
   */
  public DriftDetector(double[] probability, double meanRunLength) {
    if (!(meanRunLength > 1)) {
      throw new IllegalArgumentException("run length " + meanRunLength);
    }
    this.probability = probability.clone();
    this.meanRunLength = meanRunLength;
    this.kinds =
        new ChangeDetector[] {new ChangeDetector(probability), new ChangeDetector(probability)};
  }

  /**
   * Takes in a randomized sample.
   *
   * @param predictions of the model that was live before the sample: revenue of each arm, then cost
   * @param arm arm given
   * @param revenue observed, in units of the predictions
   * @param cost observed, in units of the predictions
   * @param timeMillis event time
   * @return whether a drift is detected; the evidence then starts anew
   */
  public boolean add(double[] predictions, int arm, double revenue, double cost, long timeMillis) {
    if (!finite(predictions, revenue + cost)) {
      return false;
    }
    kinds[0].add(predictions, 0, arm, revenue, timeMillis);
    kinds[1].add(predictions, probability.length, arm, cost, timeMillis);
    if (total() < meanRunLength) {
      return false;
    }
    found = kinds[0].evidence() >= kinds[1].evidence() ? 0 : 1;
    for (ChangeDetector kind : kinds) {
      kind.beginAnew();
    }
    return true;
  }

  private static boolean finite(double[] predictions, double outcomes) {
    double sum = outcomes;
    for (double prediction : predictions) {
      sum += prediction;
    }
    return Double.isFinite(sum);
  }

  private double total() {
    return (kinds[0].evidence() + kinds[1].evidence()) / KINDS;
  }

  /** Evidence for a drift as a share of what an alarm takes, on a log scale; 0 to 1. */
  public double evidence() {
    return Math.max(0, Math.min(1, Math.log1p(total()) / Math.log1p(meanRunLength)));
  }

  /** When what the last alarm was raised for seems to have begun. Meaningless before an alarm. */
  public long sinceMillis() {
    return kinds[found].sinceMillis();
  }

  /** Returns a detector that knows the same and waits for more evidence, or for less. */
  public DriftDetector withRunLength(double other) {
    DriftDetector detector = new DriftDetector(probability, other);
    detector.found = found;
    System.arraycopy(kinds, 0, detector.kinds, 0, KINDS);
    return detector;
  }

  public void write(StateOutput out) throws IOException {
    out.writeInt(found);
    for (ChangeDetector kind : kinds) {
      kind.write(out);
    }
  }

  /**
   * Goes on from what {@link #write} wrote.
   *
   * @throws IOException if it is of another number of arms
   */
  public void read(StateInput in) throws IOException {
    found = in.readInt();
    for (ChangeDetector kind : kinds) {
      kind.read(in);
    }
  }
}
