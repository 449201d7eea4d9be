package io.weir.simulator.world;

/**
 * A numeric feature as a service would log it: a monotone image of a standard normal score.
 *
 * @param name name in the campaign's list
 * @param location value at score 0
 * @param scale spread per unit of score; positive
 * @param skewed true: location * exp(scale * score), always positive; false: location + scale *
 *     score
 */
public record NumericFeature(String name, double location, double scale, boolean skewed) {

  /**
   * Value to log for a score.
   *
   * @param score standard normal score
   * @return logged value, finite
   */
  public float valueOf(double score) {
    return (float) (skewed ? location * Math.exp(scale * score) : location + scale * score);
  }
}
