package io.weir.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weir.console.config.ConsoleOptions;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Outcome;
import io.weir.schemas.wire.RecordCodec;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two people with two tokens, and somebody with none, on a real broker. */
class ConsoleRolesITCase {
  private static final String VIEWER = "a-token-for-those-who-look";
  private static final String PAUSE =
      "{\"command\": \"pause\", \"expectedVersion\": 1, \"by\": \"Ada\", \"why\": \"to see\"}";

  private static TestBroker broker;
  private static Console console;

  @BeforeAll
  static void start() throws Exception {
    broker = new TestBroker();
    broker.send("campaigns", "meals", Records.campaign("meals", 1));
    Campaign invalid = Records.campaign("meals", 2);
    invalid.setAttributionWindowMs(0);
    broker.send("campaigns", "meals", invalid);
    broker.send("dead-letters", "k", letter("meals", 1));
    broker.send("dead-letters", "k", letter("rides", 2));
    broker.send("dead-letters", "k", Records.letter(3, "WRONG_MARKER", "no marker"));
    console =
        Console.start(
            ConsoleOptions.readOnly(broker.bootstrapServers())
                .withPort(0)
                .withOperatorToken(RunningConsole.TOKEN)
                .withViewerToken(VIEWER));
    assertThat(console.awaitCaughtUp(Duration.ofSeconds(30))).isTrue();
  }

  @AfterAll
  static void stop() throws Exception {
    if (console != null) {
      console.close();
    }
    broker.close();
  }

  private static DeadLetter letter(String campaignId, long offset) {
    Outcome outcome = new Outcome("o", "i", campaignId, Instant.EPOCH, 1.0, -5L, null, null);
    DeadLetter letter = Records.letter(offset, "NEGATIVE_COST", "of " + campaignId);
    letter.setPayload(ByteBuffer.wrap(new RecordCodec<>(Outcome.class).encode(outcome)));
    return letter;
  }

  private static HttpRequest.Builder to(String path, @Nullable String token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(console.address() + path));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  /** The status alone: an event stream has no end. */
  private static int status(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        RunningConsole.HTTP.send(request, BodyHandlers.ofInputStream());
    response.body().close();
    return response.statusCode();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "events",
        "api/snapshot",
        "api/campaigns/meals/history",
        "api/campaigns/meals/budget.csv",
        "api/campaigns/meals/prices.csv"
      })
  void nobodyLooksWithoutAToken(String path) throws Exception {
    assertThat(status(to(path, null).build())).isEqualTo(401);
    assertThat(status(to(path, "some-other-token-altogether").build())).isEqualTo(401);
    assertThat(status(to(path, VIEWER).build())).isEqualTo(200);
    assertThat(status(to(path, RunningConsole.TOKEN).build())).isEqualTo(200);
  }

  @Test
  void thePageItselfHoldsNoDataAndIsOpen() throws Exception {
    assertThat(status(to("", null).build())).isEqualTo(200);
    assertThat(status(to("healthz", null).build())).isEqualTo(200);
  }

  @Test
  void aSessionLooksAndCommandsNothing() throws Exception {
    HttpRequest.BodyPublisher nothing = HttpRequest.BodyPublishers.noBody();
    assertThat(status(to("api/session", "some-other-token-altogether").POST(nothing).build()))
        .isEqualTo(401);
    for (String token : new String[] {VIEWER, RunningConsole.TOKEN}) {
      HttpResponse<String> opened =
          RunningConsole.HTTP.send(
              to("api/session", token).POST(nothing).build(), BodyHandlers.ofString());
      assertThat(opened.statusCode()).isEqualTo(204);
      String cookie = opened.headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(cookie).contains("HttpOnly").containsIgnoringCase("SameSite=Strict");
      assertThat(cookie).doesNotContain(token);
      String session = cookie.substring(0, cookie.indexOf(';'));
      HttpResponse<String> snapshot =
          RunningConsole.HTTP.send(
              to("api/snapshot", null).header("Cookie", session).build(), BodyHandlers.ofString());
      assertThat(snapshot.statusCode()).isEqualTo(200);
      assertThat(snapshot.body()).contains("meals");
      assertThat(status(command(null).header("Cookie", session).build())).isEqualTo(401);
      assertThat(
              status(
                  to("api/snapshot", null)
                      .header("Cookie", session.substring(0, session.length() - 1) + "g")
                      .build()))
          .isEqualTo(401);
    }
  }

  private static HttpRequest.Builder command(@Nullable String token) {
    return to("api/campaigns/meals/commands", token)
        .POST(HttpRequest.BodyPublishers.ofString(PAUSE))
        .header("Content-Type", "application/json");
  }

  @Test
  void aViewerCommandsNothing() throws Exception {
    HttpResponse<String> refused =
        RunningConsole.HTTP.send(command(VIEWER).build(), BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("VIEWER");
    assertThat(
            status(
                to("api/operator/check", VIEWER).POST(HttpRequest.BodyPublishers.noBody()).build()))
        .isEqualTo(403);
    assertThat(broker.read("campaigns", "meals")).hasSize(2);
  }

  @Test
  void aCampaignHasItsOwnDeadLettersAndItsRefusedVersion() throws Exception {
    HttpResponse<String> history =
        RunningConsole.HTTP.send(
            to("api/campaigns/meals/history", VIEWER).build(), BodyHandlers.ofString());
    var letters = RunningConsole.MAPPER.readTree(history.body()).path("deadLetters");
    assertThat(letters).hasSize(1);
    assertThat(letters.at("/0/detail").asText()).isEqualTo("of meals");
  }

  @Test
  void tokensAreLongAndDiffer() {
    ConsoleOptions options =
        ConsoleOptions.readOnly("localhost:9092").withOperatorToken(RunningConsole.TOKEN);
    assertThatIllegalArgumentException().isThrownBy(() -> options.withViewerToken("short"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.withViewerToken(RunningConsole.TOKEN))
        .withMessageContaining("differ");
    assertThat(options.withViewerToken(VIEWER).toString()).doesNotContain(VIEWER);
  }

  @Test
  void thePageAsksForATokenAndThenShowsTheCampaign() {
    try (Browser browser = Browser.start()) {
      browser.open(console.address() + "#/campaign/meals");
      browser.find("#viewer-token").sendKeys(VIEWER);
      browser.find("#view").click();
      Duration patience = Duration.ofSeconds(20);
      browser.awaitText("#live", "Live", patience);
      browser.awaitText("main", "of meals", patience);
      browser.awaitText("main", "Version 2 is invalid", patience);
    }
  }
}
