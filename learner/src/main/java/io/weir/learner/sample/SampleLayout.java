package io.weir.learner.sample;

import io.weir.contract.Layouts;
import io.weir.core.feature.FeatureLayout;
import io.weir.core.feature.FeatureRow;
import io.weir.core.learner.LayoutChange;
import io.weir.schemas.Arm;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How the samples of one campaign become rows: features by the campaign's {@link FeatureLayout},
 * arms by name.
 */
public final class SampleLayout {
  /**
   * Greatest distance of a numeric feature from its mean that is told apart in training, in scales:
   * one wrong value must not outweigh a mini-batch.
   */
  static final float FEATURE_REACH = 30;

  private final List<String> armIds;
  private final Map<String, Integer> arms = new HashMap<>();
  private final double[] armProbability;
  private final FeatureLayout features;
  private final int width;

  public SampleLayout(Campaign campaign) {
    armIds = armIds(campaign);
    armProbability = new double[armIds.size()];
    for (int arm = 0; arm < armProbability.length; arm++) {
      arms.put(armIds.get(arm), arm);
      armProbability[arm] =
          campaign.getHoldout().getArmProbabilities().getOrDefault(armIds.get(arm), 0.0);
    }
    features = Layouts.of(campaign);
    width = features.inputSize();
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
    if (!armIds.get(0).equals(before.armIds.get(0))) {
      return null;
    }
    return new LayoutChange(
        features.columnsIn(before.features),
        armIds.stream().mapToInt(before.armIds::indexOf).toArray());
  }

  /** Returns whether rows of both have the same columns of features. */
  public boolean sameFeatures(SampleLayout other) {
    return features.equals(other.features);
  }

  /** Returns where the inputs of a row are in one without the columns of missing values. */
  public LayoutChange withoutNullable() {
    int[] all = IntStream.range(0, arms()).toArray();
    return new LayoutChange(features.columnsIn(features.withoutNullable()), all);
  }

  /** Returns the inputs of a row. */
  public int width() {
    return width;
  }

  public int numericFeatures() {
    return features.numericFeatures().size();
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
    return Objects.requireNonNull(arms.get(sample.getArmId()));
  }

  /** Returns the recorded propensity, or the configured one where none was recorded. */
  public double propensity(Sample sample) {
    Double recorded = sample.getPropensity();
    return recorded == null ? armProbability[arm(sample)] : recorded;
  }

  /** Returns why the sample cannot be learned from, or null. */
  public @Nullable SampleProblem problem(Sample sample) {
    FeatureLayout.Violation violation =
        features.check(
            sample.getFeatureSet(), sample.getNumericFeatures(), sample.getCategoricalFeatures());
    if (violation != null) {
      return switch (violation) {
        case WRONG_FEATURE_SET -> SampleProblem.UNKNOWN_FEATURE_SET;
        case WRONG_NUMERIC_COUNT, WRONG_CATEGORICAL_COUNT, MISSING_CATEGORY ->
            SampleProblem.WRONG_FEATURE_COUNT;
        case NOT_FINITE -> SampleProblem.NON_FINITE_FEATURE;
      };
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

  /** Reads the features of a sample in which {@link #problem} found nothing. */
  public void read(Sample sample, FeatureRow row) {
    FeatureLayout.Violation violation =
        features.read(
            sample.getFeatureSet(),
            sample.getNumericFeatures(),
            sample.getCategoricalFeatures(),
            row);
    if (violation != null) {
      throw new IllegalArgumentException("sample " + sample.getImpressionId() + ": " + violation);
    }
  }

  /**
   * Encodes a row to be learned from; numeric features far from their mean are pulled in.
   *
   * @return inputs: centred and scaled numeric features, a one-hot block per categorical one, then
   *     what is missing
   */
  public float[] encode(FeatureRow row, InputScaling scaling) {
    float[] x = new float[width];
    scaling.features().encode(row, x, 0);
    for (int i = 0; i < row.numericCount(); i++) {
      x[i] = Math.max(-FEATURE_REACH, Math.min(FEATURE_REACH, x[i]));
    }
    return x;
  }
}
