package io.weir.core.validity;

/**
 * Several tests of one model's claims ({@link ChangeDetector}), whose evidence is averaged: that
 * keeps the bound on false alarms. Not thread-safe.
 */
abstract class ClaimsWatch {
  final double meanRunLength;
  final ChangeDetector[] tests;
  int found;

  ClaimsWatch(double meanRunLength, ChangeDetector... tests) {
    if (!(meanRunLength > 1)) {
      throw new IllegalArgumentException("run length " + meanRunLength);
    }
    this.meanRunLength = meanRunLength;
    this.tests = tests;
  }

  static boolean finite(double[] predictions, double outcomes) {
    double sum = outcomes;
    for (double prediction : predictions) {
      sum += prediction;
    }
    return Double.isFinite(sum);
  }

  /** Returns whether there is enough evidence for an alarm; it then starts anew. */
  final boolean decide() {
    if (total() < meanRunLength) {
      return false;
    }
    found = 0;
    for (int k = 1; k < tests.length; k++) {
      found = tests[k].evidence() > tests[found].evidence() ? k : found;
    }
    beginAnew();
    return true;
  }

  /** Forgets evidence and what the claims were worth; scales stay. */
  public final void beginAnew() {
    for (ChangeDetector test : tests) {
      test.beginAnew();
    }
  }

  private double total() {
    double sum = 0;
    for (ChangeDetector test : tests) {
      sum += test.evidence();
    }
    return sum / tests.length;
  }

  /** Evidence for a drift as a share of what an alarm takes, on a log scale; 0 to 1. */
  public final double evidence() {
    return Math.max(0, Math.min(1, Math.log1p(total()) / Math.log1p(meanRunLength)));
  }

  /** When what the last alarm was raised for seems to have begun. Meaningless before an alarm. */
  public final long sinceMillis() {
    return tests[found].sinceMillis();
  }
}
