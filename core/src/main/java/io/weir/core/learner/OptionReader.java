package io.weir.core.learner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Takes options out of a map one by one and collects what is wrong with them. */
final class OptionReader {
  private final List<OptionDefinition> definitions;
  private final Map<String, String> left = new LinkedHashMap<>();
  private final TreeMap<String, String> taken = new TreeMap<>();
  private final List<String> errors = new ArrayList<>();

  /** Looks at the keys of the given map that start with the prefix and are not retired. */
  OptionReader(
      List<OptionDefinition> definitions,
      Set<String> retired,
      String prefix,
      Map<String, String> given) {
    this.definitions = definitions;
    given.forEach(
        (key, value) -> {
          if (key.startsWith(prefix) && !retired.contains(key)) {
            left.put(key, value.trim());
          }
        });
  }

  private String take(String key) {
    String given = left.remove(key);
    String text = given == null ? definition(key).defaultText() : given;
    taken.put(key, text);
    return text;
  }

  private OptionDefinition definition(String key) {
    return definitions.stream().filter(d -> d.key().equals(key)).findFirst().orElseThrow();
  }

  private void refuse(String key, String text) {
    errors.add(key + " = \"" + text + "\" is not allowed; allowed: " + definition(key).range());
  }

  double real(String key, double least, double most) {
    String text = take(key);
    double value = number(text);
    if (value >= least && value <= most) {
      return value;
    }
    refuse(key, text);
    return least;
  }

  double rate(String key) {
    return real(key, Double.MIN_VALUE, 1);
  }

  int integer(String key, int least, int most) {
    String text = take(key);
    double value = text.matches("[+-]?\\d{1,9}") ? number(text) : Double.NaN;
    if (value >= least && value <= most) {
      return (int) value;
    }
    refuse(key, text);
    return least;
  }

  <E extends Enum<E>> E constant(String key, Class<E> type) {
    String text = take(key);
    for (E value : type.getEnumConstants()) {
      if (value.name().equalsIgnoreCase(text)) {
        return value;
      }
    }
    refuse(key, text);
    return type.getEnumConstants()[0];
  }

  /** Whole numbers separated by commas. */
  int[] integers(String key, int most, int greatest) {
    String text = take(key);
    double[] values = numbers(text);
    int[] integers = new int[values.length];
    boolean fine = values.length <= most;
    for (int i = 0; i < values.length; i++) {
      integers[i] = (int) values[i];
      fine &= values[i] == integers[i] && integers[i] >= 1 && integers[i] <= greatest;
    }
    if (!fine) {
      refuse(key, text);
      return new int[] {1};
    }
    return integers;
  }

  private static double[] numbers(String text) {
    String[] parts = text.split(",", -1);
    double[] values = new double[parts.length];
    for (int i = 0; i < parts.length; i++) {
      values[i] = number(parts[i].trim());
    }
    return values;
  }

  /** The number, or NaN, which lies in no range. */
  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /**
   * Ends the reading.
   *
   * @return all options as text, by key
   * @throws IllegalArgumentException if a value was refused or a key is unknown; names them all
   */
  TreeMap<String, String> finish() {
    left.keySet().forEach(key -> errors.add("\"" + key + "\" is no option of the learner"));
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", errors));
    }
    return taken;
  }
}
