package io.weir.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.schemas.PacingState;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server on a real broker: what it tells and what it pushes. */
class ConsoleITCase {
  private static RunningConsole console;

  @BeforeAll
  static void start() throws Exception {
    console = new RunningConsole();
  }

  @AfterAll
  static void stop() throws Exception {
    if (console != null) {
      console.close();
    }
  }

  @Test
  void snapshotTellsWhatTheTopicsHold() throws Exception {
    JsonNode state = console.get("api/snapshot").path("state");
    JsonNode meals = console.campaign("meals");
    assertThat(meals.at("/budget/spentMicros").asLong()).isEqualTo(40_000_000_000L);
    assertThat(meals.at("/price/priceVersion").asLong()).isEqualTo(2);
    assertThat(meals.at("/price/values/oldPolicyValue/lower").asDouble()).isEqualTo(0.59);
    assertThat(meals.at("/price/reason").asText()).isEqualTo("WORSE_THAN_LIVE");
    assertThat(meals.at("/ladder")).hasSize(8);
    assertThat(meals.at("/model/modelVersion").asLong()).isEqualTo(3);
    assertThat(state.at("/health/deadLetters/WRONG_MARKER").asLong()).isEqualTo(1);
    assertThat(console.get("api/campaigns/meals/history").path("prices")).hasSize(2);
  }

  @Test
  void unknownCampaignHasNoHistory() throws Exception {
    assertThat(console.request("api/campaigns/nobody/history").statusCode()).isEqualTo(404);
  }

  @Test
  void exportsHistoriesAsCsv() throws Exception {
    String budget = console.request("api/campaigns/meals/budget.csv").body();
    assertThat(budget.lines().findFirst().orElseThrow()).startsWith("time,period_start,period_end");
    assertThat(budget).contains(",40000.000000,");
    String prices = console.request("api/campaigns/meals/prices.csv").body();
    assertThat(prices.lines()).hasSize(3);
    assertThat(prices.lines().findFirst().orElseThrow()).contains(",oldPolicyValue_lower,");
    assertThat(prices).contains(",WORSE_THAN_LIVE,");
    String end = console.get("api/campaigns/meals/history").at("/prices/1/atMillis").asText();
    String before = java.time.Instant.ofEpochMilli(Long.parseLong(end)).toString();
    assertThat(console.request("api/campaigns/meals/prices.csv?to=" + before).body().lines())
        .hasSize(2);
    assertThat(console.request("api/campaigns/meals/prices.csv?from=yesterday").statusCode())
        .isEqualTo(400);
    assertThat(console.request("api/campaigns/nobody/prices.csv").statusCode()).isEqualTo(404);
  }

  @Test
  void pushesWhatArrives() throws Exception {
    console.broker.send("campaigns", "pushed", Records.campaign("pushed", 1));
    HttpResponse<java.io.InputStream> events =
        RunningConsole.HTTP.send(
            HttpRequest.newBuilder(console.address().resolve("events")).build(),
            BodyHandlers.ofInputStream());
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(events.body(), UTF_8))) {
      assertThat(nextOf(reader, "snapshot").path("operable").asBoolean()).isTrue();
      long sentNanos = System.nanoTime();
      console.broker.send(
          "budget-status",
          "pushed",
          Records.status("pushed", 0.6, 81_000_000_000L, 81_000_000_000L, PacingState.EXHAUSTED));
      JsonNode seen = nextOf(reader, "campaign");
      while (!seen.path("campaignId").asText().equals("pushed") || seen.path("budget").isNull()) {
        seen = nextOf(reader, "campaign");
      }
      long millis = Duration.ofNanos(System.nanoTime() - sentNanos).toMillis();
      System.out.println("record to page: " + millis + " ms");
      assertThat(seen.at("/budget/pacedDualPrice").asText()).isEqualTo("Infinity");
      JsonNode alarms = nextOf(reader, "alarms");
      assertThat(alarms.findValuesAsText("kind")).contains("BUDGET_EXHAUSTED");
    }
  }

  @Test
  void saysWhenARecordCannotBeRead() throws Exception {
    console.broker.sendRaw("budget-status", "meals", new byte[] {1, 2, 3});
    RunningConsole.await(
        () -> console.get("api/snapshot").at("/state/health/unreadableRecords").asLong() > 0);
    assertThat(console.get("api/snapshot").at("/state/alarms").findValuesAsText("kind"))
        .contains("UNREADABLE_RECORD");
  }

  @Test
  void tombstoneTakesACampaignAway() throws Exception {
    console.broker.send("campaigns", "gone", Records.campaign("gone", 1));
    RunningConsole.await(() -> !console.campaign("gone").isMissingNode());
    console.broker.sendRaw("campaigns", "gone", null);
    RunningConsole.await(() -> console.campaign("gone").isMissingNode());
  }

  @Test
  void servesThePageAndItsFilesUnderAStrictPolicy() throws Exception {
    for (String file :
        List.of("", "js/main.js", "css/base.css", "uplot/uPlot.esm.js", "uplot/uPlot.min.css")) {
      HttpResponse<String> response = console.request(file);
      assertThat(response.statusCode()).as(file).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'")
          .contains("script-src 'self'")
          .doesNotContain("unsafe");
    }
    assertThat(console.request("../ConsoleOptions.class").statusCode()).isEqualTo(404);
    assertThat(console.request("%2e%2e/Console.class").statusCode()).isEqualTo(404);
  }

  private static JsonNode nextOf(BufferedReader reader, String event) throws Exception {
    boolean ours = false;
    while (true) {
      String line = reader.readLine();
      assertThat(line).as("the stream goes on").isNotNull();
      if (line.startsWith("event:")) {
        ours = line.substring(6).strip().equals(event);
      } else if (line.startsWith("data:") && ours) {
        return RunningConsole.MAPPER.readTree(line.substring(5));
      }
    }
  }
}
