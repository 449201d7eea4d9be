package io.weir.formats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Published records as JSON, for readers that know no Avro: fields by their names, times in ISO
 * 8601 (UTC), enums by name, absent values as null. JSON has no infinity: it is the text {@code
 * "Infinity"}, as {@code "-Infinity"} and {@code "NaN"} are.
 */
public final class RecordJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private RecordJson() {}

  /**
   * Writes a record.
   *
   * @param without names of fields that are left out, at any depth
   * @return UTF-8
   */
  public static byte[] encode(IndexedRecord record, Set<String> without) {
    return record(record, without).toString().getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode record(IndexedRecord record, Set<String> without) {
    ObjectNode node = NODES.objectNode();
    for (Schema.Field field : record.getSchema().getFields()) {
      if (!without.contains(field.name())) {
        node.set(field.name(), value(record.get(field.pos()), without));
      }
    }
    return node;
  }

  private static JsonNode value(@Nullable Object value, Set<String> without) {
    if (value == null) {
      return NODES.nullNode();
    }
    if (value instanceof IndexedRecord record) {
      return record(record, without);
    }
    if (value instanceof List<?> list) {
      ArrayNode node = NODES.arrayNode(list.size());
      list.forEach(one -> node.add(value(one, without)));
      return node;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode node = NODES.objectNode();
      map.forEach((name, one) -> node.set(name.toString(), value(one, without)));
      return node;
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return NODES.binaryNode(bytes);
    }
    if (value instanceof Boolean bool) {
      return NODES.booleanNode(bool);
    }
    if (value instanceof Instant || value instanceof CharSequence || value instanceof Enum<?>) {
      return NODES.textNode(value.toString());
    }
    throw new IllegalArgumentException("no JSON for a " + value.getClass().getName());
  }

  private static JsonNode number(Number number) {
    if (number instanceof Long || number instanceof Integer) {
      return NODES.numberNode(number.longValue());
    }
    double value = number.doubleValue();
    if (!Double.isFinite(value)) {
      return NODES.textNode(Double.toString(value));
    }
    return number instanceof Float
        ? NODES.numberNode(number.floatValue())
        : NODES.numberNode(value);
  }
}
