package io.weir.backtest.description;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A categorical feature: one input per level, and one for all rarer levels together. In JSON either
 * the bare column name or {@code {"column": ..., "maxLevels": ...}}.
 *
 * @param column column name
 * @param maxLevels number of levels that get an input of their own, the most frequent first; at
 *     least 1
 */
public record CategoricalFeature(String column, int maxLevels) {
  private static final int DEFAULT_MAX_LEVELS = 32;

  /** Rejects settings out of range. */
  public CategoricalFeature {
    Checks.present("categoricalFeatures.column", column);
    if (maxLevels < 1) {
      throw new IllegalArgumentException("maxLevels of '" + column + "' must be positive");
    }
  }

  @JsonCreator
  static CategoricalFeature of(String column) {
    return new CategoricalFeature(column, DEFAULT_MAX_LEVELS);
  }

  @JsonCreator
  static CategoricalFeature of(
      @JsonProperty("column") String column, @JsonProperty("maxLevels") @Nullable Integer levels) {
    return new CategoricalFeature(column, levels == null ? DEFAULT_MAX_LEVELS : levels);
  }
}
