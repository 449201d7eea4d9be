package io.weir.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The manifests agree with the programs, and with one another. */
class KubernetesTest {
  @Test
  void everyJobIsDeployedWithArgumentsItAccepts() throws Exception {
    Set<String> deployed = new HashSet<>();
    for (JsonNode deployment : Manifests.ofKind("FlinkDeployment")) {
      JsonNode job = deployment.get("spec").get("job");
      List<String> arguments = Repository.texts(job.get("args"));
      // The file is the pod's; the parser must not look for it here.
      Commands.dryRun(job.get("entryClass").asText(), arguments);
      assertThat(arguments).contains("--parallelism=" + job.get("parallelism").asInt());
      assertThat(job.get("upgradeMode").asText()).isEqualTo("savepoint");
      assertThat(job.get("allowNonRestoredState").asBoolean()).isFalse();
      assertThat(job.get("jarURI").asText()).isEqualTo("local:///opt/flink/usrlib/weir-jobs.jar");
      deployed.add(job.get("entryClass").asText());
    }
    Set<String> submitted =
        ComposeFile.services(Repository.text("docker-compose.yml")).values().stream()
            .filter(service -> service.path("command").path(0).asText().endsWith("/submit.sh"))
            .map(service -> service.get("command").get(2).asText())
            .collect(Collectors.toSet());
    assertThat(deployed).isEqualTo(submitted);
  }

  @Test
  void deploymentsAreHighlyAvailableAndHaveSlotsEnough() {
    for (JsonNode deployment : Manifests.ofKind("FlinkDeployment")) {
      JsonNode configuration = deployment.get("spec").get("flinkConfiguration");
      assertThat(configuration.get("high-availability.type").asText()).isEqualTo("kubernetes");
      assertThat(configuration.get("kubernetes.jobmanager.replicas").asInt()).isGreaterThan(1);
      assertThat(configuration.get("state.backend.type").asText()).isEqualTo("rocksdb");
      for (String key :
          List.of(
              "high-availability.storageDir",
              "execution.checkpointing.dir",
              "execution.checkpointing.savepoint-dir")) {
        assertThat(configuration.get(key).asText()).startsWith("file:///opt/flink/state/");
      }
      assertThat(deployment.at("/spec/podTemplate/spec/containers/0/name").asText())
          .isEqualTo("flink-main-container");
    }
  }

  @Test
  void theTopicsJobRunsACommandThatExists() throws Exception {
    JsonNode container = Manifests.ofKind("Job").get(0).at("/spec/template/spec/containers/0");
    assertThat(Commands.dryRunJava(Repository.texts(container.get("command"))))
        .isEqualTo("io.weir.jobs.topics.CreateTopics");
  }

  @Test
  void everythingReferredToIsDefinedHereOrTheSecret() {
    Set<String> defined =
        Manifests.all().stream()
            .filter(manifest -> manifest.has("metadata"))
            .map(
                manifest ->
                    manifest.get("kind").asText()
                        + "/"
                        + manifest.get("metadata").get("name").asText())
            .collect(Collectors.toSet());
    for (JsonNode manifest : Manifests.all()) {
      for (String claim : manifest.findValuesAsText("claimName")) {
        assertThat(defined).contains("PersistentVolumeClaim/" + claim);
      }
      for (JsonNode map : manifest.findValues("configMap")) {
        assertThat(defined).contains("ConfigMap/" + map.get("name").asText());
      }
      for (String account : manifest.findValuesAsText("serviceAccount")) {
        assertThat(defined).contains("ServiceAccount/" + account);
      }
      for (String secret : manifest.findValuesAsText("secretName")) {
        assertThat(secret).isEqualTo("weir-kafka");
      }
      assertThat(manifest.path("kind").asText())
          .as("no secret is committed")
          .isNotEqualTo("Secret");
    }
  }

  @Test
  void jobsUseTheConfiguredBrokersAndKeepSecretsInTheSecret() {
    JsonNode kafka = Manifests.ofKind("ConfigMap").get(0).get("data");
    for (JsonNode deployment : Manifests.ofKind("FlinkDeployment")) {
      assertThat(Repository.texts(deployment.at("/spec/job/args")))
          .contains("--bootstrap-servers=" + kafka.get("bootstrap-servers").asText());
    }
    assertThat(kafka.get("client.properties").asText().lines())
        .filteredOn(line -> line.contains("password") || line.contains("jaas"))
        .isNotEmpty()
        .allMatch(line -> line.contains("=${file:/etc/weir/secret/"));
  }
}
