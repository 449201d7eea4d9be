package io.weir.formats;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a value stands in an event: {@code $.user.id}, {@code $.items[0].sku}, {@code $['a name']}.
 * The part of <a href="https://www.rfc-editor.org/rfc/rfc9535">RFC 9535</a> that names one value.
 *
 * @param text as written
 * @param steps names (String) and positions (Integer) from the root on
 */
record ValuePath(String text, List<Serializable> steps) implements Serializable {
  private static final Pattern STEP =
      Pattern.compile("\\.([\\p{L}_][\\p{L}\\p{N}_-]*)|\\[(\\d{1,6})]|\\['([^']+)']");

  /**
   * Reads a path.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ValuePath of(String text) {
    List<Serializable> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(text);
    int at = 1;
    while (at < text.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new IllegalArgumentException(
            "\"" + text + "\" is no path such as $.user.id, $.items[0] or $['a name']");
      }
      String index = matcher.group(2);
      String name = matcher.group(1) == null ? matcher.group(3) : matcher.group(1);
      steps.add(index == null ? name : (Serializable) Integer.valueOf(index));
      at = matcher.end();
    }
    return new ValuePath(text, List.copyOf(steps));
  }

  /** Returns the value, a missing node where there is none. */
  JsonNode in(JsonNode event) {
    JsonNode node = event;
    for (Serializable step : steps) {
      node = step instanceof Integer index ? node.path(index) : node.path((String) step);
    }
    return node;
  }
}
