package io.weir.formats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a field's value comes from.
 *
 * @param path place in the event; null for a constant
 * @param otherwise text that stands where the event has nothing; the constant, without a path
 * @param values what the event's words mean in ours; empty to take them as they are
 */
record FieldSource(@Nullable ValuePath path, @Nullable String otherwise, Map<String, String> values)
    implements Serializable {
  FieldSource {
    values = Map.copyOf(values);
  }

  static FieldSource at(String path) {
    return new FieldSource(ValuePath.of(path), null, Map.of());
  }

  static FieldSource constant(String text) {
    return new FieldSource(null, text, Map.of());
  }

  /**
   * Returns the value in an event, a missing node where there is none.
   *
   * @throws UnmappedEventException if the word that stands there has no meaning
   */
  JsonNode value(JsonNode event, String field) throws UnmappedEventException {
    JsonNode found = path == null ? MissingNode.getInstance() : path.in(event);
    if (found.isMissingNode() || found.isNull()) {
      return otherwise == null ? MissingNode.getInstance() : TextNode.valueOf(otherwise);
    }
    if (values.isEmpty()) {
      return found;
    }
    String meaning = values.get(found.asText());
    if (meaning != null) {
      return TextNode.valueOf(meaning);
    }
    if (otherwise != null) {
      return TextNode.valueOf(otherwise);
    }
    throw new UnmappedEventException(
        UnmappedEventException.Reason.INVALID_FIELD,
        field
            + " ("
            + this
            + ") is \""
            + found.asText()
            + "\", for which the mapping has no value");
  }

  /** Returns the place, for messages. */
  @Override
  public String toString() {
    return path == null ? "the mapping's constant" : path.text();
  }
}
