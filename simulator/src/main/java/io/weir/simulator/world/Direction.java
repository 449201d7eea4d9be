package io.weir.simulator.world;

import java.util.SplittableRandom;

/**
 * A random direction in feature space: linear in the numeric scores and the categorical values,
 * with one interaction, scaled to unit variance over the population (up to the small correlation
 * between the interaction and the rest, which is zero in expectation).
 */
final class Direction {

  private static final double NUMERIC_WEIGHT = 0.65;
  private static final double CATEGORICAL_WEIGHT = 0.60;
  private static final double INTERACTION_WEIGHT = 0.45;

  /** One over the standard deviation of a * tanh(b), a and b standard normal. */
  private static final double INTERACTION_SCALE = 1.593;

  private final double[] numeric;
  private final double[][] categorical;
  private final int left;
  private final int right;
  private final double interaction;

  private Direction(
      double[] numeric, double[][] categorical, int left, int right, double interaction) {
    this.numeric = numeric;
    this.categorical = categorical;
    this.left = left;
    this.right = right;
    this.interaction = interaction;
  }

  /** Draws a direction; the weights' squares sum to about one. */
  static Direction draw(SplittableRandom random, CampaignSpec spec) {
    int d = spec.numeric().size();
    double[] numeric = new double[d];
    double norm = 0;
    for (int k = 0; k < d; k++) {
      numeric[k] = random.nextGaussian();
      norm += numeric[k] * numeric[k];
    }
    for (int k = 0; k < d; k++) {
      numeric[k] *= NUMERIC_WEIGHT / Math.sqrt(norm);
    }
    int q = spec.categorical().size();
    double[][] categorical = new double[q][];
    for (int k = 0; k < q; k++) {
      categorical[k] = standardized(random, spec.categorical().get(k).values().size());
      for (int v = 0; v < categorical[k].length; v++) {
        categorical[k][v] *= CATEGORICAL_WEIGHT / Math.sqrt(q);
      }
    }
    int left = random.nextInt(d);
    int right = (left + 1 + random.nextInt(d - 1)) % d;
    double interaction = random.nextBoolean() ? INTERACTION_WEIGHT : -INTERACTION_WEIGHT;
    return new Direction(numeric, categorical, left, right, interaction);
  }

  /** One value per category, with mean zero and variance one over equally likely categories. */
  private static double[] standardized(SplittableRandom random, int size) {
    double[] values = new double[size];
    double mean = 0;
    for (int v = 0; v < size; v++) {
      values[v] = random.nextGaussian();
      mean += values[v] / size;
    }
    double variance = 0;
    for (int v = 0; v < size; v++) {
      values[v] -= mean;
      variance += values[v] * values[v] / size;
    }
    for (int v = 0; v < size; v++) {
      values[v] /= Math.sqrt(variance);
    }
    return values;
  }

  /**
   * Mixes two directions; the interaction is the second's.
   *
   * @param share weight of the first, [0, 1]; the second's keeps the sum of squares at one
   */
  static Direction mix(double share, Direction first, Direction second) {
    double rest = Math.sqrt(1 - share * share);
    double[] numeric = new double[first.numeric.length];
    for (int k = 0; k < numeric.length; k++) {
      numeric[k] = share * first.numeric[k] + rest * second.numeric[k];
    }
    double[][] categorical = new double[first.categorical.length][];
    for (int k = 0; k < categorical.length; k++) {
      categorical[k] = new double[first.categorical[k].length];
      for (int v = 0; v < categorical[k].length; v++) {
        categorical[k][v] = share * first.categorical[k][v] + rest * second.categorical[k][v];
      }
    }
    return new Direction(numeric, categorical, second.left, second.right, second.interaction);
  }

  /** Value for a person, about mean zero and variance one over the population. */
  double at(Person person) {
    double[] scores = person.scores();
    double sum = interaction * scores[left] * Math.tanh(scores[right]) * INTERACTION_SCALE;
    for (int k = 0; k < numeric.length; k++) {
      sum += numeric[k] * scores[k];
    }
    int[] codes = person.codes();
    for (int k = 0; k < categorical.length; k++) {
      sum += categorical[k][codes[k]];
    }
    return sum;
  }
}
