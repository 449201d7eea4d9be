package io.weir.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.PacingState;
import io.weir.schemas.wire.RecordCodec;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server on a real broker: what it tells, what it pushes, and whom it obeys. */
class ConsoleITCase {
  private static final String TOKEN = "a-token-for-these-tests";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static TestBroker broker;
  private static Console console;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    broker = new TestBroker();
    broker.send("campaigns", "meals", Records.campaign("meals", 1));
    broker.send("models", "meals", Records.model("meals", 3));
    broker.send("dual-prices", "meals", Records.price("meals", 1, "ACCEPTED"));
    broker.send("dual-prices", "meals", Records.price("meals", 2, "WORSE_THAN_LIVE"));
    broker.send(
        "budget-status",
        "meals",
        Records.status("meals", 0.5, 40_000_000_000L, 79_000_000_000L, PacingState.ON_TRACK));
    broker.send("dead-letters", "k", Records.letter(7, "WRONG_MARKER", "<b>no</b> marker"));
    broker.send("dead-letters", "k", Records.letter(7, "WRONG_MARKER", "<b>no</b> marker"));
    console =
        Console.start(
            ConsoleOptions.readOnly(broker.bootstrapServers())
                .withPort(0)
                .withOperatorToken(TOKEN));
    assertThat(console.awaitCaughtUp(Duration.ofSeconds(30))).isTrue();
  }

  @AfterAll
  static void stop() throws Exception {
    if (console != null) {
      console.close();
    }
    broker.close();
  }

  @Test
  void snapshotTellsWhatTheTopicsHold() throws Exception {
    JsonNode state = get("api/snapshot").path("state");
    JsonNode meals = campaign(state, "meals");
    assertThat(meals.at("/budget/spentMicros").asLong()).isEqualTo(40_000_000_000L);
    assertThat(meals.at("/price/priceVersion").asLong()).isEqualTo(2);
    assertThat(meals.at("/price/values/oldPolicyValue/lower").asDouble()).isEqualTo(0.59);
    assertThat(meals.at("/price/reason").asText()).isEqualTo("WORSE_THAN_LIVE");
    assertThat(meals.at("/ladder")).hasSize(8);
    assertThat(meals.at("/model/modelVersion").asLong()).isEqualTo(3);
    assertThat(state.at("/health/deadLetters/WRONG_MARKER").asLong()).isEqualTo(1);
    assertThat(get("api/campaigns/meals/history").path("prices")).hasSize(2);
  }

  @Test
  void unknownCampaignHasNoHistory() throws Exception {
    assertThat(request("api/campaigns/nobody/history").statusCode()).isEqualTo(404);
  }

  @Test
  void pushesWhatArrives() throws Exception {
    broker.send("campaigns", "pushed", Records.campaign("pushed", 1));
    HttpResponse<java.io.InputStream> events =
        HTTP.send(
            HttpRequest.newBuilder(console.address().resolve("events")).build(),
            BodyHandlers.ofInputStream());
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(events.body(), UTF_8))) {
      assertThat(nextOf(reader, "snapshot").path("operable").asBoolean()).isTrue();
      long sentNanos = System.nanoTime();
      broker.send(
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
    broker.sendRaw("budget-status", "meals", new byte[] {1, 2, 3});
    await(() -> get("api/snapshot").at("/state/health/unreadableRecords").asLong() > 0);
    assertThat(get("api/snapshot").at("/state/alarms").findValuesAsText("kind"))
        .contains("UNREADABLE_RECORD");
  }

  @Test
  void tombstoneTakesACampaignAway() throws Exception {
    broker.send("campaigns", "gone", Records.campaign("gone", 1));
    await(() -> !campaign(get("api/snapshot").path("state"), "gone").isMissingNode());
    broker.sendRaw("campaigns", "gone", null);
    await(() -> campaign(get("api/snapshot").path("state"), "gone").isMissingNode());
  }

  @Test
  void servesThePageAndItsFilesUnderAStrictPolicy() throws Exception {
    for (String file :
        List.of("", "js/main.js", "css/base.css", "uplot/uPlot.esm.js", "uplot/uPlot.min.css")) {
      HttpResponse<String> response = request(file);
      assertThat(response.statusCode()).as(file).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'")
          .contains("script-src 'self'")
          .doesNotContain("unsafe");
    }
    assertThat(request("../ConsoleOptions.class").statusCode()).isEqualTo(404);
    assertThat(request("%2e%2e/Console.class").statusCode()).isEqualTo(404);
  }

  @Test
  void commandsAreRefusedWithoutTheToken() throws Exception {
    broker.send("campaigns", "guarded", Records.campaign("guarded", 1));
    String pause = command("pause", 1, "");
    assertThat(post("guarded", pause, null).statusCode()).isEqualTo(401);
    assertThat(post("guarded", pause, "Bearer wrong-token-entirely").statusCode()).isEqualTo(401);
    assertThat(post("guarded", pause, TOKEN).statusCode()).isEqualTo(401);
    assertThat(broker.read("campaigns", "guarded")).hasSize(1);
  }

  @Test
  void commandsAreRefusedFromOtherSites() throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            post("meals", command("pause", 1, ""))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Origin", "https://elsewhere.example")
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(403);
  }

  @Test
  void anAcceptedCommandIsANewVersionWithWhoWhenAndWhy() throws Exception {
    broker.send("campaigns", "edited", Records.campaign("edited", 4));
    HttpResponse<String> accepted =
        post("edited", command("budget", 4, "\"amountMicros\": 40000000000,"), "Bearer " + TOKEN);
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(200);
    assertThat(MAPPER.readTree(accepted.body()).path("version").asLong()).isEqualTo(5);

    List<ConsumerRecord<byte[], byte[]>> records = broker.read("campaigns", "edited");
    assertThat(records).hasSize(2);
    Campaign written = new RecordCodec<>(Campaign.class).decode(records.get(1).value());
    assertThat(written.getBudget().getAmountMicros()).isEqualTo(40_000_000_000L);
    assertThat(written.getVersion()).isEqualTo(5);
    assertThat(header(records.get(1), "weir-changed-by")).isEqualTo("Ada <owner>");
    assertThat(header(records.get(1), "weir-change-reason")).isEqualTo("because of \"reasons\"");
    assertThat(header(records.get(1), "weir-change")).isEqualTo("budget");
    assertThat(java.time.Instant.parse(header(records.get(1), "weir-changed-at")))
        .isAfter(java.time.Instant.now().minusSeconds(60));

    // Everything else is as it was.
    assertThat(
            Campaign.newBuilder(written)
                .setVersion(4)
                .setBudget(Records.campaign("edited", 4).getBudget())
                .build())
        .isEqualTo(Records.campaign("edited", 4));
    await(
        () ->
            campaign(get("api/snapshot").path("state"), "edited")
                .at("/lastChange/by")
                .asText()
                .equals("Ada <owner>"));

    // The operator who still looks at version 4 must look again.
    HttpResponse<String> late = post("edited", command("pause", 4, ""), "Bearer " + TOKEN);
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("VERSION_MOVED");
    assertThat(broker.read("campaigns", "edited")).hasSize(2);
  }

  @Test
  void pauseResumePinUnpinAndSettle() throws Exception {
    broker.send("campaigns", "held", Records.campaign("held", 1));
    assertThat(post("held", command("resume", 1, ""), "Bearer " + TOKEN).statusCode())
        .isEqualTo(422);
    ok("held", command("pause", 1, ""));
    assertThat(last("held").getStatus()).isEqualTo(CampaignStatus.PAUSED);
    ok("held", command("resume", 2, ""));
    assertThat(last("held").getStatus()).isEqualTo(CampaignStatus.ACTIVE);
    ok("held", command("pin", 3, "\"modelVersion\": 2,"));
    assertThat(last("held").getLearning()).containsEntry("pin.model-version", "2");
    ok("held", command("unpin", 4, ""));
    assertThat(last("held").getLearning()).doesNotContainKey("pin.model-version");
    ok("held", command("settle", 5, ""));
    ok("held", command("settle", 6, ""));
    assertThat(last("held").getLearning()).containsEntry("alarms.epoch", "2");
  }

  @Test
  void wrongCommandsAreRefused() throws Exception {
    String bearer = "Bearer " + TOKEN;
    assertThat(post("nobody", command("pause", 1, ""), bearer).statusCode()).isEqualTo(404);
    for (String body :
        List.of(
            "no json",
            "[]",
            command("explode", 1, ""),
            command("budget", 1, ""),
            command("budget", 1, "\"amountMicros\": -1,"),
            command("budget", 1, "\"amountMicros\": 1.5,"),
            command("pin", 1, "\"modelVersion\": 0,"),
            command("pause", 1, "").replace("because of", "line\\nbreak"),
            command("pause", 1, "").replace("Ada <owner>", " "))) {
      assertThat(post("meals", body, bearer).statusCode()).as(body).isEqualTo(400);
    }
    assertThat(broker.read("campaigns", "meals")).hasSize(1);
  }

  @Test
  void ofTwoConsolesThatWriteAtOnceOneWins() throws Exception {
    broker.send("campaigns", "raced", Records.campaign("raced", 1));
    try (Console other =
        Console.start(
            ConsoleOptions.readOnly(broker.bootstrapServers())
                .withPort(0)
                .withOperatorToken(TOKEN))) {
      for (long version = 1; version <= 5; version++) {
        String body = command("budget", version, "\"amountMicros\": " + version + "000000,");
        CompletableFuture<HttpResponse<String>> mine = race(console.address(), body);
        CompletableFuture<HttpResponse<String>> theirs = race(other.address(), body);
        List<Integer> codes = List.of(mine.get().statusCode(), theirs.get().statusCode());
        assertThat(codes).containsExactlyInAnyOrder(200, 409);
      }
    }
    List<Long> versions =
        broker.read("campaigns", "raced").stream().map(ConsoleITCase::version).toList();
    assertThat(versions).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void withoutATokenNobodyCommands() throws Exception {
    try (Console readOnly =
        Console.start(ConsoleOptions.readOnly(broker.bootstrapServers()).withPort(0))) {
      HttpResponse<String> response =
          HTTP.send(
              HttpRequest.newBuilder(readOnly.address().resolve("api/campaigns/meals/commands"))
                  .POST(HttpRequest.BodyPublishers.ofString(command("pause", 1, "")))
                  .header("Content-Type", "application/json")
                  .header("Authorization", "Bearer null")
                  .build(),
              BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.body()).contains("READ_ONLY");
    }
  }

  private static CompletableFuture<HttpResponse<String>> race(URI address, String body) {
    return HTTP.sendAsync(
        HttpRequest.newBuilder(address.resolve("api/campaigns/raced/commands"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + TOKEN)
            .build(),
        BodyHandlers.ofString());
  }

  private static void ok(String id, String body) throws Exception {
    HttpResponse<String> response = post(id, body, "Bearer " + TOKEN);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private static Campaign last(String id) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> records = broker.read("campaigns", id);
    return new RecordCodec<>(Campaign.class).decode(records.get(records.size() - 1).value());
  }

  private static long version(ConsumerRecord<byte[], byte[]> record) {
    try {
      return new RecordCodec<>(Campaign.class).decode(record.value()).getVersion();
    } catch (io.weir.schemas.wire.WireFormatException e) {
      throw new AssertionError(e);
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private static String command(String name, long version, String more) {
    return "{"
        + more
        + "\"command\": \""
        + name
        + "\", \"expectedVersion\": "
        + version
        + ", \"by\": \"Ada <owner>\", \"why\": \"because of \\\"reasons\\\"\"}";
  }

  private static HttpRequest.Builder post(String id, String body) {
    return HttpRequest.newBuilder(console.address().resolve("api/campaigns/" + id + "/commands"))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .header("Content-Type", "application/json");
  }

  private static HttpResponse<String> post(String id, String body, String authorization)
      throws Exception {
    HttpRequest.Builder request = post(id, body);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode get(String path) throws Exception {
    return MAPPER.readTree(request(path).body());
  }

  private static HttpResponse<String> request(String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(console.address() + path)).build(),
        BodyHandlers.ofString());
  }

  private static JsonNode campaign(JsonNode state, String id) {
    for (JsonNode campaign : state.path("campaigns")) {
      if (campaign.path("campaignId").asText().equals(id)) {
        return campaign;
      }
    }
    return state.path("no such campaign");
  }

  private static JsonNode nextOf(BufferedReader reader, String event) throws Exception {
    boolean ours = false;
    while (true) {
      String line = reader.readLine();
      assertThat(line).as("the stream goes on").isNotNull();
      if (line.startsWith("event:")) {
        ours = line.substring(6).strip().equals(event);
      } else if (line.startsWith("data:") && ours) {
        return MAPPER.readTree(line.substring(5));
      }
    }
  }

  private interface Check {
    boolean holds() throws Exception;
  }

  private static void await(Check check) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!check.holds()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.sleep(50);
    }
  }
}
