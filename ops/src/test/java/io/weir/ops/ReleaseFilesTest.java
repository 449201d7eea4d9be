package io.weir.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What names the version, or all modules, agrees with the build. */
class ReleaseFilesTest {
  /** Modules with code that nobody depends on from outside. */
  private static final Set<String> NOT_PUBLISHED = Set.of("weir-benchmarks", "weir-ops");

  private static String first(String regex, String text) {
    return Pattern.compile(regex)
        .matcher(text)
        .results()
        .findFirst()
        .map(result -> result.group(1))
        .orElseThrow();
  }

  private static String version() {
    return first(
        "<artifactId>weir-parent</artifactId>\\s*<version>([^<]+)<", Repository.text("pom.xml"));
  }

  @Test
  void theBomHasEveryPublishedModule() {
    String bom = Repository.text("bom/pom.xml");
    assertThat(first("<artifactId>weir-bom</artifactId>\\s*<version>([^<]+)<", bom))
        .isEqualTo(version());
    Set<String> listed =
        Pattern.compile("<artifactId>(weir-[a-z-]+)</artifactId><version>")
            .matcher(bom)
            .results()
            .map(result -> result.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> published = new TreeSet<>();
    for (Path module : Repository.modules()) {
      if (Files.isDirectory(module.resolve("src/main/java"))) {
        published.add(
            first(
                "<artifactId>(weir-(?!parent)[a-z-]+)</artifactId>",
                Repository.text(module.resolve("pom.xml"))));
      }
    }
    published.removeAll(NOT_PUBLISHED);
    assertThat(listed).isEqualTo(published);
  }

  @Test
  void theChartAndTheImagesAreOfThisVersion() {
    String release = version().replace("-SNAPSHOT", "");
    assertThat(Repository.yaml("ops/helm/weir/Chart.yaml").get("version").asText())
        .isEqualTo(release);
    assertThat(Repository.yaml("ops/helm/weir/Chart.yaml").get("appVersion").asText())
        .isEqualTo(release);
    assertThat(Repository.yaml("ops/helm/weir/values.yaml").at("/image/tag").asText())
        .isEqualTo(release);
    assertThat(Repository.yaml("ops/kubernetes/kustomization.yaml").at("/images/0/newTag").asText())
        .isEqualTo(release);
  }

  @Test
  void theChangelogTellsOfThisVersion() {
    List<String> versions =
        Pattern.compile("(?m)^## (\\d+\\.\\d+\\.\\d+) - \\d{4}-\\d{2}-\\d{2}$")
            .matcher(Repository.text("CHANGELOG.md"))
            .results()
            .map((MatchResult result) -> result.group(1))
            .toList();
    assertThat(versions).first().isEqualTo(version().replace("-SNAPSHOT", ""));
    assertThat(Repository.text("CHANGELOG.md")).contains("## Unreleased");
  }
}
