package io.weir.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BacktestCommandTest {
  private static final String DESCRIPTION =
      """
      {
        "files": ["obs.csv", "rct.csv"],
        "numericFeatures": ["a", "b"],
        "arm": {"column": "arm", "values": ["none", "gift"], "free": "none"},
        "revenue": {"column": "revenue"},
        "cost": {"column": "cost"},
        "source": "source",
        "truth": {"revenue": {"none": "r0", "gift": "r1"}, "cost": {"none": "c0", "gift": "c1"}},
        "budgets": [0.2, 0.4],
        "split": {"train": 0.5, "validation": 0.1, "test": 0.4},
        "seeds": [1, 2]
      }
      """;

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeInput() throws IOException {
    Files.writeString(directory.resolve("obs.csv"), TinyMarket.csv(false, 2000, 1));
    Files.writeString(directory.resolve("rct.csv"), TinyMarket.csv(true, 4000, 2));
    Files.writeString(directory.resolve("d.json"), DESCRIPTION);
  }

  private int run(String... more) {
    List<String> args = new ArrayList<>(List.of("-d", directory.resolve("d.json").toString()));
    args.addAll(Arrays.asList(more));
    return new CommandLine(new BacktestCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args.toArray(String[]::new));
  }

  private JsonNode json(String methods, String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("--json", "--hidden", "8", "--methods", methods));
    args.addAll(Arrays.asList(more));
    assertThat(run(args.toArray(String[]::new))).as("%s", err).isZero();
    return JsonMapper.builder().build().readTree(out.toString());
  }

  @Test
  void writesAPageForPeople() throws IOException {
    Path page = directory.resolve("report.html");
    json("random,tsm-rct", "--baseline", "random", "--html", page.toString());
    assertThat(page)
        .content()
        .contains("Between tsm-rct and random in the mean over the budgets nothing is resolved")
        .contains("</html>");
    assertThat(run("--methods", "random", "--html", directory.resolve("no/where").toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("cannot be written");
  }

  @Test
  void printsTheWholeResultAsJson() throws IOException {
    JsonNode result = json("random,tsm-rct,fine-tune", "--baseline", "random");

    assertThat(result.at("/testRows").asInt()).isEqualTo(1600);
    assertThat(result.at("/trainingRows").asInt()).isEqualTo(2000);
    assertThat(result.at("/observationalRows").asInt()).isEqualTo(2000);
    assertThat(result.at("/independentSeeds").asBoolean(true)).isFalse();
    assertThat(result.at("/methods")).hasSize(3);
    JsonNode twoStage = result.at("/methods/1");
    assertThat(twoStage.at("/method").asText()).isEqualTo("tsm-rct");
    assertThat(twoStage.at("/scores")).hasSize(2);
    assertThat(twoStage.at("/eom")).hasSize(2);
    assertThat(twoStage.at("/eom/0/lower").asDouble())
        .isLessThan(twoStage.at("/eom/0/estimate").asDouble());
    assertThat(twoStage.at("/aucc").asDouble()).isGreaterThan(0.6);
    JsonNode chance = result.at("/methods/0");
    assertThat(chance.at("/aucc").asDouble()).isBetween(0.35, 0.65);
    assertThat(chance.at("/normalizedValue/0").asDouble()).isBetween(-0.15, 0.15);
    assertThat(twoStage.at("/normalizedValue/0").asDouble()).isBetween(0.6, 1.0);
    assertThat(result.at("/baseline").asText()).isEqualTo("random");
    assertThat(result.at("/differences")).isNotEmpty();
    assertThat(result.at("/differences/0/standardError").asDouble()).isPositive();
    assertThat(err.toString()).contains("seed 2 (2 of 2): tsm-rct");
  }

  @Test
  void learnsFromFewerRowsAndTestsOnTheSame() throws IOException {
    JsonNode all = json("tsm-rct");
    out.getBuffer().setLength(0);
    JsonNode few = json("tsm-rct", "--rct", "300", "--obs", "900");

    assertThat(few.at("/trainingRows").asInt()).isEqualTo(300);
    assertThat(few.at("/observationalRows").asInt()).isEqualTo(900);
    assertThat(few.at("/testRows").asInt()).isEqualTo(all.at("/testRows").asInt());
    // The noise alone is 0.25 over the variance of revenue, about 0.7; the cost has none.
    double error = all.at("/methods/0/validationError").asDouble();
    assertThat(error).isBetween(0.25, 0.8);
    assertThat(few.at("/methods/0/validationError").asDouble()).isGreaterThan(error);
    assertThat(run("--rct", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--rct needs a positive number of rows");
  }

  @Test
  void givesTheSameScoresAgain() throws IOException {
    JsonNode first = withoutTimes(json("random,tsm-both"));
    out.getBuffer().setLength(0);
    JsonNode second = withoutTimes(json("random,tsm-both"));

    assertThat(second).isEqualTo(first);
  }

  private static JsonNode withoutTimes(JsonNode result) {
    for (JsonNode method : result.at("/methods")) {
      ((ObjectNode) method).remove("seconds");
      method.at("/scores").forEach(score -> ((ObjectNode) score).remove("seconds"));
    }
    return result;
  }

  @Test
  void makesObservationalRowsWhereAllAreRandomized() throws IOException {
    Files.writeString(
        directory.resolve("d.json"),
        DESCRIPTION
            .replace("\"obs.csv\", ", "")
            .replace(
                "\"split\": {\"train\": 0.5, \"validation\": 0.1, \"test\": 0.4}",
                "\"obsFromRct\": {\"policyTraining\": 0.1, \"policyRows\": 0.4}"));

    JsonNode result = json("tsm-obs", "--seeds", "5");

    assertThat(result.at("/observationalRows").asInt()).isBetween(600, 1000);
    assertThat(result.at("/trainingRows").asInt()).isEqualTo(200);
    assertThat(result.at("/testRows").asInt()).isEqualTo(1200);
    assertThat(result.at("/seeds/0").asInt()).isEqualTo(5);
  }

  @Test
  void readsFilesOfTheirOwnPerSeed() throws IOException {
    for (int seed = 1; seed <= 2; seed++) {
      Path world = Files.createDirectory(directory.resolve("w" + seed));
      Files.writeString(world.resolve("obs.csv"), TinyMarket.csv(false, 500, seed));
      Files.writeString(world.resolve("rct.csv"), TinyMarket.csv(true, 1000 * seed, 7 + seed));
    }
    Files.writeString(
        directory.resolve("d.json"),
        DESCRIPTION.replace("obs.csv", "w{seed}/obs.csv").replace("rct.csv", "w{seed}/rct.csv"));

    JsonNode result = json("random,tsm-obs", "--baseline", "random");

    assertThat(result.at("/independentSeeds").asBoolean()).isTrue();
    assertThat(result.at("/testRows").asInt()).isEqualTo(600);
  }

  @Test
  void printsTables() {
    assertThat(run("--hidden", "8", "--methods", "random,fine-tune", "--quiet")).isZero();

    assertThat(out.toString())
        .contains("EOM@0.2")
        .contains("AUCC")
        .contains("value@0.4")
        .contains("validation error")
        .contains("Difference to fine-tune");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void refusesBadInputWithTheReasonOnly() throws IOException {
    Files.writeString(
        directory.resolve("rct.csv"),
        TinyMarket.csv(true, 10, 3).replaceFirst("RCT,(none|gift)", "RCT,fax"));

    assertThat(run("--methods", "random")).isEqualTo(2);

    assertThat(err.toString()).contains("rct.csv, row 2, column 'arm': unknown arm 'fax'");
    assertThat(err.toString()).doesNotContain("Exception");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void refusesUnknownMethodsAndBaselines() {
    assertThat(run("--methods", "magic")).isEqualTo(2);
    assertThat(err.toString()).contains("unknown method 'magic'").contains("tsm-rct");
    assertThat(run("--methods", "random", "--baseline", "tsm-rct")).isEqualTo(2);
    assertThat(err.toString()).contains("the baseline 'tsm-rct' is not among");
  }
}
