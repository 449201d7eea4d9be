package io.weir.formats;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.formats.UnmappedEventException.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Makes values of a record's fields from those of events; what is wrong is told with the field. */
final class FieldValues {
  private static final int MICROS_DIGITS = 6;

  private FieldValues() {}

  /** Returns the value of a field. */
  static Object of(Schema schema, String field, FieldSource source, JsonNode value)
      throws UnmappedEventException {
    String place = source.toString();
    return switch (schema.getType()) {
      case UNION -> of(present(schema), field, source, value);
      case STRING -> text(field, place, value);
      case LONG ->
          schema.getLogicalType() == null
              ? wholeNumber(field, place, value)
              : time(field, place, value);
      case DOUBLE -> number(field, place, value).doubleValue();
      case FLOAT -> number(field, place, value).floatValue();
      case ENUM -> symbol(schema, field, place, value);
      case ARRAY -> list(schema.getElementType(), field, source, value);
      case MAP -> featureMap(field, place, value);
      case RECORD -> record(schema, field, source, value);
      default -> throw new IllegalStateException(field + " has a type that no event has");
    };
  }

  /** Returns an amount of whole currency units in micros, rounded half up. */
  static long micros(String field, FieldSource source, JsonNode value)
      throws UnmappedEventException {
    try {
      return number(field, source.toString(), value)
          .setScale(MICROS_DIGITS, RoundingMode.HALF_UP)
          .unscaledValue()
          .longValueExact();
    } catch (ArithmeticException e) {
      throw invalid(field, source.toString(), value, "must be an amount in whole currency units");
    }
  }

  /** Returns a feature's value as records carry it by name. */
  static @Nullable Object feature(String field, String place, JsonNode value)
      throws UnmappedEventException {
    if (value.isNull()) {
      return null;
    }
    if (value.isNumber()) {
      return value.doubleValue();
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isTextual()) {
      return value.textValue();
    }
    throw invalid(field, place, value, "must be a number, a text or a truth value");
  }

  private static Map<String, Object> featureMap(String field, String place, JsonNode value)
      throws UnmappedEventException {
    if (!value.isObject()) {
      throw invalid(field, place, value, "must be an object of features by name");
    }
    Map<String, Object> features = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> feature : value.properties()) {
      String name = field + "." + feature.getKey();
      features.put(
          feature.getKey(), feature(name, place + "." + feature.getKey(), feature.getValue()));
    }
    return features;
  }

  /** A record within an event has the field names of ours. */
  private static SpecificRecord record(
      Schema schema, String field, FieldSource source, JsonNode value)
      throws UnmappedEventException {
    if (!value.isObject()) {
      throw invalid(field, source.toString(), value, "must be an object");
    }
    SpecificRecord record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
    for (Schema.Field inner : schema.getFields()) {
      String name = field + "." + inner.name();
      JsonNode found = value.path(inner.name());
      if (!found.isMissingNode() && !found.isNull()) {
        record.put(inner.pos(), of(inner.schema(), name, source, found));
      } else if (inner.schema().getType() != Schema.Type.UNION) {
        throw new UnmappedEventException(
            Reason.MISSING_FIELD, name + " is missing: nothing in " + source);
      }
    }
    return record;
  }

  private static List<Object> list(Schema element, String field, FieldSource source, JsonNode value)
      throws UnmappedEventException {
    if (!value.isArray()) {
      throw invalid(field, source.toString(), value, "must be a list");
    }
    List<Object> values = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      values.add(of(element, field + "[" + i + "]", source, value.get(i)));
    }
    return values;
  }

  /** Ids are often numbers: a whole one is taken as its digits. */
  private static String text(String field, String place, JsonNode value)
      throws UnmappedEventException {
    if (value.isTextual() || value.isIntegralNumber()) {
      return value.asText();
    }
    throw invalid(field, place, value, "must be a text");
  }

  private static BigDecimal number(String field, String place, JsonNode value)
      throws UnmappedEventException {
    try {
      if (value.isNumber() && Double.isFinite(value.doubleValue())) {
        return value.decimalValue();
      }
      if (value.isTextual()) {
        return new BigDecimal(value.textValue().strip());
      }
    } catch (NumberFormatException e) {
      throw invalid(field, place, value, "must be a number");
    }
    throw invalid(field, place, value, "must be a number");
  }

  private static long wholeNumber(String field, String place, JsonNode value)
      throws UnmappedEventException {
    try {
      return number(field, place, value).longValueExact();
    } catch (ArithmeticException e) {
      throw invalid(field, place, value, "must be a whole number");
    }
  }

  private static Instant time(String field, String place, JsonNode value)
      throws UnmappedEventException {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return Instant.ofEpochMilli(value.longValue());
    }
    if (value.isTextual()) {
      try {
        return OffsetDateTime.parse(value.textValue().strip()).toInstant();
      } catch (DateTimeException e) {
        throw invalid(
            field, place, value, "must be a time with its offset, such as 2026-05-04T09:30:00Z");
      }
    }
    throw invalid(field, place, value, "must be a time: ISO 8601 or milliseconds since 1970");
  }

  private static GenericEnumSymbol<?> symbol(
      Schema schema, String field, String place, JsonNode value) throws UnmappedEventException {
    String symbol = value.asText().strip().toUpperCase(Locale.ROOT);
    if (!value.isTextual() || !schema.hasEnumSymbol(symbol)) {
      throw invalid(field, place, value, "must be one of " + schema.getEnumSymbols());
    }
    return (GenericEnumSymbol<?>) SpecificData.get().createEnum(symbol, schema);
  }

  private static Schema present(Schema union) {
    return union.getTypes().stream()
        .filter(type -> type.getType() != Schema.Type.NULL)
        .findFirst()
        .orElseThrow();
  }

  private static UnmappedEventException invalid(
      String field, String place, JsonNode value, String wanted) {
    String text = value.toString();
    String shown = text.length() > 100 ? text.substring(0, 100) + "..." : text;
    return new UnmappedEventException(
        Reason.INVALID_FIELD, field + " (" + place + ") " + wanted + ", is " + shown);
  }
}
