package io.weir.formats;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * Which field of ours comes from where in the user's own event.
 *
 * @param fields by name of the record's field; a field of money may go by its name in whole units
 * @param features by name of the feature; empty to take the object at the field {@code features}
 */
record EventMapping(Map<String, FieldSource> fields, Map<String, FieldSource> features)
    implements Serializable {
  /** Fields in micros, by their name in whole currency units. */
  static final Map<String, String> IN_WHOLE_UNITS =
      Map.of("cost", "costMicros", "predictedCost", "predictedCostMicros");

  EventMapping {
    fields = new TreeMap<>(fields);
    features = new LinkedHashMap<>(features);
  }

  /** Returns the mapping of events that name their fields as the record does. */
  static EventMapping byName(Schema record) {
    Map<String, FieldSource> fields = new TreeMap<>();
    for (Schema.Field field : record.getFields()) {
      fields.put(field.name(), FieldSource.at("$['" + field.name() + "']"));
    }
    IN_WHOLE_UNITS.forEach(
        (whole, micros) -> {
          if (record.getField(micros) != null) {
            fields.put(whole, FieldSource.at("$['" + whole + "']"));
          }
        });
    return new EventMapping(fields, Map.of());
  }
}
