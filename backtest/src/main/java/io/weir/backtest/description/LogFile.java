package io.weir.backtest.description;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A file of logged rows. In JSON either the bare path or {@code {"path": ..., "source": "OBS" or
 * "RCT"}}.
 *
 * @param path relative to the description; {@code {seed}} in it is replaced by the seed, so that
 *     each seed reads its own files. A name that ends in {@code .gz} is decompressed.
 * @param source source of all its rows; null when a column tells, or when there is randomized data
 *     only
 */
public record LogFile(String path, @Nullable Source source) {

  /** The place in a path where the seed goes. */
  public static final String SEED = "{seed}";

  /** Rejects a missing path. */
  public LogFile {
    Checks.present("files.path", path);
  }

  @JsonCreator
  static LogFile of(String path) {
    return new LogFile(path, null);
  }

  @JsonCreator
  static LogFile of(
      @JsonProperty("path") String path, @JsonProperty("source") @Nullable Source source) {
    return new LogFile(path, source);
  }
}
