package io.weir.learner.options;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/** Options as they are defined, in order, and the ways their values are read. */
final class OptionDefinitions {
  private final List<LearningOption<?>> all = new ArrayList<>();

  /** Returns what was defined so far; a view. */
  List<LearningOption<?>> list() {
    return Collections.unmodifiableList(all);
  }

  <T> LearningOption<T> define(
      String key,
      String defaultText,
      String range,
      String description,
      Function<String, T> reader,
      Predicate<T> allowed) {
    LearningOption<T> option =
        new LearningOption<>(key, defaultText, range, description, reader, allowed);
    all.add(option);
    return option;
  }

  LearningOption<Integer> integer(String key, int value, int least, int most, String description) {
    return define(
        key,
        Integer.toString(value),
        least + " to " + most,
        description,
        Integer::parseInt,
        number -> number >= least && number <= most);
  }

  LearningOption<Long> longInteger(
      String key, long value, long least, long most, String description) {
    return define(
        key,
        Long.toString(value),
        least + " to " + most,
        description,
        Long::parseLong,
        number -> number >= least && number <= most);
  }

  LearningOption<Double> real(
      String key, double value, double least, double most, String description) {
    return define(
        key,
        Double.toString(value),
        least + " to " + most,
        description,
        Double::parseDouble,
        number -> number >= least && number <= most);
  }

  static boolean yesOrNo(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  static List<Double> reals(String text) {
    return Arrays.stream(text.split(",", -1)).map(part -> Double.parseDouble(part.trim())).toList();
  }

  static boolean ascending(List<Double> factors) {
    for (int i = 0; i < factors.size(); i++) {
      double before = i == 0 ? 0 : factors.get(i - 1);
      if (!(factors.get(i) > before) || factors.get(i).isInfinite()) {
        return false;
      }
    }
    return factors.size() <= 32;
  }
}
