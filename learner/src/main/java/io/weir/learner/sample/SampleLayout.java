package io.weir.learner.sample;

import io.weir.core.hash.Murmur3;
import io.weir.core.learner.LayoutChange;
import io.weir.schemas.Arm;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Sample;
import java.util.Arrays;
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

  /**
   * Returns where inputs and arms were in an earlier layout; null where nothing can be carried
   * over, since the free arm is another one.
   */
  public @Nullable LayoutChange since(SampleLayout before) {
    List<String> ids = armIds(campaign);
    List<String> formerIds = armIds(before.campaign);
    if (!ids.get(0).equals(formerIds.get(0))) {
      return null;
    }
    int[] inputs = new int[width];
    Arrays.fill(inputs, -1);
    for (int i = 0; i < numeric; i++) {
      inputs[i] =
          before.campaign.getNumericFeatures().indexOf(campaign.getNumericFeatures().get(i));
    }
    int block = numeric;
    for (CategoricalFeature feature : campaign.getCategoricalFeatures()) {
      int former = before.blockOf(feature);
      for (int k = 0; former >= 0 && k < feature.getBuckets(); k++) {
        inputs[block + k] = former + k;
      }
      block += feature.getBuckets();
    }
    return new LayoutChange(inputs, ids.stream().mapToInt(formerIds::indexOf).toArray());
  }

  /** First input of a feature with as many buckets; -1 if there is none. */
  private int blockOf(CategoricalFeature feature) {
    int block = numeric;
    for (CategoricalFeature own : campaign.getCategoricalFeatures()) {
      if (own.equals(feature)) {
        return block;
      }
      block += own.getBuckets();
    }
    return -1;
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
   * Greatest distance of a numeric feature from its mean that is told apart, in scales: one wrong
   * value must not outweigh a mini-batch.
   */
  static final double FEATURE_REACH = 30;

  /** Returns the greatest distance of a numeric feature from its mean, in scales. */
  public double farthest(Sample sample, float[] mean, float[] scale) {
    double farthest = 0;
    for (int i = 0; i < numeric; i++) {
      double distance = Math.abs((double) sample.getNumericFeatures().get(i) - mean[i]) / scale[i];
      farthest = Math.max(farthest, distance);
    }
    return farthest;
  }

  /**
   * Encodes a sample's features; those far from their mean are pulled in.
   *
   * @param mean mean of each numeric feature
   * @param scale scale of each
   * @return inputs: centred and scaled numeric features, then a one-hot block per categorical one
   */
  public float[] encode(Sample sample, float[] mean, float[] scale) {
    float[] x = new float[width];
    for (int i = 0; i < numeric; i++) {
      double scaled = ((double) sample.getNumericFeatures().get(i) - mean[i]) / scale[i];
      x[i] = (float) Math.max(-FEATURE_REACH, Math.min(FEATURE_REACH, scaled));
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
