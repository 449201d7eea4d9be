package io.weir.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rules and dashboards name only metrics that Flink or the jobs register. */
class MetricNamesTest {
  private static final Pattern USED = Pattern.compile("\\bflink_(?:job|task)manager_[A-Za-z_]+\\b");

  /** A name given to the metric group, or an entry of the table of metrics read off diagnostics. */
  private static final Pattern REGISTERED =
      Pattern.compile(
          "(?:\\.(?:gauge|counter|meter|histogram)|Map\\.entry)\\(\\s*\"([A-Za-z_]+)\""
              + "|\"([a-z]+(?:_[a-z]+)*_total)\"");

  private static final Pattern GROUPED =
      Pattern.compile("addGroup\\(\\s*\"([a-z_]+)\"\\s*,\\s*[^)]+\\)");
  private static final String OPERATOR = "flink_taskmanager_job_task_operator_";

  /** Names of our own metrics, each as it stands in the code and under each group it may be in. */
  private static Set<String> registered() {
    Set<String> names = new HashSet<>();
    Set<String> groups = new HashSet<>(Set.of(""));
    for (Path source : Repository.files("flink-jobs/src/main/java", ".java")) {
      String text = Repository.text(source);
      Matcher name = REGISTERED.matcher(text);
      while (name.find()) {
        names.add(name.group(1) != null ? name.group(1) : name.group(2));
      }
      Matcher group = GROUPED.matcher(text);
      while (group.find()) {
        groups.add(group.group(1) + "_");
      }
    }
    return groups.stream()
        .flatMap(group -> names.stream().map(name -> OPERATOR + group + name))
        .collect(Collectors.toSet());
  }

  private static Set<String> flinksOwn() {
    return Repository.text("ops/src/test/resources/flink-metrics.txt")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .collect(Collectors.toSet());
  }

  private static Set<String> usedIn(String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = USED.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }

  private static void assertKnown(Set<String> used) {
    Set<String> known = registered();
    known.addAll(flinksOwn());
    assertThat(used).isNotEmpty();
    assertThat(known).containsAll(used);
  }

  @Test
  void rulesNameRealMetrics() {
    assertKnown(usedIn(Repository.text("ops/prometheus/rules/weir.yml")));
  }

  @Test
  void dashboardsNameRealMetrics() {
    for (Path dashboard : Repository.files("ops/grafana/dashboards", ".json")) {
      assertKnown(usedIn(Repository.text(dashboard)));
    }
  }

  @Test
  void whatOperatorsAskForFirstIsOnADashboard() {
    Set<String> shown =
        Repository.files("ops/grafana/dashboards", ".json").stream()
            .flatMap(path -> usedIn(Repository.text(path)).stream())
            .filter(name -> name.startsWith(OPERATOR))
            .map(name -> name.substring(OPERATOR.length()).replaceFirst("^(campaign|reason)_", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(shown)
        .contains(
            "dual_price",
            "dual_price_age_ms",
            "model_version",
            "budget_spent",
            "budget_committed",
            "pacing_ratio",
            "holdout_srm_pvalue",
            "holdout_leak_total",
            "policy_value_lower",
            "gate_rejected_total",
            "solve_duration_ms",
            "hypergradient_norm",
            "cg_residual",
            "late_events_total",
            "dead_letters_total",
            "duplicates_total");
  }

  @Test
  void dashboardsHaveTheProvisionedSourceAndUniqueIds() {
    Set<String> uids = new HashSet<>();
    JsonNode source =
        Repository.yaml("ops/grafana/provisioning/datasources/prometheus.yml").get("datasources");
    for (Path path : Repository.files("ops/grafana/dashboards", ".json")) {
      JsonNode dashboard = Repository.json(path);
      assertThat(uids.add(dashboard.get("uid").asText())).isTrue();
      Set<Integer> ids = new HashSet<>();
      for (JsonNode panel : dashboard.get("panels")) {
        assertThat(ids.add(panel.get("id").asInt())).isTrue();
        assertThat(panel.get("datasource").get("uid")).isEqualTo(source.get(0).get("uid"));
        assertThat(panel.get("targets")).isNotEmpty();
      }
    }
    assertThat(uids).hasSize(3);
  }
}
