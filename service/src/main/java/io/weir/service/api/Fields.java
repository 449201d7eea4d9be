package io.weir.service.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.service.api.ApiException.Code;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of one object of a request, each asked for by its type; what is wrong is named. */
final class Fields {
  private final ObjectNode node;
  private final String path;

  private Fields(ObjectNode node, String path) {
    this.node = node;
    this.path = path;
  }

  /**
   * Takes an object.
   *
   * @param path where it stands, empty for the whole body
   * @param known names that it may hold; null if any
   */
  static Fields of(JsonNode node, String path, @Nullable Set<String> known) throws ApiException {
    if (!(node instanceof ObjectNode object)) {
      throw new ApiException(
          Code.INVALID_FIELD, path.isEmpty() ? null : path, "must be a JSON object");
    }
    Fields fields = new Fields(object, path);
    if (known != null) {
      for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        if (!known.contains(name)) {
          throw fields.invalid(name, "is not known" + Suggestion.of(name, known));
        }
      }
    }
    return fields;
  }

  ApiException invalid(String name, String problem) {
    return new ApiException(Code.INVALID_FIELD, path(name), problem);
  }

  String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  Collection<Map.Entry<String, JsonNode>> entries() {
    return node.properties();
  }

  @Nullable JsonNode get(String name) {
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value;
  }

  JsonNode required(String name) throws ApiException {
    JsonNode value = get(name);
    if (value == null) {
      throw invalid(name, "is missing");
    }
    return value;
  }

  String text(String name) throws ApiException {
    JsonNode value = required(name);
    if (!value.isTextual()) {
      throw invalid(name, "must be a string");
    }
    return value.textValue();
  }

  @Nullable String optionalText(String name) throws ApiException {
    return get(name) == null ? null : text(name);
  }

  double number(String name, double absent) throws ApiException {
    JsonNode value = get(name);
    if (value == null) {
      return absent;
    }
    if (!value.isNumber()) {
      throw invalid(name, "must be a number");
    }
    return value.doubleValue();
  }

  long wholeNumber(String name, long absent) throws ApiException {
    JsonNode value = get(name);
    if (value == null) {
      return absent;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw invalid(name, "must be a whole number");
    }
    return value.longValue();
  }

  /** Reads a time: ISO 8601 with its offset, or milliseconds since the epoch; null if absent. */
  @Nullable Instant time(String name) throws ApiException {
    JsonNode value = get(name);
    if (value == null) {
      return null;
    }
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return Instant.ofEpochMilli(value.longValue());
    }
    if (value.isTextual()) {
      try {
        return OffsetDateTime.parse(value.textValue()).toInstant();
      } catch (DateTimeException e) {
        throw invalid(
            name, "must be a time such as 2026-05-04T09:30:00Z, is \"" + value.textValue() + "\"");
      }
    }
    throw invalid(name, "must be a time: ISO 8601 text or milliseconds since 1970");
  }
}
