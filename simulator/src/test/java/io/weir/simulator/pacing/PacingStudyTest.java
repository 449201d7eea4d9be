package io.weir.simulator.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.pacing.PacingMethod;
import io.weir.simulator.pacing.PacingStudy.Row;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacingStudyTest {
  private static final int IMPRESSIONS = 4_000;

  private static Map<String, Row> run(PacingScenario scenario) {
    List<Row> rows = PacingStudy.run(scenario, IMPRESSIONS, 11);
    return rows.stream().collect(Collectors.toMap(Row::method, Function.identity()));
  }

  @ParameterizedTest
  @CsvSource({"1.3, false, 1", "0.7, false, 1", "1.3, true, 1", "1.3, false, 0.5"})
  void spendsTheBudgetAtTheValueOfTheBestFixedPrice(double error, boolean bursty, double kept) {
    PacingScenario scenario =
        PacingScenario.plain("test", error).withTraffic(0.7, bursty, true).withCut(kept);
    Row shipped = run(scenario).get(PacingMethod.COMBINED.name());
    assertThat(shipped.meanSpent()).isBetween(0.98, 1.01);
    assertThat(shipped.meanValue()).isGreaterThan(0.97);
  }

  @ParameterizedTest
  @CsvSource({"1.3, 1.0", "0.7, 0.75"})
  void theFixedPriceDoesNot(double error, double mostSpentOfTheBudget) {
    Row fixed = run(PacingScenario.plain("test", error)).get("FIXED");
    assertThat(fixed.meanValue()).isLessThan(0.95);
    assertThat(fixed.meanSpent()).isLessThan(mostSpentOfTheBudget + 0.02);
  }
}
