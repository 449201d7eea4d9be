package io.weir.backtest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.backtest.description.Description;
import io.weir.backtest.description.InputException;
import io.weir.backtest.description.LogFile;
import io.weir.backtest.description.Source;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvLogReaderTest {
  private static final String DESCRIPTION =
      """
      {
        "numericFeatures": ["age"],
        "categoricalFeatures": ["city"],
        "arm": {"column": "arm", "values": ["none", "mail"], "free": "none"},
        "revenue": {"expression": "10 * conversion + 0.5 * visit"},
        "cost": {"expression": "IF(arm == \\"mail\\", 0.25, 0)"},
        "propensity": "p",
        "timestamp": "time",
        "source": "source",
        "truth": {"revenue": {"mail": "r_mail", "none": "r_none"},
                  "cost": {"none": "c_none", "mail": "c_mail"}},
        "budgets": [0.1]
      }
      """;
  private static final String HEADER =
      "time,source,arm,p,age,city,conversion,visit,r_none,r_mail,c_none,c_mail\r\n";
  private static final String ROWS =
      """
      5,RCT,none,0.5,30,"Berlin, Mitte",0,1,1,2,0,0.25
      6,OBS,mail,,41.5,Rome,1,1,1,3,0,0.25
      """;

  @TempDir private Path directory;

  private Experiment read(String description, String name, String text) throws IOException {
    Path file = directory.resolve(name);
    if (name.endsWith(".gz")) {
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
    } else {
      Files.writeString(file, text);
    }
    return CsvLogReader.read(
        Description.parse(description, "d.json"), List.of(new LogFile(name, null)), directory);
  }

  @ParameterizedTest
  @CsvSource({"log.csv", "log.csv.gz"})
  void readsEveryColumn(String name) throws IOException {
    Experiment experiment = read(DESCRIPTION, name, "\uFEFF" + HEADER + ROWS);

    assertThat(experiment.rows()).isEqualTo(2);
    assertThat(experiment.arm()).containsExactly(0, 1);
    assertThat(experiment.numeric()).containsExactly(30, 41.5);
    assertThat(experiment.levelNames()).containsExactly(List.of("Berlin, Mitte", "Rome"));
    assertThat(experiment.revenue()).containsExactly(0.5, 10.5);
    assertThat(experiment.cost()).containsExactly(0, 0.25);
    assertThat(experiment.propensity()).containsExactly(0.5, Double.NaN);
    assertThat(experiment.timestamp()).containsExactly(5, 6);
    assertThat(experiment.randomized()).containsExactly(true, false);
    assertThat(experiment.trueRevenue()).containsExactly(1, 2, 1, 3);
    assertThat(experiment.trueCost()).containsExactly(0, 0.25, 0, 0.25);
  }

  @Test
  void anEmptyCellOfANullableColumnIsMissing() throws IOException {
    String nullable = DESCRIPTION.replaceFirst("\\{", "{\"nullableFeatures\": [\"age\"],");
    String rows = ROWS.replace("41.5,Rome", ",Rome");
    assertThat(read(nullable, "log.csv", HEADER + rows).numeric()).containsExactly(30, Double.NaN);
    assertThatThrownBy(
            () ->
                Description.parse(
                    nullable.replace(
                        "nullableFeatures\": [\"age\"]", "nullableFeatures\": [\"aeg\"]"),
                    "d.json"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("'aeg', which is no feature");
  }

  @Test
  void takesTheSourceFromTheFile() throws IOException {
    Files.writeString(directory.resolve("a.csv"), HEADER + ROWS.lines().findFirst().orElseThrow());
    Description description =
        Description.parse(DESCRIPTION.replace("\"source\": \"source\",", ""), "d.json");

    Experiment experiment =
        CsvLogReader.read(
            description,
            List.of(new LogFile("a.csv", Source.OBS), new LogFile("a.csv", Source.RCT)),
            directory);

    assertThat(experiment.randomized()).containsExactly(false, true);
    assertThat(experiment.allRandomized()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "41.5,Rome|old,Rome|row 3|age|'old' is not a number",
        "41.5,Rome|,Rome|row 3|age|'' is not a number",
        "41.5,Rome|NaN,Rome|row 3|age|'NaN' is not a number",
        "OBS,mail|OBS,fax|row 3|arm|unknown arm 'fax'; the arms are [none, mail]",
        "OBS,mail|GUESS,mail|row 3|source|neither OBS nor RCT",
        "none,0.5|none,1.5|row 2|p|outside (0, 1]",
        "none,0.5|none,|row 2|p|not a number",
        "6,OBS|noon,OBS|row 3|time|'noon' is not a whole number",
        "1,1,1,3|x,1,1,3|row 3|revenue|the expression",
        "1,3,0,0.25|1,3,0,cheap|row 3|c_mail|'cheap' is not a number",
      })
  void namesFileRowAndColumnOfABadCell(
      String from, String to, String row, String column, String reason) {
    assertThat(ROWS).contains(from);

    assertThatThrownBy(
            () -> read(DESCRIPTION, "log.csv", HEADER + ROWS.replace(from, to == null ? "" : to)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("log.csv, " + row + ", column '" + column + "'")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({"age", "city", "arm", "p", "time", "source", "r_mail", "visit"})
  void namesAMissingColumn(String column) {
    String header = HEADER.replaceFirst("\\b" + column + "\\b", "renamed");

    assertThatThrownBy(() -> read(DESCRIPTION, "log.csv", header + ROWS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("log.csv")
        .hasMessageContaining("'" + column + "'");
  }

  @Test
  void namesARowOfAnotherLength() {
    assertThatThrownBy(() -> read(DESCRIPTION, "log.csv", HEADER + ROWS + "1,RCT\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("log.csv, row 4: 2 cells, the header has 12");
  }

  @Test
  void refusesAMalformedExpression() {
    String broken = DESCRIPTION.replace("10 * conversion", "10 * (conversion");

    assertThatThrownBy(() -> read(broken, "log.csv", HEADER + ROWS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("revenue expression '10 * (conversion");
  }

  @Test
  void refusesNoRowsAndNoFile() {
    assertThatThrownBy(() -> read(DESCRIPTION, "log.csv", HEADER)).hasMessageContaining("no rows");
    assertThatThrownBy(
            () ->
                CsvLogReader.read(
                    Description.parse(DESCRIPTION, "d.json"),
                    List.of(new LogFile("absent.csv", null)),
                    directory))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("absent.csv");
  }
}
