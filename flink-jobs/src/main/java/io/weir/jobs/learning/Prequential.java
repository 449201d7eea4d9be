package io.weir.jobs.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/**
 * Test-then-train values per impression: each randomized sample is scored by the model that was
 * live before it arrived, and only then learned from, so no model is judged on what it has seen
 * (METHOD section 6). Beside it: what chance earned on the same samples, and what the logging
 * policy earned on its own traffic.
 *
 * <p>Intervals are confidence sequences: they hold however often one looks.
 */
final class Prequential {
  private RunningMoments live = new RunningMoments();
  private RunningMoments liveCost = new RunningMoments();
  private RunningMoments random = new RunningMoments();
  private RunningMoments oldPolicy = new RunningMoments();
  private RunningMoments servedPolicy = new RunningMoments();

  /**
   * Takes in a randomized sample that the live model has scored.
   *
   * @param matched whether the live policy would have given the same arm
   * @param propensity probability of the given arm
   * @param revenue observed revenue, objective units
   * @param cost observed cost, whole currency units
   */
  void addScored(boolean matched, double propensity, double revenue, double cost) {
    live.add(matched ? revenue / propensity : 0);
    liveCost.add(matched ? cost / propensity : 0);
    random.add(revenue);
  }

  /** Takes in a policy's sample: one a published model decided, or one of the policy before it. */
  void addPolicy(boolean decidedByModel, double revenue) {
    (decidedByModel ? servedPolicy : oldPolicy).add(revenue);
  }

  /** Adds the numbers to a publication's diagnostics. */
  void report(Map<String, Double> diagnostics) {
    report(diagnostics, "prequentialValue", live);
    report(diagnostics, "prequentialCost", liveCost);
    report(diagnostics, "randomValue", random);
    report(diagnostics, "oldPolicyValue", oldPolicy);
    report(diagnostics, "servedPolicyValue", servedPolicy);
  }

  private static void report(Map<String, Double> diagnostics, String name, RunningMoments moments) {
    if (moments.count() > 0) {
      diagnostics.put(name, moments.mean());
      diagnostics.put(name + "Samples", (double) moments.count());
    }
    if (moments.count() > 1) {
      diagnostics.put(name + "Lower", moments.mean() - moments.anytimeHalfWidth());
      diagnostics.put(name + "Upper", moments.mean() + moments.anytimeHalfWidth());
    }
  }

  void write(DataOutput out) throws IOException {
    live.write(out);
    liveCost.write(out);
    random.write(out);
    oldPolicy.write(out);
    servedPolicy.write(out);
  }

  static Prequential read(DataInput in) throws IOException {
    Prequential read = new Prequential();
    read.live = RunningMoments.read(in);
    read.liveCost = RunningMoments.read(in);
    read.random = RunningMoments.read(in);
    read.oldPolicy = RunningMoments.read(in);
    read.servedPolicy = RunningMoments.read(in);
    return read;
  }
}
