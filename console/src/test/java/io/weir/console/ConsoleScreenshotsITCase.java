package io.weir.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Takes the pictures of the README from a console that runs, as beside a demo. */
@EnabledIfSystemProperty(
    named = "weir.screenshots.address",
    matches = "http.*",
    disabledReason = "no console was named to take pictures of")
class ConsoleScreenshotsITCase {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long LARGEST_BYTES = 200_000;

  private record Picture(String name, String route, String scheme, int width, int height) {}

  @Test
  void takesThem() throws Exception {
    String address = System.getProperty("weir.screenshots.address");
    String campaign = System.getProperty("weir.screenshots.campaign", "meals");
    Path directory = Path.of(System.getProperty("weir.screenshots.directory", "../docs/images"));
    Files.createDirectories(directory);
    List<Picture> pictures =
        List.of(
            new Picture("console-overview-light", "", "light", 1280, 660),
            new Picture("console-overview-dark", "", "dark", 1280, 660),
            new Picture("console-campaign-light", "campaign/" + campaign, "light", 1280, 1240),
            new Picture("console-campaign-dark", "campaign/" + campaign, "dark", 1280, 1240),
            new Picture("console-alarms-light", "alarms", "light", 1280, 480),
            new Picture("console-streams-dark", "streams", "dark", 1280, 760),
            new Picture("console-phone-light", "", "light", 390, 844),
            new Picture("console-phone-dark", "campaign/" + campaign, "dark", 390, 844));
    try (Browser browser = Browser.start()) {
      for (Picture picture : pictures) {
        browser.prefer(picture.scheme(), true);
        browser.size(picture.width(), picture.height());
        browser.open("about:blank");
        browser.open(address + "#/" + picture.route());
        browser.awaitText("#live", "Live", LIMIT);
        if (picture.route().startsWith("campaign")) {
          browser.find(".uplot canvas");
        }
        Thread.sleep(2_500);
        byte[] png = browser.screenshot();
        assertThat(png.length).as(picture.name()).isLessThan((int) LARGEST_BYTES);
        Files.write(directory.resolve(picture.name() + ".png"), png);
      }
      assertThat(browser.complaints()).isEmpty();
    }
  }
}
