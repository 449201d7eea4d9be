package io.weir.learner.sample;

import io.weir.core.feature.FeatureEncoder;
import io.weir.core.feature.RobustMoments;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.List;

/**
 * Estimates an {@link InputScaling} during warm-up: features from all samples, outcomes from
 * randomized ones. No single value can set a centre or scale.
 */
public final class ScalingEstimator {
  private static final int FORMAT = 1;

  /** Fewer randomized samples than this say less about spread than biased ones do. */
  private static final int LEAST_RANDOMIZED = 10;

  /** A spread below this share of the mean is rounding, not variation. */
  private static final double LEAST_RELATIVE_SPREAD = 1e-6;

  /** Fewer values of a feature than this, of as many samples, tell no scale. */
  private static final int LEAST_VALUES = 30;

  private final RobustMoments[] features;
  private RobustMoments revenue = new RobustMoments();
  private RobustMoments cost = new RobustMoments();
  private RobustMoments anyRevenue = new RobustMoments();
  private RobustMoments anyCost = new RobustMoments();
  private long samples;
  private long randomized;

  public ScalingEstimator(int numericFeatures) {
    features = new RobustMoments[numericFeatures];
    for (int i = 0; i < numericFeatures; i++) {
      features[i] = new RobustMoments();
    }
  }

  /**
   * Takes in one sample.
   *
   * @param numeric numeric features by position
   * @param byChance whether chance assigned the arm
   * @param revenueUnits revenue, objective units
   * @param costUnits cost, whole currency units
   */
  public void add(List<Float> numeric, boolean byChance, double revenueUnits, double costUnits) {
    for (int i = 0; i < features.length; i++) {
      features[i].add(numeric.get(i));
    }
    samples++;
    anyRevenue.add(revenueUnits);
    anyCost.add(costUnits);
    if (byChance) {
      randomized++;
      revenue.add(revenueUnits);
      cost.add(costUnits);
    }
  }

  public long samples() {
    return samples;
  }

  public long randomized() {
    return randomized;
  }

  /**
   * Fixes centres and scales. An outcome that has not varied keeps its unit: a scale of 1 is
   * harmless, a scale near zero would blow up the first sample that does vary. A feature that was
   * missing too often to tell stays unknown ({@link YoungFeatures}).
   */
  public InputScaling fix() {
    float[] mean = new float[features.length];
    float[] scale = new float[features.length];
    for (int i = 0; i < features.length; i++) {
      RobustMoments.Summary summary = features[i].summary();
      boolean known = features[i].count() >= Math.min(samples, LEAST_VALUES);
      mean[i] = known ? (float) summary.mean() : 0;
      scale[i] = known ? scale(summary) : InputScaling.UNKNOWN_SCALE;
    }
    RobustMoments.Summary revenues = judged(revenue, anyRevenue);
    RobustMoments.Summary costs = judged(cost, anyCost);
    return new InputScaling(
        new FeatureEncoder(mean, scale),
        spread(revenues),
        spread(costs),
        revenues.mean(),
        costs.mean());
  }

  /** Returns a feature's scale: of numbers near a float's limits, none of these. */
  static float scale(RobustMoments.Summary summary) {
    return (float) Math.max(Float.MIN_NORMAL, Math.min(spread(summary), Float.MAX_VALUE / 2));
  }

  /** What chance assigned, unless there is too little of it or it has not varied. */
  private static RobustMoments.Summary judged(RobustMoments byChance, RobustMoments any) {
    RobustMoments.Summary summary = byChance.summary();
    return byChance.count() >= LEAST_RANDOMIZED && !constant(summary) ? summary : any.summary();
  }

  private static boolean constant(RobustMoments.Summary summary) {
    return summary.deviation() <= LEAST_RELATIVE_SPREAD * Math.max(Math.abs(summary.mean()), 1e-30);
  }

  private static double spread(RobustMoments.Summary summary) {
    return constant(summary) ? 1 : summary.deviation();
  }

  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeLong(samples);
    out.writeLong(randomized);
    out.writeInt(features.length);
    for (RobustMoments feature : features) {
      feature.write(out);
    }
    revenue.write(out);
    cost.write(out);
    anyRevenue.write(out);
    anyCost.write(out);
  }

  /** Goes on from what releases wrote that kept no values. */
  public static ScalingEstimator readMoments(StateInput in) throws IOException {
    ScalingEstimator estimator = new ScalingEstimator(in.readInt());
    for (int i = 0; i < estimator.features.length; i++) {
      estimator.features[i] = Known.read(in).values();
    }
    Known revenues = Known.read(in);
    Known costs = Known.read(in);
    Known anyRevenues = Known.read(in);
    Known anyCosts = Known.read(in);
    estimator.randomized = revenues.count;
    estimator.samples = anyRevenues.count;
    estimator.revenue = revenues.values();
    estimator.cost = costs.values();
    estimator.anyRevenue = anyRevenues.values();
    estimator.anyCost = anyCosts.values();
    return estimator;
  }

  /** All that was kept of a series: its count, mean, and squares about the mean. */
  private record Known(long count, double mean, double squares) {
    static Known read(StateInput in) throws IOException {
      return new Known(in.readLong(), in.readDouble(), in.readDouble());
    }

    RobustMoments values() {
      double deviation = count < 2 ? 0 : Math.sqrt(squares / (count - 1));
      return RobustMoments.around(count, mean, deviation);
    }
  }

  public static ScalingEstimator read(StateInput from) throws IOException {
    StateInput in = from.piece("warm-up", StateInput.UNTOLD, FORMAT);
    long samples = in.readLong();
    long randomized = in.readLong();
    ScalingEstimator estimator = new ScalingEstimator(in.readInt());
    estimator.samples = samples;
    estimator.randomized = randomized;
    for (int i = 0; i < estimator.features.length; i++) {
      estimator.features[i] = RobustMoments.read(in);
    }
    estimator.revenue = RobustMoments.read(in);
    estimator.cost = RobustMoments.read(in);
    estimator.anyRevenue = RobustMoments.read(in);
    estimator.anyCost = RobustMoments.read(in);
    return estimator;
  }
}
