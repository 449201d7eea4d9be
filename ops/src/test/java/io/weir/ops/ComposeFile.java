package io.weir.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A compose file with its anchors and merges resolved, as the engine would read it. */
final class ComposeFile {
  private ComposeFile() {}

  static JsonNode resolved(String text) {
    // Jackson keeps "<<" as a field of its own; SnakeYAML merges.
    Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    return new ObjectMapper().valueToTree(tree);
  }

  static Map<String, JsonNode> services(String text) {
    Map<String, JsonNode> services = new LinkedHashMap<>();
    resolved(text)
        .get("services")
        .fields()
        .forEachRemaining(service -> services.put(service.getKey(), service.getValue()));
    return services;
  }
}
