package io.weir.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The alert rules fire when they should, and each is explained in the runbook. */
class PrometheusTest {
  private static final String DIRECTORY = "ops/prometheus";

  private static Command promtool(String... arguments) throws Exception {
    assumeTrue(
        Command.exists("promtool"),
        "promtool is not installed (Debian: prometheus): the alert rules are not tested");
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    return Command.run(Repository.path(DIRECTORY), command.toArray(String[]::new));
  }

  @Test
  void configurationAndRulesAreValid() throws Exception {
    Command check = promtool("check", "config", "prometheus.yml");
    assertThat(check.exitCode()).as(check.output()).isZero();
  }

  @Test
  void alertsFireAsTheirTestsSay() throws Exception {
    Command test = promtool("test", "rules", "weir_test.yml");
    assertThat(test.exitCode()).as(test.output()).isZero();
  }

  @Test
  void everyAlertIsTestedAndExplained() {
    String tests = Repository.text(DIRECTORY + "/weir_test.yml");
    String runbook = Repository.text("docs/reference/alerts.md");
    int alerts = 0;
    for (JsonNode group : Repository.yaml(DIRECTORY + "/rules/weir.yml").get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        String alert = rule.get("alert").asText();
        alerts++;
        assertThat(tests).as("a test of " + alert).contains("alertname: " + alert);
        assertThat(runbook).as("the meaning of " + alert).contains("## " + alert + "\n");
        assertThat(rule.get("annotations").get("runbook").asText())
            .isEqualTo("docs/reference/alerts.md#" + alert.toLowerCase(Locale.ROOT));
      }
    }
    assertThat(alerts).isPositive();
  }
}
