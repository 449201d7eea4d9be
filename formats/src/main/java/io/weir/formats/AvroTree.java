package io.weir.formats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Avro values of any schema as trees, on which the same mappings work as on JSON. */
final class AvroTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
  private static final long MICROS_OF_MILLI = 1_000;
  private static final long NANOS_OF_MILLI = 1_000_000;

  private AvroTree() {}

  /** Returns a value as a tree; times become milliseconds since the epoch, decimals numbers. */
  static JsonNode of(Schema schema, @Nullable Object value) {
    if (value == null) {
      return NODES.nullNode();
    }
    return switch (schema.getType()) {
      case RECORD -> record(schema, (IndexedRecord) value);
      case UNION -> of(schema.getTypes().get(GenericData.get().resolveUnion(schema, value)), value);
      case ARRAY -> list(schema.getElementType(), (List<?>) value);
      case MAP -> map(schema.getValueType(), (Map<?, ?>) value);
      case LONG -> NODES.numberNode(millis(schema.getLogicalType(), (Long) value));
      case INT -> NODES.numberNode((Integer) value);
      case FLOAT -> NODES.numberNode((Float) value);
      case DOUBLE -> NODES.numberNode((Double) value);
      case BOOLEAN -> NODES.booleanNode((Boolean) value);
      case BYTES -> bytes(schema.getLogicalType(), remaining((ByteBuffer) value));
      case FIXED -> bytes(schema.getLogicalType(), ((GenericFixed) value).bytes());
      default -> NODES.textNode(value.toString());
    };
  }

  private static ObjectNode record(Schema schema, IndexedRecord record) {
    ObjectNode node = NODES.objectNode();
    for (Schema.Field field : schema.getFields()) {
      node.set(field.name(), of(field.schema(), record.get(field.pos())));
    }
    return node;
  }

  private static ArrayNode list(Schema element, List<?> values) {
    ArrayNode node = NODES.arrayNode(values.size());
    values.forEach(value -> node.add(of(element, value)));
    return node;
  }

  private static ObjectNode map(Schema element, Map<?, ?> values) {
    ObjectNode node = NODES.objectNode();
    values.forEach((name, value) -> node.set(name.toString(), of(element, value)));
    return node;
  }

  private static long millis(@Nullable LogicalType type, long value) {
    if (type instanceof LogicalTypes.TimestampMicros) {
      return Math.floorDiv(value, MICROS_OF_MILLI);
    }
    return type instanceof LogicalTypes.TimestampNanos
        ? Math.floorDiv(value, NANOS_OF_MILLI)
        : value;
  }

  private static JsonNode bytes(@Nullable LogicalType type, byte[] bytes) {
    return type instanceof LogicalTypes.Decimal decimal
        ? NODES.numberNode(new BigDecimal(new BigInteger(bytes), decimal.getScale()))
        : NODES.binaryNode(bytes);
  }

  private static byte[] remaining(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
