package io.weir.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoScreenTest {
  private static DemoScreen.View view() {
    DemoScreen.Row row =
        new DemoScreen.Row(
            "groceries",
            "weir",
            3.2858,
            30,
            34,
            72_277,
            3_289,
            78_950,
            "ON_TRACK",
            3.1001,
            79_460,
            0.445,
            0.078);
    return new DemoScreen.View(
        180,
        180,
        5_399,
        270_677,
        252_636,
        1_339,
        17_366,
        390_000,
        "attribution RUNNING",
        null,
        List.of(row));
  }

  private static DemoScreen screen(PrintStream out, boolean interactive) {
    URI address = URI.create("http://127.0.0.1:8081");
    return new DemoScreen(out, interactive, address, address, "127.0.0.1:9092");
  }

  @Test
  void showsEveryCampaignWithinTheWidthOfAUsualTerminal() {
    String text = screen(System.out, true).render(view());
    assertThat(text)
        .contains("groceries", "3.2858", "v30", "91.0%", "ON_TRACK", "0.445", "0.078", "390.0 s");
    assertThat(text.lines()).allMatch(line -> line.length() <= 130);
  }

  @Test
  void aLogGetsOneLineAnUpdate() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    screen(new PrintStream(bytes, true, StandardCharsets.UTF_8), false).draw(view());
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("| groceries v30 price 3.2858 paced 3.1001 spent 91.0% ON_TRACK value 0.445");
  }
}
