package io.weir.learner.sample;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Estimates an {@link InputScaling} during warm-up: features from all samples, outcomes from
 * randomized ones.
 */
public final class ScalingEstimator {
  /** Fewer randomized samples than this say less about spread than biased ones do. */
  private static final int LEAST_RANDOMIZED = 10;

  /** A spread below this share of the mean is rounding, not variation. */
  private static final double LEAST_RELATIVE_SPREAD = 1e-6;

  private final RunningMoments[] features;
  private RunningMoments revenue = new RunningMoments();
  private RunningMoments cost = new RunningMoments();
  private RunningMoments anyRevenue = new RunningMoments();
  private RunningMoments anyCost = new RunningMoments();

  public ScalingEstimator(int numericFeatures) {
    features = new RunningMoments[numericFeatures];
    for (int i = 0; i < numericFeatures; i++) {
      features[i] = new RunningMoments();
    }
  }

  /**
   * Takes in one sample.
   *
   * @param numeric numeric features by position
   * @param randomized whether chance assigned the arm
   * @param revenueUnits revenue, objective units
   * @param costUnits cost, whole currency units
   */
  public void add(List<Float> numeric, boolean randomized, double revenueUnits, double costUnits) {
    for (int i = 0; i < features.length; i++) {
      features[i].add(numeric.get(i));
    }
    anyRevenue.add(revenueUnits);
    anyCost.add(costUnits);
    if (randomized) {
      revenue.add(revenueUnits);
      cost.add(costUnits);
    }
  }

  public long samples() {
    return anyRevenue.count();
  }

  public long randomized() {
    return revenue.count();
  }

  /**
   * Fixes the scales. An outcome that has not varied keeps its unit: a scale of 1 is harmless, a
   * scale near zero would blow up the first sample that does vary.
   */
  public InputScaling fix() {
    float[] mean = new float[features.length];
    float[] scale = new float[features.length];
    for (int i = 0; i < features.length; i++) {
      mean[i] = (float) features[i].mean();
      scale[i] = (float) spread(features[i]);
    }
    boolean enough = revenue.count() >= LEAST_RANDOMIZED;
    return new InputScaling(
        mean, scale, spread(enough ? revenue : anyRevenue), spread(enough ? cost : anyCost));
  }

  private static double spread(RunningMoments moments) {
    double deviation = moments.standardDeviation();
    boolean constant =
        deviation <= LEAST_RELATIVE_SPREAD * Math.max(Math.abs(moments.mean()), 1e-30);
    return constant ? 1 : deviation;
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(features.length);
    for (RunningMoments feature : features) {
      feature.write(out);
    }
    revenue.write(out);
    cost.write(out);
    anyRevenue.write(out);
    anyCost.write(out);
  }

  public static ScalingEstimator read(DataInput in) throws IOException {
    ScalingEstimator estimator = new ScalingEstimator(in.readInt());
    for (int i = 0; i < estimator.features.length; i++) {
      estimator.features[i] = RunningMoments.read(in);
    }
    estimator.revenue = RunningMoments.read(in);
    estimator.cost = RunningMoments.read(in);
    estimator.anyRevenue = RunningMoments.read(in);
    estimator.anyCost = RunningMoments.read(in);
    return estimator;
  }
}
