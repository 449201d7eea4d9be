package io.weir.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.console.config.ConsoleOptions;
import io.weir.schemas.PacingState;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A console that takes commands, on a real broker that knows the campaign "meals". */
final class RunningConsole implements AutoCloseable {
  static final String TOKEN = "a-token-for-these-tests";
  static final ObjectMapper MAPPER = new ObjectMapper();
  static final HttpClient HTTP = HttpClient.newHttpClient();

  final TestBroker broker;
  final Console console;

  RunningConsole() throws Exception {
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
    console = another();
    assertThat(console.awaitCaughtUp(Duration.ofSeconds(30))).isTrue();
  }

  /** Starts another console on the same broker. */
  Console another() {
    return Console.start(
        ConsoleOptions.readOnly(broker.bootstrapServers()).withPort(0).withOperatorToken(TOKEN));
  }

  URI address() {
    return console.address();
  }

  HttpResponse<String> request(String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(console.address() + path)).build(),
        BodyHandlers.ofString());
  }

  JsonNode get(String path) throws Exception {
    return MAPPER.readTree(request(path).body());
  }

  /** What the console says of a campaign now; missing if nothing. */
  JsonNode campaign(String id) throws Exception {
    for (JsonNode campaign : get("api/snapshot").at("/state/campaigns")) {
      if (campaign.path("campaignId").asText().equals(id)) {
        return campaign;
      }
    }
    return MAPPER.missingNode();
  }

  /** What may throw while it is asked again and again. */
  interface Check {
    boolean holds() throws Exception;
  }

  static void await(Check check) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!check.holds()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  @Override
  public void close() throws Exception {
    console.close();
    broker.close();
  }
}
