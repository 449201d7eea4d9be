package io.weir.core.option;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Options as they are defined, in order, and the ways their values are read. Defaults are given as
 * text, since that is how they are documented and hashed.
 */
public final class OptionDefinitions {
  private final List<Option<?>> all = new ArrayList<>();
  private final SortedSet<String> retired = new TreeSet<>();

  /** Returns what was defined so far; a view. */
  public List<Option<?>> list() {
    return Collections.unmodifiableList(all);
  }

  /** Returns the keys that were options once; a view. */
  public SortedSet<String> retired() {
    return Collections.unmodifiableSortedSet(retired);
  }

  /** Lets keys of earlier releases be taken, without effect. */
  public void retire(String... keys) {
    retired.addAll(List.of(keys));
  }

  /** Defines an option that none of the other ways fits. */
  public <T> Option<T> define(
      String key,
      String defaultText,
      String range,
      String description,
      Function<String, T> reader,
      Predicate<T> allowed) {
    Option<T> option = new Option<>(key, defaultText, range, description, reader, allowed);
    all.add(option);
    return option;
  }

  /** Defines a whole number between two bounds, both allowed. */
  public Option<Integer> integer(String key, int value, int least, int most, String description) {
    return define(
        key,
        Integer.toString(value),
        least + " to " + most,
        description,
        Integer::parseInt,
        number -> number >= least && number <= most);
  }

  /** Defines a whole number of 64 bits between two bounds, both allowed. */
  public Option<Long> longInteger(
      String key, long value, long least, long most, String description) {
    boolean any = least == Long.MIN_VALUE && most == Long.MAX_VALUE;
    return define(
        key,
        Long.toString(value),
        any
            ? "any 64-bit integer"
            : most == Long.MAX_VALUE ? least + " or more" : least + " to " + most,
        description,
        Long::parseLong,
        number -> number >= least && number <= most);
  }

  /** Defines a real number between two bounds, both allowed. */
  public Option<Double> real(
      String key, String value, double least, double most, String description) {
    return define(
        key,
        value,
        plain(least) + " to " + plain(most),
        description,
        Double::parseDouble,
        number -> number >= least && number <= most);
  }

  /** Defines a real number above zero and at most one. */
  public Option<Double> rate(String key, String value, String description) {
    return define(
        key,
        value,
        "above 0 to 1",
        description,
        Double::parseDouble,
        number -> number > 0 && number <= 1);
  }

  /** Defines one of the constants of an enum, in either case. */
  public <E extends Enum<E>> Option<E> constant(String key, E value, String description) {
    Class<E> type = value.getDeclaringClass();
    List<String> names = Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
    String range =
        String.join(", ", names.subList(0, names.size() - 1))
            + " or "
            + names.get(names.size() - 1);
    return define(
        key,
        value.name(),
        range,
        description,
        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)),
        constant -> true);
  }

  /** Defines true or false. */
  public Option<Boolean> yesOrNo(String key, boolean value, String description) {
    return define(
        key,
        Boolean.toString(value),
        "true or false",
        description,
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException(text);
            },
        yes -> true);
  }

  /** Defines a list of numbers, separated by commas. */
  public <T> Option<List<T>> list(
      String key,
      String value,
      String range,
      String description,
      Function<String, T> reader,
      Predicate<List<T>> allowed) {
    return define(
        key,
        value,
        range,
        description,
        text -> Arrays.stream(text.split(",", -1)).map(String::trim).map(reader).toList(),
        allowed);
  }

  private static String plain(double number) {
    return number >= 1e6
        ? new BigDecimal(number)
            .round(java.math.MathContext.DECIMAL32)
            .stripTrailingZeros()
            .toString()
            .replace("E+", "e")
        : new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
  }
}
