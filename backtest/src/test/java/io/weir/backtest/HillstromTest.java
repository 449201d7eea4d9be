package io.weir.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weir.backtest.data.CsvLogReader;
import io.weir.backtest.data.Experiment;
import io.weir.backtest.description.Description;
import io.weir.backtest.description.LogFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Reads the published data by the committed descriptions; the data itself is not part of the
 * repository.
 */
class HillstromTest {
  private static final Path DESCRIPTIONS = Path.of("..", "examples", "backtest");

  private static Path data() {
    String folder = System.getProperty("weir.data", System.getenv().getOrDefault("WEIR_DATA", ""));
    Path file = Path.of(folder, "hillstrom", "hillstrom.csv.gz");
    assumeTrue(
        !folder.isEmpty() && Files.exists(file),
        "skipped: put hillstrom/hillstrom.csv.gz in a folder and name it by -Dweir.data or WEIR_DATA");
    return file.toAbsolutePath();
  }

  private static Experiment read(String description) {
    return CsvLogReader.read(
        Description.read(DESCRIPTIONS.resolve(description)),
        List.of(new LogFile(data().toString(), null)),
        Path.of(""));
  }

  @ParameterizedTest
  @CsvSource({"0, 21306, 0.65279", "1, 21307, 1.42262", "2, 21387, 1.07720"})
  void findsThePublishedSpendPerArm(int arm, int rows, double spend) {
    Experiment experiment = read("hillstrom.json");

    double sum = 0;
    int count = 0;
    for (int row = 0; row < experiment.rows(); row++) {
      if (experiment.arm()[row] == arm) {
        sum += experiment.revenue()[row];
        count++;
      }
    }
    assertThat(count).isEqualTo(rows);
    assertThat(sum / count).isBetween(spend - 5e-6, spend + 5e-6);
  }

  @Test
  void countsConversionsAgainstVisits() {
    Experiment experiment = read("hillstrom-visits.json");

    assertThat(Arrays.stream(experiment.revenue()).sum()).isEqualTo(578);
    assertThat(Arrays.stream(experiment.cost()).sum()).isEqualTo(9394);
    assertThat(experiment.allRandomized()).isTrue();
  }
}
