package io.weir.backtest.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptionTest {
  private static final String MINIMAL =
      """
      {
        "numericFeatures": ["age"],
        "arm": {"column": "arm", "values": ["none", "mail"], "free": "none"},
        "revenue": {"column": "spend"},
        "cost": {"perArm": {"none": 0, "mail": 0.5}},
        "budgets": [0.1]
      }
      """;

  @Test
  void fillsDefaults() {
    Description description = Description.parse(MINIMAL, "d.json");

    assertThat(description.files()).isEmpty();
    assertThat(description.seeds()).containsExactly(1L);
    assertThat(description.arm().freeIndex()).isZero();
    assertThat(description.splitOrDefault(true)).isEqualTo(new SplitShares(0.05, 0.1, 0.3));
    assertThat(description.splitOrDefault(false)).isEqualTo(new SplitShares(0.3, 0.1, 0.6));
  }

  @Test
  void takesFilesAndCategoriesAsTextOrObject() {
    Description description =
        Description.parse(
            MINIMAL.replaceFirst(
                "\\{",
                """
                {"files": ["a.csv", {"path": "b.csv", "source": "OBS"}],
                 "categoricalFeatures": ["city", {"column": "shop", "maxLevels": 3}],
                """),
            "d.json");

    assertThat(description.files())
        .containsExactly(new LogFile("a.csv", null), new LogFile("b.csv", Source.OBS));
    assertThat(description.categoricalFeatures())
        .containsExactly(new CategoricalFeature("city", 32), new CategoricalFeature("shop", 3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"free\": \"none\"|\"free\": \"nothing\"|'nothing' is not among",
        "\"budgets\": [0.1]|\"budgets\": []|need at least one",
        "\"budgets\": [0.1]|\"budgets\": [-1]|not negative",
        "\"none\": 0, |\"other\": 0, |the arms are",
        "\"column\": \"spend\"|\"column\": \"spend\", \"expression\": \"1\"|exactly one",
        "\"budgets\": [0.1]|\"budgets\": [0.1], \"seed\": [1]|seed",
        "[\"age\"]|[]|no features",
        "[\"none\", \"mail\"]|[\"none\", \"none\"]|distinct",
        "\"budgets\": [0.1]|\"seeds\": [1]|'budgets' is missing",
      })
  void refusesAndSaysWhereAndWhy(String from, String to, String reason) {
    assertThat(MINIMAL).contains(from);

    assertThatThrownBy(() -> Description.parse(MINIMAL.replace(from, to), "d.json"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("d.json, line ")
        .hasMessageContaining(reason);
  }

  @Test
  void namesAMissingFile() {
    assertThatThrownBy(() -> Description.read(Path.of("no-such.json")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no-such.json");
  }
}
