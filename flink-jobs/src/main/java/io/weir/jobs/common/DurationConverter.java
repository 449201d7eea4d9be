package io.weir.jobs.common;

import java.time.Duration;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.ITypeConverter;

/** Reads durations as {@code 500ms}, {@code 30s}, {@code 5min}, {@code 7d} or in ISO 8601. */
public final class DurationConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String value) {
    return value.startsWith("P") ? Duration.parse(value) : TimeUtils.parseDuration(value);
  }
}
