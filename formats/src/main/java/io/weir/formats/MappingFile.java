package io.weir.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.weir.contract.Suggestions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Reads mappings from a YAML or JSON file. All that is wrong is told at once. */
final class MappingFile {
  private static final String FEATURES = "features";
  private static final Set<String> SOURCE_KEYS = Set.of("path", "value", "default", "values");

  private final Map<String, Schema> topics;
  private final List<String> problems = new ArrayList<>();

  private MappingFile(Map<String, Schema> topics) {
    this.topics = topics;
  }

  /**
   * Reads a file.
   *
   * @param topics records by the name that the file gives their topic
   * @return mappings by topic; none for a topic that the file does not name
   * @throws IllegalArgumentException naming every problem
   */
  static Map<String, EventMapping> read(Path file, Map<String, Schema> topics) {
    MappingFile reader = new MappingFile(topics);
    Map<String, EventMapping> mappings = new TreeMap<>();
    try {
      JsonNode root = new YAMLMapper().readTree(Files.readAllBytes(file));
      reader.checkNames("", root, topics.keySet());
      for (Map.Entry<String, JsonNode> topic : root.properties()) {
        Schema schema = topics.get(topic.getKey());
        if (schema != null) {
          mappings.put(topic.getKey(), reader.mapping(topic.getKey(), topic.getValue(), schema));
        }
      }
    } catch (JsonProcessingException e) {
      reader.problems.add("is no YAML: " + e.getOriginalMessage().strip().replaceAll("\\s+", " "));
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e, e);
    }
    if (!reader.problems.isEmpty()) {
      throw new IllegalArgumentException(file + ": " + String.join("; ", reader.problems));
    }
    return mappings;
  }

  private EventMapping mapping(String topic, JsonNode node, Schema schema) {
    Set<String> known = new HashSet<>();
    schema.getFields().forEach(field -> known.add(field.name()));
    EventMapping.IN_WHOLE_UNITS.forEach(
        (whole, micros) -> {
          if (known.contains(micros)) {
            known.add(whole);
          }
        });
    checkNames(topic, node, known);
    Map<String, FieldSource> fields = new TreeMap<>();
    Map<String, FieldSource> features = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      boolean byName = field.getKey().equals(FEATURES) && !field.getValue().has("path");
      if (byName && field.getValue().isObject()) {
        for (Map.Entry<String, JsonNode> feature : field.getValue().properties()) {
          put(features, topic + "." + FEATURES + ".", feature);
        }
      } else {
        put(fields, topic + ".", field);
      }
    }
    return new EventMapping(fields, features);
  }

  private void put(
      Map<String, FieldSource> into, String prefix, Map.Entry<String, JsonNode> entry) {
    FieldSource source = source(prefix + entry.getKey(), entry.getValue());
    if (source != null) {
      into.put(entry.getKey(), source);
    }
  }

  private @Nullable FieldSource source(String at, JsonNode node) {
    if (node.isValueNode() && !node.isNull()) {
      String text = node.asText();
      return text.startsWith("$") ? path(at, text, null, Map.of()) : FieldSource.constant(text);
    }
    if (!node.isObject()) {
      problems.add(at + " must be a path, a constant, or an object of " + SOURCE_KEYS);
      return null;
    }
    checkNames(at, node, SOURCE_KEYS);
    if (node.has("value")) {
      return FieldSource.constant(node.get("value").asText());
    }
    if (!node.has("path")) {
      problems.add(at + " has neither path nor value");
      return null;
    }
    Map<String, String> values = new LinkedHashMap<>();
    node.path("values")
        .properties()
        .forEach(value -> values.put(value.getKey(), value.getValue().asText()));
    String otherwise = node.has("default") ? node.get("default").asText() : null;
    return path(at, node.get("path").asText(), otherwise, values);
  }

  private @Nullable FieldSource path(
      String at, String text, @Nullable String otherwise, Map<String, String> values) {
    try {
      return new FieldSource(ValuePath.of(text), otherwise, values);
    } catch (IllegalArgumentException e) {
      problems.add(at + ": " + e.getMessage());
      return null;
    }
  }

  private void checkNames(String at, JsonNode node, Set<String> known) {
    if (!node.isObject()) {
      problems.add((at.isEmpty() ? "it" : at) + " holds no named values");
      return;
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!known.contains(entry.getKey())) {
        problems.add(
            (at.isEmpty() ? "" : at + ".")
                + entry.getKey()
                + " is not known"
                + Suggestions.didYouMean(entry.getKey(), known));
      }
    }
  }
}
