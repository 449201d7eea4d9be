package io.weir.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Helm's own lint and renderer on the chart, which by default is the plain manifests. */
class HelmChartTest {
  private static final Helm CHART = new Helm(Repository.path("ops/helm/weir"));

  private static Map<String, JsonNode> rendered(Map<String, String> values) {
    TemplateCommand template = CHART.template().withName("weir").withNamespace("weir");
    values.forEach(template::set);
    return byName(Repository.yamlDocuments(template.call()));
  }

  private static Map<String, JsonNode> byName(List<JsonNode> documents) {
    Map<String, JsonNode> named = new TreeMap<>();
    for (JsonNode document : documents) {
      if (document.has("metadata")) {
        String name = document.get("metadata").get("name").asText();
        named.put(document.get("kind").asText() + "/" + name, document);
      }
    }
    return named;
  }

  @Test
  void lintFindsNothing() {
    LintResult result = CHART.lint().strict().quiet().call();
    assertThat(result.isFailed()).as(String.join("\n", result.getMessages())).isFalse();
  }

  @Test
  void byDefaultItIsThePlainManifests() {
    Map<String, JsonNode> plain = byName(Manifests.all());
    plain.keySet().removeIf(name -> name.startsWith("Namespace/"));
    Map<String, JsonNode> chart = rendered(Map.of());
    // Helm alone would delete it.
    JsonNode claim = chart.get("PersistentVolumeClaim/weir-state");
    assertThat(((ObjectNode) claim.get("metadata")).remove("annotations").toString())
        .contains("keep");
    assertThat(chart).isEqualTo(plain);
  }

  @Test
  void valuesReachTheJobs() throws Exception {
    Map<String, JsonNode> chart =
        rendered(
            Map.of(
                "jobs.learning.parallelism",
                "8",
                "jobs.learning.args[0]",
                "--held-max=5",
                "image.tag",
                "0.2.0",
                "kafka.bootstrapServers",
                "broker:9094",
                "kafka.secret",
                "mine",
                "storage.className",
                "shared",
                "topics.create",
                "false"));
    JsonNode learning = chart.get("FlinkDeployment/weir-learning");
    assertThat(learning.at("/spec/image").asText()).isEqualTo("weir-flink:0.2.0");
    assertThat(learning.at("/spec/job/parallelism").asInt()).isEqualTo(8);
    List<String> arguments = Repository.texts(learning.at("/spec/job/args"));
    assertThat(arguments)
        .contains("--parallelism=8", "--held-max=5", "--bootstrap-servers=broker:9094");
    Commands.dryRun(learning.at("/spec/job/entryClass").asText(), arguments);
    assertThat(learning.findValuesAsText("secretName")).containsOnly("mine");
    assertThat(chart.get("PersistentVolumeClaim/weir-state").at("/spec/storageClassName").asText())
        .isEqualTo("shared");
    assertThat(chart).doesNotContainKey("Job/weir-topics");
  }

  @Test
  void aFurtherJobIsAnEntryOfTheValues() throws Exception {
    JsonNode archive =
        rendered(
                Map.of(
                    "jobs.archive.entryClass", "io.weir.jobs.archive.ArchiveJob",
                    "jobs.archive.parallelism", "1",
                    "jobs.archive.checkpointInterval", "10min",
                    "jobs.archive.taskManager.cpu", "1",
                    "jobs.archive.taskManager.memory", "2048m",
                    "jobs.archive.taskManager.slots", "1",
                    "jobs.archive.args[0]", "--to=s3://bucket/weir"))
            .get("FlinkDeployment/weir-archive");
    Commands.dryRun(
        archive.at("/spec/job/entryClass").asText(),
        Repository.texts(archive.at("/spec/job/args")));
  }
}
