package io.weir.jobs.learning;

import io.weir.core.hash.Murmur3;
import io.weir.core.validity.AlarmRule;
import io.weir.core.validity.LeakDetector;
import io.weir.core.validity.SampleRatioMonitor;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.BitSet;
import java.util.Map;

/**
 * Watches whether the holdout draws the arms it is configured to draw: a sequential test of their
 * shares, and a count of arms that should get nothing.
 *
 * <p>A sticky unit that comes again brings the same arm and no new evidence, so each counts once.
 * Units are remembered by a hash in a bit map of fixed size; a new unit whose bit is taken is left
 * out, whatever its arm, which costs evidence and no bias.
 */
final class HoldoutMonitor {
  private static final int UNIT_BITS = 1 << 18;

  private final SampleRatioMonitor ratios;
  private final LeakDetector leaks;
  private BitSet units = new BitSet(UNIT_BITS);

  /**
   * Starts watching.
   *
   * @param armProbability configured probability of each arm in the holdout
   */
  HoldoutMonitor(double[] armProbability) {
    ratios = new SampleRatioMonitor(armProbability);
    leaks = new LeakDetector(armProbability);
  }

  /**
   * Takes in a randomized sample.
   *
   * @param unit what was randomized: the unit, or the impression where the campaign says so
   * @param arm arm it was given
   */
  void add(String unit, int arm) {
    leaks.add(arm);
    int bit = Math.floorMod(Murmur3.hash32(unit), UNIT_BITS);
    if (!units.get(bit)) {
      units.set(bit);
      ratios.add(arm);
    }
  }

  /** Returns whether the holdout is not what it is configured to be, beyond chance. */
  boolean alarm() {
    return ratios.alarm(AlarmRule.ratios()) || leaks.leaked() > 0;
  }

  void report(Map<String, Double> diagnostics) {
    diagnostics.put("holdoutRatioPValue", ratios.pValue());
    diagnostics.put("holdoutRatioDeviation", ratios.largestDeviation());
    diagnostics.put("holdoutLeaks", (double) leaks.leaked());
  }

  void write(DataOutput out) throws IOException {
    double[] ratioState = ratios.save();
    out.writeInt(ratioState.length);
    for (double value : ratioState) {
      out.writeDouble(value);
    }
    long[] leakState = leaks.save();
    out.writeInt(leakState.length);
    for (long value : leakState) {
      out.writeLong(value);
    }
    Blobs.write(out, units.toByteArray());
  }

  static HoldoutMonitor read(DataInput in, double[] armProbability) throws IOException {
    HoldoutMonitor monitor = new HoldoutMonitor(armProbability);
    double[] ratioState = new double[in.readInt()];
    for (int i = 0; i < ratioState.length; i++) {
      ratioState[i] = in.readDouble();
    }
    monitor.ratios.restore(ratioState);
    long[] leakState = new long[in.readInt()];
    for (int i = 0; i < leakState.length; i++) {
      leakState[i] = in.readLong();
    }
    monitor.leaks.restore(leakState);
    monitor.units = BitSet.valueOf(Blobs.read(in));
    return monitor;
  }
}
