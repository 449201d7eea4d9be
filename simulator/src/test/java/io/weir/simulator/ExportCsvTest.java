package io.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ExportCsvTest {

  @TempDir Path directory;

  @Test
  void writesTheSameBytesForTheSameSeed() throws IOException {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    for (Path out : List.of(first, second)) {
      assertThat(export(out, "--seeds", "3", "--obs", "400", "--rct", "300")).isZero();
    }
    for (String file : List.of("obs.csv", "rct.csv", "description.json")) {
      assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
    }
    List<String> rct = Files.readAllLines(first.resolve("rct.csv"));
    List<String> obs = Files.readAllLines(first.resolve("obs.csv"));
    assertThat(rct).hasSize(301);
    assertThat(obs).hasSize(401);
    assertThat(rct.get(0))
        .startsWith("timestamp,source,arm,propensity,age_years,")
        .endsWith(",r_0,r_1,r_2,r_3,r_4,c_0,c_1,c_2,c_3,c_4");
    int columns = rct.get(0).split(",", -1).length;
    for (String row : rct.subList(1, rct.size())) {
      String[] cells = row.split(",", -1);
      assertThat(cells).hasSize(columns);
      assertThat(cells[1]).isEqualTo("RCT");
      assertThat(Double.parseDouble(cells[3])).isEqualTo(0.2);
      assertThat(Double.parseDouble(cells[columns - 5])).isZero();
    }
    assertThat(obs.get(1).split(",", -1)[3]).isEmpty();
  }

  @Test
  void drawsAWorldPerSeedAndDescribesThem() throws IOException {
    assertThat(export(directory, "--seeds", "3,4", "--campaign", "rides", "--obs", "9")).isZero();
    assertThat(directory.resolve("obs-3.csv")).exists();
    assertThat(directory.resolve("rct-4.csv")).exists();
    JsonNode description =
        new ObjectMapper().readTree(directory.resolve("description.json").toFile());
    assertThat(description.at("/files/0").asText()).isEqualTo("obs-{seed}.csv");
    assertThat(description.at("/seeds/1").asLong()).isEqualTo(4);
    assertThat(description.at("/truth/cost/coupon-1").asText()).isEqualTo("c_1");
    assertThat(description.at("/arm/free").asText()).isEqualTo("none");
    assertThat(description.at("/budgets/0").asDouble()).isPositive();
  }

  @Test
  void writesTheCouponMarket() throws IOException {
    assertThat(export(directory, "--campaign", "coupons", "--obs", "5", "--rct", "7")).isZero();
    List<String> rct = Files.readAllLines(directory.resolve("rct.csv"));
    assertThat(rct).hasSize(8);
    assertThat(rct.get(0)).startsWith("timestamp,source,arm,propensity,x1,").contains(",segment,");
    assertThat(rct.get(1).split(",", -1)).hasSize(rct.get(0).split(",").length);
    assertThat(export(directory, "--campaign", "coupons", "--flip-after", "P1D"))
        .isEqualTo(CommandLine.ExitCode.USAGE);
  }

  @Test
  void refusesAnUnknownCampaign() {
    assertThat(export(directory, "--campaign", "boats")).isEqualTo(CommandLine.ExitCode.USAGE);
  }

  private static int export(Path out, String... more) {
    String[] args = new String[more.length + 2];
    args[0] = "--out";
    args[1] = out.toString();
    System.arraycopy(more, 0, args, 2, more.length);
    return new CommandLine(new ExportCsv()).execute(args);
  }
}
