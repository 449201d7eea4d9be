package io.weir.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The Kubernetes manifests. */
final class Manifests {
  private Manifests() {}

  static List<JsonNode> all() {
    return Repository.files("ops/kubernetes", ".yaml").stream()
        .flatMap(path -> Repository.yamlDocuments(Repository.text(path)).stream())
        .toList();
  }

  static List<JsonNode> ofKind(String kind) {
    return all().stream().filter(manifest -> manifest.path("kind").asText().equals(kind)).toList();
  }
}
