package io.weir.learner.judge;

import io.weir.core.hash.Murmur3;
import io.weir.core.validity.AlarmRule;
import io.weir.core.validity.CovariateBalance;
import io.weir.core.validity.LeakDetector;
import io.weir.core.validity.PositivityMonitor;
import io.weir.core.validity.SampleRatioMonitor;
import io.weir.learner.state.Blobs;
import io.weir.schemas.Sample;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether a campaign's holdout is the experiment it is configured to be: shares of arms and
 * balance of features between them (sequential tests), arms that should get nothing, and arms that
 * the live policy wants and the holdout no longer draws.
 *
 * <p>A sticky unit that comes again brings the same arm and no new evidence, so each counts once.
 * Units are remembered by a hash in a bit map of fixed size; a new unit whose bit is taken is left
 * out, whatever its arm, which costs evidence and no bias. When half the bits are taken the map is
 * emptied, and units count once more.
 */
public final class ValidityMonitor {
  private static final int UNIT_BITS = 1 << 18;
  private static final int UNITS_MAX = UNIT_BITS / 2;

  /** Draws of its rarest arm that a stretch without one must have held room for. */
  private static final double EXPECTED_DRAWS = 20;

  private static final int STRETCH_MIN = 250;
  private static final double UNSUPPORTED_MAX = 0.01;

  private final int arms;
  private final int stretch;
  private final long countFrom;
  private final SampleRatioMonitor ratios;
  private final LeakDetector leaks;
  private final @Nullable CovariateBalance balance;
  private PositivityMonitor positivity;
  private PositivityMonitor positivityBefore;
  private BitSet units = new BitSet(UNIT_BITS);
  private int unitCount;

  /**
   * Starts watching.
   *
   * @param armProbability configured probability of each arm in the holdout
   * @param numericFeatures numeric features of a sample
   * @param countFrom event time of assignment, milliseconds, before which samples were drawn under
   *     an earlier configuration and say nothing of this one
   */
  public ValidityMonitor(double[] armProbability, int numericFeatures, long countFrom) {
    this.arms = armProbability.length;
    this.countFrom = countFrom;
    this.ratios = new SampleRatioMonitor(armProbability);
    this.leaks = new LeakDetector(armProbability);
    this.balance =
        numericFeatures > 0 && arms > 1
            ? new CovariateBalance(numericFeatures, armProbability)
            : null;
    double rarest = 1;
    for (double p : armProbability) {
      rarest = p > 0 ? Math.min(rarest, p) : rarest;
    }
    this.stretch = (int) Math.max(STRETCH_MIN, Math.min(1e6, EXPECTED_DRAWS / rarest));
    this.positivity = new PositivityMonitor(arms, 0);
    this.positivityBefore = new PositivityMonitor(arms, 0);
  }

  /**
   * Takes in a randomized sample.
   *
   * @param unit what was randomized: the unit, or the impression where the campaign says so
   * @param arm arm it was given
   * @param propensity probability it had, in (0, 1]
   * @param liveArm arm the live policy would give, or {@link ScoredPolicies#NO_ARM}
   */
  public void add(String unit, Sample sample, int arm, double propensity, int liveArm) {
    if (sample.getOccurredAt().toEpochMilli() < countFrom) {
      return;
    }
    if (liveArm >= 0) {
      positivity.add(arm, propensity, liveArm);
      if (positivity.samples() >= stretch) {
        positivityBefore = positivity;
        positivity = new PositivityMonitor(arms, 0);
      }
    }
    if (leaks.add(arm)) {
      return;
    }
    int bit = Math.floorMod(Murmur3.hash32(unit), UNIT_BITS);
    if (units.get(bit)) {
      return;
    }
    if (unitCount >= UNITS_MAX) {
      units = new BitSet(UNIT_BITS);
      unitCount = 0;
    }
    units.set(bit);
    unitCount++;
    ratios.add(arm);
    if (balance != null) {
      balance.add(arm, doubles(sample.getNumericFeatures()), 0);
    }
  }

  private static double[] doubles(List<Float> values) {
    double[] array = new double[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  /** Returns the alarms that stand, the gravest first. */
  public Set<GateVerdict> alarms() {
    Set<GateVerdict> standing = EnumSet.noneOf(GateVerdict.class);
    if (leaks.leaked() > 0) {
      standing.add(GateVerdict.LEAK_ALARM);
    }
    // By themselves: an arm that vanished was still there in the stretch before.
    PositivityMonitor recent = positivityBefore;
    if (recent.samples() >= stretch && recent.unsupportedShare() > UNSUPPORTED_MAX) {
      standing.add(GateVerdict.POSITIVITY_ALARM);
    }
    if (ratios.alarm(AlarmRule.ratios())) {
      standing.add(GateVerdict.RATIO_ALARM);
    }
    if (balance != null && balance.alarm(AlarmRule.covariates())) {
      standing.add(GateVerdict.BALANCE_ALARM);
    }
    return standing;
  }

  /** Samples of one stretch at least, and of two at most. */
  private PositivityMonitor recent() {
    PositivityMonitor merged = new PositivityMonitor(arms, 0);
    merged.merge(positivityBefore);
    merged.merge(positivity);
    return merged;
  }

  public void report(Map<String, Double> diagnostics) {
    diagnostics.put("holdoutRatioPValue", ratios.pValue());
    diagnostics.put("holdoutRatioDeviation", ratios.largestDeviation());
    diagnostics.put("holdoutUnits", (double) ratios.exposures());
    diagnostics.put("holdoutLeaks", (double) leaks.leaked());
    if (balance != null) {
      diagnostics.put("balancePValue", balance.pValue());
      diagnostics.put("balanceLargestDifference", balance.largestDifference());
      diagnostics.put("balanceWorstFeature", (double) balance.worstFeature());
    }
    PositivityMonitor recent = recent();
    diagnostics.put("positivityUnsupportedShare", recent.unsupportedShare());
    diagnostics.put("positivityEffectiveSamples", recent.effectiveSampleSize());
    diagnostics.put("positivityLargestWeightShare", recent.largestWeightShare());
  }

  public void write(DataOutput out) throws IOException {
    out.writeLong(countFrom);
    Blobs.writeDoubles(out, ratios.save());
    long[] leakState = leaks.save();
    out.writeInt(leakState.length);
    for (long value : leakState) {
      out.writeLong(value);
    }
    Blobs.writeDoubles(out, balance == null ? new double[0] : balance.save());
    Blobs.writeDoubles(out, positivity.save());
    Blobs.writeDoubles(out, positivityBefore.save());
    Blobs.write(out, units.toByteArray());
  }

  public static ValidityMonitor read(DataInput in, double[] armProbability, int numericFeatures)
      throws IOException {
    ValidityMonitor monitor = new ValidityMonitor(armProbability, numericFeatures, in.readLong());
    monitor.ratios.restore(Blobs.readDoubles(in));
    long[] leakState = new long[in.readInt()];
    for (int i = 0; i < leakState.length; i++) {
      leakState[i] = in.readLong();
    }
    monitor.leaks.restore(leakState);
    double[] balanceState = Blobs.readDoubles(in);
    if (monitor.balance != null) {
      monitor.balance.restore(balanceState);
    }
    monitor.positivity.restore(Blobs.readDoubles(in));
    monitor.positivityBefore.restore(Blobs.readDoubles(in));
    monitor.units = BitSet.valueOf(Blobs.read(in));
    monitor.unitCount = monitor.units.cardinality();
    return monitor;
  }
}
