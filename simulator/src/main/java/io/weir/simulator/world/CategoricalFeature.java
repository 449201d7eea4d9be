package io.weir.simulator.world;

import java.util.List;

/**
 * A categorical feature and the values it takes, equally likely.
 *
 * @param name name in the campaign's list
 * @param values distinct values; at least two
 * @param buckets columns of its hashed one-hot block; at least 1
 */
public record CategoricalFeature(String name, List<String> values, int buckets) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there are fewer than two values, or no bucket
   */
  public CategoricalFeature {
    values = List.copyOf(values);
    if (values.size() < 2 || values.stream().distinct().count() != values.size() || buckets < 1) {
      throw new IllegalArgumentException(
          "categorical feature " + name + ": two or more distinct values and a bucket needed");
    }
  }
}
