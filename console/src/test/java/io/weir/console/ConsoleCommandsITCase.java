package io.weir.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.console.config.ConsoleOptions;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.wire.RecordCodec;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Operator commands on a real broker: whom the server obeys, and what it writes. */
class ConsoleCommandsITCase {
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
  void commandsAreRefusedWithoutTheToken() throws Exception {
    console.broker.send("campaigns", "guarded", Records.campaign("guarded", 1));
    String pause = command("pause", 1, "");
    assertThat(post("guarded", pause, null).statusCode()).isEqualTo(401);
    assertThat(post("guarded", pause, "Bearer wrong-token-entirely").statusCode()).isEqualTo(401);
    assertThat(post("guarded", pause, RunningConsole.TOKEN).statusCode()).isEqualTo(401);
    assertThat(console.broker.read("campaigns", "guarded")).hasSize(1);
  }

  @Test
  void commandsAreRefusedFromOtherSites() throws Exception {
    HttpResponse<String> response =
        RunningConsole.HTTP.send(
            post("meals", command("pause", 1, ""))
                .header("Authorization", "Bearer " + RunningConsole.TOKEN)
                .header("Origin", "https://elsewhere.example")
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(403);
  }

  @Test
  void anAcceptedCommandIsANewVersionWithWhoWhenAndWhy() throws Exception {
    console.broker.send("campaigns", "edited", Records.campaign("edited", 4));
    HttpResponse<String> accepted =
        post(
            "edited",
            command("budget", 4, "\"amountMicros\": 40000000000,"),
            "Bearer " + RunningConsole.TOKEN);
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(200);
    assertThat(RunningConsole.MAPPER.readTree(accepted.body()).path("version").asLong())
        .isEqualTo(5);

    List<ConsumerRecord<byte[], byte[]>> records = console.broker.read("campaigns", "edited");
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
    RunningConsole.await(
        () -> console.campaign("edited").at("/lastChange/by").asText().equals("Ada <owner>"));

    // The operator who still looks at version 4 must look again.
    HttpResponse<String> late =
        post("edited", command("pause", 4, ""), "Bearer " + RunningConsole.TOKEN);
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("VERSION_MOVED");
    assertThat(console.broker.read("campaigns", "edited")).hasSize(2);
  }

  @Test
  void pauseResumePinUnpinAndSettle() throws Exception {
    console.broker.send("campaigns", "held", Records.campaign("held", 1));
    assertThat(
            post("held", command("resume", 1, ""), "Bearer " + RunningConsole.TOKEN).statusCode())
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

  /**
   * Nobody acts by an invalid version, so an edit must neither keep what is wrong nor lose to it.
   */
  @Test
  void anInvalidNewestVersionIsShownAndEditsStartFromTheLastValidOne() throws Exception {
    console.broker.send("campaigns", "spoiled", Records.campaign("spoiled", 1));
    Campaign invalid = Records.campaign("spoiled", 2);
    invalid.getBudget().setCurrency("dollars");
    invalid.setAttributionWindowMs(0);
    console.broker.send("campaigns", "spoiled", invalid);
    RunningConsole.await(() -> console.campaign("spoiled").at("/refused/version").asLong() == 2);
    assertThat(console.campaign("spoiled").at("/version").asLong()).isEqualTo(1);
    assertThat(console.campaign("spoiled").at("/refused/problems").asText())
        .contains("budget.currency", "dollars", "attributionWindowMs");
    ok("spoiled", command("pause", 1, ""));
    assertThat(last("spoiled").getStatus()).isEqualTo(CampaignStatus.PAUSED);
    assertThat(last("spoiled").getVersion()).isEqualTo(3);
    assertThat(last("spoiled").getBudget().getCurrency()).isEqualTo("EUR");
    RunningConsole.await(() -> console.campaign("spoiled").at("/refused").isNull());
  }

  @Test
  void wrongCommandsAreRefused() throws Exception {
    String bearer = "Bearer " + RunningConsole.TOKEN;
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
    assertThat(console.broker.read("campaigns", "meals")).hasSize(1);
  }

  @Test
  void ofTwoConsolesThatWriteAtOnceOneWins() throws Exception {
    console.broker.send("campaigns", "raced", Records.campaign("raced", 1));
    try (Console other = console.another()) {
      for (long version = 1; version <= 5; version++) {
        String body = command("budget", version, "\"amountMicros\": " + version + "000000,");
        CompletableFuture<HttpResponse<String>> mine = race(console.address(), body);
        CompletableFuture<HttpResponse<String>> theirs = race(other.address(), body);
        List<Integer> codes = List.of(mine.get().statusCode(), theirs.get().statusCode());
        assertThat(codes).containsExactlyInAnyOrder(200, 409);
      }
    }
    List<Long> versions =
        console.broker.read("campaigns", "raced").stream()
            .map(ConsoleCommandsITCase::version)
            .toList();
    assertThat(versions).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void withoutATokenNobodyCommands() throws Exception {
    try (Console readOnly =
        Console.start(ConsoleOptions.readOnly(console.broker.bootstrapServers()).withPort(0))) {
      HttpResponse<String> response =
          RunningConsole.HTTP.send(
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
    return RunningConsole.HTTP.sendAsync(
        HttpRequest.newBuilder(address.resolve("api/campaigns/raced/commands"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + RunningConsole.TOKEN)
            .build(),
        BodyHandlers.ofString());
  }

  private static void ok(String id, String body) throws Exception {
    HttpResponse<String> response = post(id, body, "Bearer " + RunningConsole.TOKEN);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private static Campaign last(String id) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> records = console.broker.read("campaigns", id);
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
    return RunningConsole.HTTP.send(request.build(), BodyHandlers.ofString());
  }
}
