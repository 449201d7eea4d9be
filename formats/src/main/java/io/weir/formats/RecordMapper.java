package io.weir.formats;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.formats.UnmappedEventException.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes records from events by a mapping.
 *
 * @param <R> generated record class
 */
final class RecordMapper<R extends SpecificRecord> {
  private static final String FEATURES = "features";

  // Without these an event can be complete: empty means the campaign's, or "by name".
  private static final Map<String, Object> EMPTY =
      Map.of("featureSet", "", "numericFeatures", List.of(), "categoricalFeatures", List.of());

  private final Class<R> type;
  private final SpecificData data;
  private final Schema schema;
  private final EventMapping mapping;

  RecordMapper(Class<R> type, @Nullable EventMapping mapping) {
    this.type = type;
    this.data = SpecificData.getForClass(type);
    this.schema = data.getSchema(type);
    this.mapping = mapping == null ? EventMapping.byName(schema) : mapping;
  }

  /** Returns the record of an event. */
  R map(JsonNode event) throws UnmappedEventException {
    R record = type.cast(data.newRecord(null, schema));
    for (Schema.Field field : schema.getFields()) {
      record.put(field.pos(), value(field, event));
    }
    return record;
  }

  private @Nullable Object value(Schema.Field field, JsonNode event) throws UnmappedEventException {
    if (field.name().equals(FEATURES) && !mapping.features().isEmpty()) {
      return features(event);
    }
    String name = field.name();
    FieldSource source = mapping.fields().get(name);
    if (source != null) {
      JsonNode found = source.value(event, name);
      if (!found.isMissingNode()) {
        return FieldValues.of(field.schema(), name, source, found);
      }
    }
    for (Map.Entry<String, String> money : EventMapping.IN_WHOLE_UNITS.entrySet()) {
      FieldSource whole = mapping.fields().get(money.getKey());
      if (money.getValue().equals(name) && whole != null) {
        JsonNode units = whole.value(event, money.getKey());
        if (!units.isMissingNode()) {
          return FieldValues.micros(money.getKey(), whole, units);
        }
      }
    }
    if (field.schema().getType() == Schema.Type.UNION) {
      return null;
    }
    if (EMPTY.containsKey(name)) {
      return EMPTY.get(name);
    }
    throw new UnmappedEventException(
        Reason.MISSING_FIELD,
        name + (source == null ? " is not in the mapping" : " is missing: nothing at " + source));
  }

  private Map<String, Object> features(JsonNode event) throws UnmappedEventException {
    Map<String, Object> features = new LinkedHashMap<>();
    for (Map.Entry<String, FieldSource> feature : mapping.features().entrySet()) {
      String name = FEATURES + "." + feature.getKey();
      JsonNode value = feature.getValue().value(event, name);
      if (!value.isMissingNode()) {
        features.put(
            feature.getKey(), FieldValues.feature(name, feature.getValue().toString(), value));
      }
    }
    return features;
  }
}
