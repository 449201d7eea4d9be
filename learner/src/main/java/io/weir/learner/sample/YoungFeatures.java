package io.weir.learner.sample;

import io.weir.core.feature.RobustMoments;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numeric features that joined a learner at work: until enough of their values have come to know
 * their scale they are zero for everybody, and have no weight.
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
    RobustMoments[] features = new RobustMoments[scaling.features().numericCount()];
    boolean any = false;
    for (int i = 0; i < features.length; i++) {
      features[i] = new RobustMoments();
      any |= scaling.unknown(i);
    }
    return any ? new YoungFeatures(features) : null;
  }

  /**
   * Takes in a sample's values.
   *
   * @param numeric by position
   * @return whether that is enough
   */
  public boolean add(List<Float> numeric) {
    for (int i = 0; i < features.length; i++) {
      features[i].add(numeric.get(i));
    }
    return features[0].count() >= ENOUGH;
  }

  /** Returns a scaling with what was unknown as it has turned out. */
  public InputScaling fix(InputScaling scaling) {
    float[] mean = new float[features.length];
    float[] scale = new float[features.length];
    for (int i = 0; i < features.length; i++) {
      RobustMoments.Summary summary = features[i].summary();
      mean[i] = (float) summary.mean();
      scale[i] = ScalingEstimator.scale(summary);
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
