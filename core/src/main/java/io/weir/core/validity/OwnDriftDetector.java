package io.weir.core.validity;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * Tells when effects have changed against the models that decide, from their own decisions: there
 * are many times as many of them as of randomized samples. Not thread-safe.
 *
 * <p>A decision rests on features alone. Given these, what was claimed of the arm beyond the free
 * one should be observed, whoever gets it; what levels do to everybody is taken from those who were
 * given the free arm. Revenue and cost are tested each by itself, and both together: a change
 * mostly shows in both.
 */
public final class OwnDriftDetector extends ClaimsWatch {
  /**
   * Share of what the claims were worth that they must keep. Part of an effect is alike before and
   * after a change, so that less is lost than a reversal of everything would take.
   */
  private static final double KEPT = 0.9;

  /** Memory of the free arm's level, samples. */
  private static final double MEMORY = 500;

  private static final int BOTH = 2;

  /** Observed less predicted of those who were given the free arm: revenue, cost. */
  private final double[] level = new double[BOTH];

  private double free;

  /**
   * A detector that has seen nothing.
   *
   * @param meanRunLength samples to a false alarm in the mean, at least; above 1
   */
  public OwnDriftDetector(double meanRunLength) {
    super(
        meanRunLength,
        new ChangeDetector(KEPT),
        new ChangeDetector(KEPT),
        new ChangeDetector(KEPT));
  }

  /**
   * Takes in a decision that nothing has learned from.
   *
   * @param predictions of the model that decided: revenue of each arm, then cost
   * @param arm arm given, 0 for the free one
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
    int costs = predictions.length / 2;
    double revenueBeyond = revenue - predictions[0] - level[0];
    double costBeyond = cost - predictions[costs] - level[1];
    if (arm == 0) {
      free = Math.min(MEMORY, free + 1);
      level[0] += revenueBeyond / free;
      level[1] += costBeyond / free;
      return false;
    }
    double against =
        tests[0].add(
                predictions[arm] - predictions[0], revenueBeyond, revenue != 0, left, timeMillis)
            + tests[1].add(
                predictions[costs + arm] - predictions[costs],
                costBeyond,
                cost != 0,
                1,
                timeMillis);
    tests[BOTH].addScore(against, timeMillis);
    return decide();
  }

  /** Returns a detector that knows the same and waits for more evidence, or for less. */
  public OwnDriftDetector withRunLength(double other) {
    OwnDriftDetector detector = new OwnDriftDetector(other);
    detector.found = found;
    detector.free = free;
    System.arraycopy(tests, 0, detector.tests, 0, tests.length);
    System.arraycopy(level, 0, detector.level, 0, level.length);
    return detector;
  }

  public void write(StateOutput out) throws IOException {
    out.writeInt(found);
    out.writeDouble(free);
    out.writeVector(level);
    for (ChangeDetector test : tests) {
      test.write(out);
    }
  }

  /**
   * Goes on from what {@link #write} wrote.
   *
   * @param isLong whether variances of long were written; earlier releases did not know them
   */
  public void read(StateInput in, boolean isLong) throws IOException {
    found = in.readInt();
    free = in.readDouble();
    in.readVector(level);
    for (ChangeDetector test : tests) {
      test.read(in, isLong);
    }
  }
}
