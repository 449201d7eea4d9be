package io.weir.kafka;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads durations as people write them: {@code 500ms}, {@code 90s}, {@code 5m} or {@code 5min},
 * {@code 2h}, {@code 7d}, or in ISO 8601 ({@code PT2M}).
 */
public final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*(ms|s|min|m|h|d)");

  @Override
  public Duration convert(String text) {
    String trimmed = text.strip();
    try {
      if (trimmed.startsWith("P") || trimmed.startsWith("-P")) {
        return Duration.parse(trimmed);
      }
    } catch (DateTimeParseException e) {
      throw unreadable(text);
    }
    Matcher matcher = FORM.matcher(trimmed.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw unreadable(text);
    }
    try {
      Duration duration = Duration.of(Long.parseLong(matcher.group(1)), unit(matcher.group(2)));
      // What milliseconds cannot hold nobody downstream can use.
      return Duration.ofMillis(duration.toMillis());
    } catch (ArithmeticException e) {
      throw unreadable(text);
    }
  }

  private static ChronoUnit unit(String name) {
    return switch (name) {
      case "ms" -> ChronoUnit.MILLIS;
      case "s" -> ChronoUnit.SECONDS;
      case "h" -> ChronoUnit.HOURS;
      case "d" -> ChronoUnit.DAYS;
      default -> ChronoUnit.MINUTES;
    };
  }

  /** Returns a duration as {@link #convert} reads it, in the largest unit that divides it. */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0 || millis % 1_000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1_000;
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static TypeConversionException unreadable(String text) {
    return new TypeConversionException(
        "'" + text + "' is no duration such as 500ms, 90s, 5m, 2h, 7d or PT2M");
  }
}
