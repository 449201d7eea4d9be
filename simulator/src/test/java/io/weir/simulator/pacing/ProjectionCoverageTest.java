package io.weir.simulator.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectionCoverageTest {
  private static final int CAMPAIGNS = 8;

  @Test
  void whatIsPaidLiesInTheIntervalAboutAsOftenAsItSays() {
    List<ProjectionCoverage.Row> rows =
        ProjectionCoverage.run(
            PacingScenario.plain("test", 0.7).withTraffic(0.7, false, true), CAMPAIGNS, 4_000, 3);
    double covered = rows.stream().mapToDouble(ProjectionCoverage.Row::covered).average().orElse(0);
    assertThat(covered).isGreaterThan(0.9);
    // An interval that says nothing would cover everything.
    for (ProjectionCoverage.Row row : rows) {
      if (row.share() > 0.7) {
        assertThat(row.halfWidth()).as("%s at %s", row.pricing(), row.share()).isLessThan(0.12);
      }
    }
  }
}
