package io.weir.learner.sample;

import io.weir.core.hash.Murmur3;
import io.weir.schemas.Arm;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the samples of one campaign become rows: features by position, arms by name. */
public final class SampleLayout {
  private final Campaign campaign;
  private final Map<String, Integer> arms = new HashMap<>();
  private final double[] armProbability;
  private final int numeric;
  private final int[] buckets;
  private final int width;

  public SampleLayout(Campaign campaign) {
    this.campaign = campaign;
    List<String> ids = armIds(campaign);
    armProbability = new double[ids.size()];
    for (int arm = 0; arm < ids.size(); arm++) {
      arms.put(ids.get(arm), arm);
      armProbability[arm] =
          campaign.getHoldout().getArmProbabilities().getOrDefault(ids.get(arm), 0.0);
    }
    numeric = campaign.getNumericFeatures().size();
    buckets =
        campaign.getCategoricalFeatures().stream()
            .mapToInt(CategoricalFeature::getBuckets)
            .toArray();
    int columns = numeric;
    for (int count : buckets) {
      columns += count;
    }
    width = columns;
  }

  /** Returns the arms of a campaign by name, in their order. */
  public static List<String> armIds(Campaign campaign) {
    return campaign.getArms().stream().map(Arm::getArmId).toList();
  }

  /** Returns the inputs of a row. */
  public int width() {
    return width;
  }

  public int numericFeatures() {
    return numeric;
  }

  public int arms() {
    return armProbability.length;
  }

  /** Returns the probability of each arm in the holdout; not a copy. */
  public double[] armProbability() {
    return armProbability;
  }

  /** Returns the arm's index; call only after {@link #problem} found nothing. */
  public int arm(Sample sample) {
    return java.util.Objects.requireNonNull(arms.get(sample.getArmId()));
  }

  /** Returns the recorded propensity, or the configured one where none was recorded. */
  public double propensity(Sample sample) {
    Double recorded = sample.getPropensity();
    return recorded == null ? armProbability[arm(sample)] : recorded;
  }

  /** Returns why the sample cannot be learned from, or null. */
  public @Nullable SampleProblem problem(Sample sample) {
    if (!sample.getFeatureSet().equals(campaign.getFeatureSet())) {
      return SampleProblem.UNKNOWN_FEATURE_SET;
    }
    if (sample.getNumericFeatures().size() != numeric
        || sample.getCategoricalFeatures().size() != buckets.length) {
      return SampleProblem.WRONG_FEATURE_COUNT;
    }
    for (float value : sample.getNumericFeatures()) {
      if (!Float.isFinite(value)) {
        return SampleProblem.NON_FINITE_FEATURE;
      }
    }
    if (!arms.containsKey(sample.getArmId())) {
      return SampleProblem.UNKNOWN_ARM;
    }
    if (!Double.isFinite(sample.getRevenue())) {
      return SampleProblem.NON_FINITE_REVENUE;
    }
    if (sample.getCostMicros() < 0) {
      return SampleProblem.NEGATIVE_COST;
    }
    if (sample.getAssignment() == Assignment.RANDOMIZED) {
      double propensity = propensity(sample);
      // Rows hold it in single precision, where less would be nothing.
      if (!(propensity >= Float.MIN_NORMAL && propensity <= 1)) {
        return SampleProblem.INVALID_PROPENSITY;
      }
    }
    return null;
  }

  /**
   * Encodes a sample's features.
   *
   * @param mean mean of each numeric feature
   * @param scale scale of each
   * @return inputs: centred and scaled numeric features, then a one-hot block per categorical one
   */
  public float[] encode(Sample sample, float[] mean, float[] scale) {
    float[] x = new float[width];
    for (int i = 0; i < numeric; i++) {
      x[i] = (float) (((double) sample.getNumericFeatures().get(i) - mean[i]) / scale[i]);
    }
    int block = numeric;
    for (int i = 0; i < buckets.length; i++) {
      int hash = Murmur3.hash32(sample.getCategoricalFeatures().get(i));
      x[block + Math.floorMod(hash, buckets[i])] = 1;
      block += buckets[i];
    }
    return x;
  }
}
