package io.weir.learner.sample;

import io.weir.core.feature.FeatureEncoder;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.schemas.Model;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Feature means and scales, and outcome centres and scales of one learner, fixed at the end of its
 * warm-up.
 *
 * <p>They stay fixed for the learner's life: weights, window and published models all mean the same
 * units, and a model can be scored without knowing when it was trained. A new learner (other
 * features, other arms, another shape) warms up again and fixes its own.
 *
 * @param features mean of each numeric feature, and standard deviation, 1 where it is constant
 * @param revenueScale standard deviation of randomized revenue, objective units; positive
 * @param costScale standard deviation of randomized cost, whole currency units; positive
 * @param revenueCentre mean of randomized revenue, objective units; no part of equality, since
 *     models have it in their output biases
 * @param costCentre mean of randomized cost, whole currency units; likewise
 */
public record InputScaling(
    FeatureEncoder features,
    double revenueScale,
    double costScale,
    double revenueCentre,
    double costCentre) {
  private static final int FORMAT = 1;

  /** A scaling whose outcomes are not centred. */
  public InputScaling(
      float[] numericMean, float[] numericScale, double revenueScale, double costScale) {
    this(new FeatureEncoder(numericMean, numericScale), revenueScale, costScale, 0, 0);
  }

  /** Scale of a numeric feature of which nothing is known yet: whatever its value, it is zero. */
  public static final float UNKNOWN_SCALE = Float.MAX_VALUE;

  /**
   * This scaling for another layout.
   *
   * @param from former place of each numeric feature, -1 where it is new
   */
  public InputScaling rearranged(int[] from) {
    float[] formerMean = features.mean();
    float[] formerScale = features.scale();
    float[] mean = new float[from.length];
    float[] scale = new float[from.length];
    for (int i = 0; i < from.length; i++) {
      mean[i] = from[i] < 0 ? 0 : formerMean[from[i]];
      scale[i] = from[i] < 0 ? UNKNOWN_SCALE : formerScale[from[i]];
    }
    FeatureEncoder encoder = new FeatureEncoder(mean, scale);
    return new InputScaling(encoder, revenueScale, costScale, revenueCentre, costCentre);
  }

  /** Whether a numeric feature is not known yet. */
  public boolean unknown(int feature) {
    return features.scale(feature) == UNKNOWN_SCALE;
  }

  /** Whether any numeric feature is not known yet. */
  public boolean anyUnknown() {
    for (int i = 0; i < features.numericCount(); i++) {
      if (unknown(i)) {
        return true;
      }
    }
    return false;
  }

  /** This scaling with the features that were unknown as they have turned out. */
  public InputScaling with(float[] mean, float[] scale) {
    float[] means = features.mean();
    float[] scales = features.scale();
    for (int i = 0; i < means.length; i++) {
      if (unknown(i)) {
        means[i] = mean[i];
        scales[i] = scale[i];
      }
    }
    FeatureEncoder encoder = new FeatureEncoder(means, scales);
    return new InputScaling(encoder, revenueScale, costScale, revenueCentre, costCentre);
  }

  /** This scaling around other centres. */
  public InputScaling centredAt(double revenue, double cost) {
    return new InputScaling(features, revenueScale, costScale, revenue, cost);
  }

  /** Scales a revenue. */
  public float scaledRevenue(double units) {
    return (float) ((units - revenueCentre) / revenueScale);
  }

  /** Scales a cost in whole currency units. */
  public float scaledCost(double units) {
    return (float) ((units - costCentre) / costScale);
  }

  /** Returns the revenue that was scaled, objective units. */
  public double revenue(float scaled) {
    return scaled * revenueScale + revenueCentre;
  }

  /** Returns the cost that was scaled, whole currency units. */
  public double cost(float scaled) {
    return scaled * costScale + costCentre;
  }

  /** Returns the scaling that a published model expects. */
  public static InputScaling of(Model model) {
    return new InputScaling(
        floats(model.getNumericMean()),
        floats(model.getNumericScale()),
        model.getRevenueScale(),
        model.getCostScale());
  }

  private static float[] floats(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InputScaling that
        && Arrays.equals(features.mean(), that.features.mean())
        && Arrays.equals(features.scale(), that.features.scale())
        && revenueScale == that.revenueScale
        && costScale == that.costScale;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(features.mean()) * 31 + Double.hashCode(revenueScale);
  }

  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeVector(features.mean());
    out.writeVector(features.scale());
    out.writeDouble(revenueScale);
    out.writeDouble(costScale);
    out.writeDouble(revenueCentre);
    out.writeDouble(costCentre);
  }

  /** Reads what {@link #write} wrote; what is older has outcomes that were not centred. */
  public static InputScaling read(StateInput from) throws IOException {
    StateInput in = from.piece("scaling", StateInput.UNTOLD, FORMAT);
    if (in.format() == StateInput.UNTOLD) {
      float[] mean = new float[in.readInt()];
      float[] scale = new float[mean.length];
      for (int i = 0; i < mean.length; i++) {
        mean[i] = in.readFloat();
        scale[i] = in.readFloat();
      }
      return new InputScaling(mean, scale, in.readDouble(), in.readDouble());
    }
    return new InputScaling(
        new FeatureEncoder(in.readFloats(), in.readFloats()),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble());
  }
}
