package io.weir.learner.sample;

import io.weir.core.feature.RobustMoments;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numeric features that joined a learner at work, or were missing all through its warm-up: until
 * enough of their values have come to know their scale they are zero for everybody, and have no
 * weight. Missing values do not count.
 */
public final class YoungFeatures {
  private static final int FORMAT = 1;
  private static final int ENOUGH = 200;

  private final RobustMoments[] features;

  private YoungFeatures(RobustMoments[] features) {
    this.features = features;
  }

  /** Returns the features whose scale is unknown; null if there are none. */
  public static @Nullable YoungFeatures of(InputScaling scaling) {
    if (!scaling.anyUnknown()) {
      return null;
    }
    RobustMoments[] features = new RobustMoments[scaling.features().numericCount()];
    for (int i = 0; i < features.length; i++) {
      features[i] = new RobustMoments();
    }
    return new YoungFeatures(features);
  }

  /**
   * Takes in a sample's values.
   *
   * @param numeric by position
   * @param scaling in force
   * @return a scaling that knows the features of which that was enough; the same one for none
   */
  public InputScaling add(List<Float> numeric, InputScaling scaling) {
    boolean any = false;
    for (int i = 0; i < features.length; i++) {
      features[i].add(numeric.get(i));
      any |= scaling.unknown(i) && features[i].count() >= ENOUGH;
    }
    return any ? fix(scaling) : scaling;
  }

  private InputScaling fix(InputScaling scaling) {
    float[] mean = new float[features.length];
    float[] scale = new float[features.length];
    for (int i = 0; i < features.length; i++) {
      boolean enough = features[i].count() >= ENOUGH;
      RobustMoments.Summary summary = features[i].summary();
      mean[i] = enough ? (float) summary.mean() : 0;
      scale[i] = enough ? ScalingEstimator.scale(summary) : InputScaling.UNKNOWN_SCALE;
    }
    return scaling.with(mean, scale);
  }

  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeInt(features.length);
    for (RobustMoments feature : features) {
      feature.write(out);
    }
  }

  public static YoungFeatures read(StateInput from) throws IOException {
    StateInput in = from.piece("young features", StateInput.UNTOLD, FORMAT);
    RobustMoments[] features = new RobustMoments[in.readInt()];
    for (int i = 0; i < features.length; i++) {
      features[i] = RobustMoments.read(in);
    }
    return new YoungFeatures(features);
  }
}
