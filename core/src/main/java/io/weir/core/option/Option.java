package io.weir.core.option;

import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One typed option: a key, a default, how to read it and what is allowed. {@link OptionDefinitions}
 * makes them.
 *
 * @param <T> type of the value
 */
public final class Option<T> {
  private final String key;
  private final String defaultText;
  private final String range;
  private final String description;
  private final Function<String, T> reader;
  private final Predicate<T> allowed;

  Option(
      String key,
      String defaultText,
      String range,
      String description,
      Function<String, T> reader,
      Predicate<T> allowed) {
    this.key = key;
    this.defaultText = defaultText;
    this.range = range;
    this.description = description;
    this.reader = reader;
    this.allowed = allowed;
  }

  /** Returns the key, as it stands in a map of options. */
  public String key() {
    return key;
  }

  /** Returns the default as text. */
  public String defaultText() {
    return defaultText;
  }

  /** Returns the allowed values, for people. */
  public String range() {
    return range;
  }

  /** Returns what the option does, with its unit. */
  public String description() {
    return description;
  }

  /**
   * Reads and checks a value.
   *
   * @param text value as written by an operator
   * @throws IllegalArgumentException if the text is unreadable or out of range; the message names
   *     the key, the value and the range
   */
  public T parse(String text) {
    T value;
    try {
      value = reader.apply(text.trim());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          key + " = \"" + text + "\" cannot be read; allowed: " + range, e);
    }
    if (!allowed.test(value)) {
      throw new IllegalArgumentException(
          key + " = \"" + text + "\" is out of range; allowed: " + range);
    }
    return value;
  }

  @Override
  public String toString() {
    return key;
  }
}
