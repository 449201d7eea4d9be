package io.weir.core.option;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** Values of all options that were defined, read from text. Immutable. */
public final class OptionValues {
  private final Map<String, Object> values = new HashMap<>();
  private final TreeMap<String, String> texts = new TreeMap<>();

  /**
   * Reads options; what is absent has its default.
   *
   * @param options that there are
   * @param retired keys that are taken and do nothing
   * @param given texts by key
   * @throws IllegalArgumentException if a key is unknown, or a value is unreadable or out of range;
   *     the message names every offender with its key, value and range
   */
  public OptionValues(List<Option<?>> options, Set<String> retired, Map<String, String> given) {
    TreeMap<String, String> left = new TreeMap<>(given);
    left.keySet().removeAll(retired);
    List<String> errors = new ArrayList<>();
    for (Option<?> option : options) {
      String text = left.remove(option.key());
      String used = text == null ? option.defaultText() : text.trim();
      try {
        values.put(option.key(), option.parse(used));
        texts.put(option.key(), used);
      } catch (IllegalArgumentException e) {
        errors.add(String.valueOf(e.getMessage()));
      }
    }
    left.keySet().forEach(key -> errors.add("\"" + key + "\" is no option"));
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", errors));
    }
  }

  /** Returns the value of an option. */
  @SuppressWarnings("unchecked") // put there by the same option's parse
  public <T> T get(Option<T> option) {
    return (T) Objects.requireNonNull(values.get(option.key()), option.key());
  }

  /** Returns all options as text by key, defaults included; a view. */
  public SortedMap<String, String> asMap() {
    return Collections.unmodifiableSortedMap(texts);
  }

  /**
   * Returns a hash of all values, eight hexadecimal digits, equal where all are written equally.
   */
  public String hash() {
    CRC32 crc = new CRC32();
    crc.update(texts.toString().getBytes(StandardCharsets.UTF_8));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }
}
