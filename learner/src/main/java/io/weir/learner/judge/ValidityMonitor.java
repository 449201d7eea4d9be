package io.weir.learner.judge;

import io.weir.core.hash.Murmur3;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.core.validity.AlarmRule;
import io.weir.core.validity.CovariateBalance;
import io.weir.core.validity.DistinctUnits;
import io.weir.core.validity.LeakDetector;
import io.weir.core.validity.PositivityMonitor;
import io.weir.core.validity.SampleRatioMonitor;
import io.weir.learner.evidence.ScoredPolicies;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether a campaign's holdout is the experiment it is configured to be: shares of arms and
 * balance of features between them (sequential tests), arms that should get nothing, and arms that
 * the live policy wants and the holdout no longer draws.
 *
 * <p>Each sample is tested against the propensity it carries, so that samples of several versions
 * of the campaign may come in any order. A sticky unit that comes again brings the same arm and no
 * new evidence, so each counts once ({@link DistinctUnits}).
 */
public final class ValidityMonitor {
  /** The first format: most tests were arrays of doubles. */
  private static final int ARRAYS_FORMAT = 1;

  private static final int FORMAT = 2;

  /** Units told apart; of more, a random part is tested. */
  private static final int UNITS_MOST = 1 << 15;

  /** Draws of its rarest arm that a stretch without one must have held room for. */
  private static final double EXPECTED_DRAWS = 20;

  private static final int STRETCH_MIN = 250;
  private static final double UNSUPPORTED_MAX = 0.01;

  private final int arms;
  private final int numericFeatures;
  private final DistinctUnits units = new DistinctUnits(UNITS_MOST);
  private SampleRatioMonitor ratios;
  private LeakDetector leaks;
  private @Nullable CovariateBalance balance;
  private int stretch;
  private PositivityMonitor positivity;
  private PositivityMonitor positivityBefore;

  /**
   * Starts watching.
   *
   * @param armProbability configured probability of each arm in the holdout
   * @param numericFeatures numeric features of a sample
   */
  public ValidityMonitor(double[] armProbability, int numericFeatures) {
    this.arms = armProbability.length;
    this.numericFeatures = numericFeatures;
    this.ratios = new SampleRatioMonitor(armProbability);
    this.leaks = new LeakDetector(armProbability);
    this.balance = balanceOf(armProbability);
    this.stretch = stretchOf(armProbability);
    this.positivity = new PositivityMonitor(arms, 0);
    this.positivityBefore = new PositivityMonitor(arms, 0);
  }

  /**
   * Tells of a further configuration of the same arms. Evidence is kept; an alarm that stands is
   * settled by it.
   *
   * @param armProbability configured probability of each arm in the holdout
   */
  public void configure(double[] armProbability) {
    if (ratios.alarm(AlarmRule.ratios())) {
      ratios = ratios.withoutEvidence();
    }
    ratios.configure(armProbability);
    leaks = new LeakDetector(armProbability);
    balance = balanceOf(armProbability);
    stretch = stretchOf(armProbability);
  }

  private @Nullable CovariateBalance balanceOf(double[] armProbability) {
    return numericFeatures > 0 && arms > 1
        ? new CovariateBalance(numericFeatures, armProbability)
        : null;
  }

  private static int stretchOf(double[] armProbability) {
    double rarest = 1;
    for (double p : armProbability) {
      rarest = p > 0 ? Math.min(rarest, p) : rarest;
    }
    return (int) Math.max(STRETCH_MIN, Math.min(1e6, EXPECTED_DRAWS / rarest));
  }

  /**
   * Takes in a randomized sample.
   *
   * @param unit what was randomized: the unit, or the impression where the campaign says so
   * @param numeric its numeric features, something finite in place of those that are missing
   * @param arm arm it was given
   * @param propensity probability it had, in (0, 1]
   * @param liveArm arm the live policy would give, or {@link ScoredPolicies#NO_ARM}
   */
  public void add(String unit, double[] numeric, int arm, double propensity, int liveArm) {
    if (liveArm >= 0) {
      positivity.add(arm, propensity, liveArm);
      if (positivity.samples() >= stretch) {
        positivityBefore = positivity;
        positivity = new PositivityMonitor(arms, 0);
      }
    }
    // An arm that is closed now may have been drawn under a version that was told of before.
    if (!ratios.knows(arm, propensity) && leaks.add(arm)) {
      return;
    }
    if (!units.add(Murmur3.hash32(unit))) {
      return;
    }
    ratios.add(arm, propensity);
    if (balance != null) {
      balance.add(arm, propensity, numeric, 0);
    }
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
    diagnostics.put("holdoutUnknownPropensities", (double) ratios.unknown());
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

  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    ratios.write(out);
    leaks.write(out);
    if (balance != null) {
      balance.write(out);
    }
    positivity.write(out);
    positivityBefore.write(out);
    units.write(out);
  }

  /** Reads what {@link #write} wrote, for the same arms and features. */
  public static ValidityMonitor read(StateInput from, double[] armProbability, int numericFeatures)
      throws IOException {
    StateInput in = from.piece("validity", ARRAYS_FORMAT, FORMAT);
    boolean arrays = in.format() == ARRAYS_FORMAT;
    ValidityMonitor monitor = new ValidityMonitor(armProbability, numericFeatures);
    monitor.ratios.read(arrays ? in.numbers() : in);
    monitor.leaks.read(in);
    StateInput balance = arrays ? in.numbers() : in;
    if (monitor.balance != null) {
      monitor.balance.read(balance);
    }
    monitor.positivity.read(arrays ? in.numbers() : in);
    monitor.positivityBefore.read(arrays ? in.numbers() : in);
    monitor.units.read(in);
    return monitor;
  }
}
