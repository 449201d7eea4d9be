package io.weir.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every image, path and command of docker-compose.yml against what the build produces. */
class ComposeTest {
  private static final Set<String> NOT_RESTARTED = Set.of("simulator");

  @TempDir private Path directory;

  private static Map<String, JsonNode> services() {
    return ComposeFile.services(Repository.text("docker-compose.yml"));
  }

  private static List<String> command(JsonNode service) {
    return service.has("command") ? Repository.texts(service.get("command")) : List.of();
  }

  @Test
  void imagesArePinnedToTheVersionsOfTheBuild() {
    for (Map.Entry<String, JsonNode> service : services().entrySet()) {
      String image = service.getValue().get("image").asText();
      assertThat(image).as(service.getKey()).matches("[a-z0-9./-]+:v?\\d+\\.\\d+\\.\\d+\\S*");
    }
    assertThat(services().get("broker").get("image").asText())
        .isEqualTo("apache/kafka:" + Repository.property("kafka.version"));
    assertThat(Repository.text("ops/docker/Dockerfile"))
        .contains("ARG FLINK_VERSION=" + Repository.property("flink.version") + "\n");
  }

  @Test
  void longRunningServicesHaveHealthChecksAndComeBack() {
    services()
        .forEach(
            (name, service) -> {
              String restart = service.path("restart").asText("no");
              if (NOT_RESTARTED.contains(name)) {
                assertThat(restart).isEqualTo("no");
              } else if (restart.equals("unless-stopped")) {
                assertThat(service.has("healthcheck")).as("health check of " + name).isTrue();
              } else {
                assertThat(restart).as(name).isEqualTo("on-failure");
              }
            });
  }

  @Test
  void dependenciesExistAndCanReachTheirConditions() {
    Map<String, JsonNode> services = services();
    services.forEach(
        (name, service) ->
            service
                .path("depends_on")
                .fields()
                .forEachRemaining(
                    dependency -> {
                      JsonNode target = services.get(dependency.getKey());
                      assertThat(target).as(name + " needs " + dependency.getKey()).isNotNull();
                      String condition = dependency.getValue().get("condition").asText();
                      if (condition.equals("service_healthy")) {
                        assertThat(target.has("healthcheck")).as(dependency.getKey()).isTrue();
                      } else {
                        assertThat(condition).isEqualTo("service_completed_successfully");
                        assertThat(target.get("restart").asText()).isEqualTo("on-failure");
                      }
                    }));
  }

  @Test
  void mountedFilesExistAndVolumesAreDeclared() {
    JsonNode file = Repository.yaml("docker-compose.yml");
    Set<String> declared = new HashSet<>();
    file.get("volumes").fieldNames().forEachRemaining(declared::add);
    Set<String> used = new HashSet<>();
    for (JsonNode service : services().values()) {
      for (String volume : Repository.texts(service.path("volumes"))) {
        String source = volume.substring(0, volume.indexOf(':'));
        if (source.startsWith("./")) {
          assertThat(Repository.path(source.substring(2))).exists();
        } else {
          used.add(source);
        }
      }
    }
    assertThat(declared).isEqualTo(used);
  }

  @Test
  void commandsAreOnesTheProgramsAccept() throws Exception {
    Set<String> started = new HashSet<>();
    for (Map.Entry<String, JsonNode> service : services().entrySet()) {
      List<String> command = command(service.getValue());
      if (!command.isEmpty() && command.get(0).equals("java")) {
        started.add(Commands.dryRunJava(command));
      } else if (!command.isEmpty() && command.get(0).equals("/opt/weir/submit.sh")) {
        assertThat(command.get(1)).isEqualTo(service.getKey());
        Commands.dryRun(command.get(2), command.subList(3, command.size()));
        started.add(command.get(2));
      }
    }
    assertThat(started).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void theImagesAreMadeOfWhatTheBuildPutsTogether() {
    String dockerfile = Repository.text("ops/docker/Dockerfile");
    Matcher copies = Pattern.compile("(?m)^COPY (?:--\\S+ )*(\\S+) \\S+$").matcher(dockerfile);
    List<String> sources = new ArrayList<>();
    while (copies.find()) {
      sources.add(copies.group(1));
    }
    assertThat(sources).hasSize(5);
    for (String source : sources) {
      int target = source.indexOf("target/");
      if (target < 0) {
        assertThat(Repository.path(source)).exists();
      } else {
        String pom = Repository.text(source.substring(0, target) + "pom.xml");
        String below = source.substring(target + "target/".length()).replaceFirst("/$", "");
        assertThat(pom).as(source).contains("${project.build.directory}/" + below + "</");
      }
    }
    assertThat(Files.isExecutable(Repository.path("ops/docker/submit.sh"))).isTrue();
  }

  @Test
  void flinksPropertiesAreReadAsAConfiguration() throws Exception {
    String properties =
        services().get("jobmanager").get("environment").get("FLINK_PROPERTIES").asText();
    Files.writeString(directory.resolve("config.yaml"), properties);
    Configuration configuration = GlobalConfiguration.loadConfiguration(directory.toString());
    assertThat(configuration.toMap())
        .containsEntry("high-availability.type", "zookeeper")
        .containsEntry("state.backend.type", "rocksdb")
        .hasSize((int) properties.lines().count());
  }

  @Test
  void whatIsMountedInPrometheusIsWhereItsConfigurationLooks() {
    List<String> volumes = Repository.texts(services().get("prometheus").get("volumes"));
    assertThat(volumes)
        .contains("./ops/prometheus/rules:/etc/prometheus/rules:ro")
        .contains("./ops/prometheus/prometheus.yml:/etc/prometheus/prometheus.yml:ro");
    JsonNode provider =
        Repository.yaml("ops/grafana/provisioning/dashboards/weir.yml").get("providers").get(0);
    String dashboards = provider.get("options").get("path").asText();
    assertThat(Repository.texts(services().get("grafana").get("volumes")))
        .contains("./ops/grafana/dashboards:" + dashboards + ":ro");
    Set<String> names = services().keySet();
    JsonNode scrapes = Repository.yaml("ops/prometheus/prometheus.yml").get("scrape_configs");
    assertThat(
            StreamSupport.stream(scrapes.spliterator(), false)
                .map(scrape -> scrape.findValuesAsText("targets").toString() + scrape))
        .allSatisfy(text -> assertThat(names).anyMatch(text::contains));
  }
}
