package io.weir.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.weir.client.decision.DecisionMode;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import io.weir.service.Caller.Answer;
import io.weir.service.config.ServiceOptions;
import io.weir.service.config.ServiceOptions.Acknowledge;
import io.weir.service.config.ServiceOptions.Events;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service on a real broker, called over HTTP; every answer is held to the OpenAPI document. */
@Timeout(180)
class DecisionServiceITCase {
  private static final String TOKEN = "a token of some length";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static TestTopics topics;

  private Events events = Events.APART;
  private DecisionService service;
  private Caller caller;

  @BeforeAll
  static void startBroker() throws Exception {
    topics = new TestTopics();
    topics.send("campaigns", Campaign.class, TestTopics.campaign(1, CampaignStatus.ACTIVE, 0.2));
    topics.publishModel();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    topics.close();
  }

  @BeforeEach
  void startService() throws Exception {
    start(DecisionMode.DECIDE, Acknowledge.BROKER, 20_000);
  }

  @AfterEach
  void stopService() {
    service.close();
  }

  private void start(DecisionMode mode, Acknowledge acknowledge, int queueCapacity)
      throws Exception {
    if (service != null) {
      service.close();
    }
    ServiceOptions options =
        new ServiceOptions(
            topics.kafka(),
            TestTopics.PREFIX,
            "127.0.0.1",
            0,
            TOKEN,
            null,
            mode,
            null,
            acknowledge,
            queueCapacity,
            10_000,
            Duration.ofSeconds(4),
            1 << 20,
            events);
    service = DecisionService.start(options);
    caller = new Caller(service.address(), TOKEN);
    assertThat(service.awaitReady(PATIENCE)).isTrue();
  }

  /** Asserts that an answer is what the document promises for the path and status. */
  private Answer promised(Answer answer, String schema) throws Exception {
    ObjectNode document = (ObjectNode) caller.get("/openapi.json").body();
    ObjectNode root = Caller.JSON.createObjectNode();
    root.put("$ref", "#/components/schemas/" + schema);
    root.set("components", document.get("components"));
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(root)
                .validate(answer.body()))
        .as(answer.raw().body())
        .isEmpty();
    return answer;
  }

  private Answer refused(Answer answer, int status, String code, String field) throws Exception {
    promised(answer, "Failure");
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
    assertThat(answer.body().at("/error/code").textValue()).isEqualTo(code);
    assertThat(answer.body().at("/error/field").textValue()).isEqualTo(field);
    return answer;
  }

  @Test
  void anImpressionCarriesItsTreatmentWhereItShall() throws Exception {
    events = Events.WHOLE;
    start(DecisionMode.DECIDE, Acknowledge.BROKER, 20_000);
    Answer answer = caller.post("/v1/decisions", Caller.decision("carried", "u1", ""));
    Impression impression = topics.read("impressions", Impression.class).get("carried").get(0);
    assertThat(impression.getTreatment().getArmId())
        .isEqualTo(answer.body().get("armId").textValue());
    assertThat(impression.getTreatment().getAssignedAt())
        .hasToString(answer.body().get("decidedAt").textValue());
    assertThat(topics.read("treatments", Treatment.class)).doesNotContainKey("carried");
  }

  @Test
  void writesNothingWhereCallersDo() throws Exception {
    events = Events.NONE;
    start(DecisionMode.DECIDE, Acknowledge.BROKER, 20_000);
    Answer answer = caller.post("/v1/decisions", Caller.decision("callers", "u1", ""));
    assertThat(promised(answer, "Decision").status()).isEqualTo(200);
    Answer again = caller.post("/v1/decisions", Caller.decision("callers", "u1", ""));
    assertThat(again.body()).isEqualTo(answer.body());
    refused(caller.post("/v1/outcomes", "{}"), 404, "NOT_FOUND", null);
    assertThat(topics.read("impressions", Impression.class)).doesNotContainKey("callers");
    assertThat(topics.read("treatments", Treatment.class)).doesNotContainKey("callers");
  }

  @Test
  void decidesAndWritesWhatItDecided() throws Exception {
    int randomized = 0;
    for (int i = 0; i < 60; i++) {
      String id = "decided-" + i;
      Answer answer =
          promised(caller.post("/v1/decisions", Caller.decision(id, "u" + i, "")), "Decision");
      assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
      boolean holdout = answer.body().get("reason").textValue().equals("HOLDOUT");
      randomized += holdout ? 1 : 0;
      if (!holdout) {
        assertThat(answer.body().get("armId").textValue()).isEqualTo("big");
        assertThat(answer.body().get("modelVersion").longValue()).isEqualTo(1);
        assertThat(answer.body().get("predictedCostMicros").longValue()).isEqualTo(3_000_000);
      }
      // What was answered is on the topics, once.
      if (i % 20 == 0) {
        Treatment treatment = topics.read("treatments", Treatment.class).get(id).get(0);
        assertThat(treatment.getArmId()).isEqualTo(answer.body().get("armId").textValue());
        assertThat(treatment.getAssignedAt())
            .hasToString(answer.body().get("decidedAt").textValue());
        Impression impression = topics.read("impressions", Impression.class).get(id).get(0);
        assertThat(impression.getNumericFeatures()).containsExactly(31f, 12.5f);
        assertThat(impression.getCategoricalFeatures()).containsExactly("Rome");
      }
    }
    assertThat(randomized).isBetween(2, 30);
    Answer outcome =
        caller.post(
            "/v1/outcomes",
            """
            [{"outcomeId": "o1", "requestId": "decided-1", "campaignId": "spring",
              "revenue": 1, "costMicros": 2500000, "currency": "EUR"},
             {"outcomeId": "o2", "requestId": "decided-1", "campaignId": "spring",
              "costMicros": -1000000, "correctsOutcomeId": "o1",
              "occurredAt": "2026-03-01T10:00:00+01:00"}]\
            """);
    assertThat(outcome.status()).as(outcome.raw().body()).isEqualTo(200);
    List<Outcome> written = topics.read("outcomes", Outcome.class).get("decided-1");
    assertThat(written).hasSize(2);
    assertThat(written.get(1).getOccurredAt()).hasToString("2026-03-01T09:00:00Z");
  }

  @Test
  void aRepetitionGetsTheSameAnswerAndLeavesNoSecondEvent() throws Exception {
    String body = Caller.decision("again", "u7", ", \"fallbackArmId\": \"small\"");
    String first = caller.post("/v1/decisions", body).raw().body();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<String>> answers = new ArrayList<>();
    Callable<String> repetition = () -> caller.post("/v1/decisions", body).raw().body();
    for (int i = 0; i < 40; i++) {
      answers.add(threads.submit(repetition));
    }
    for (Future<String> answer : answers) {
      assertThat(answer.get()).isEqualTo(first);
    }
    threads.shutdown();
    assertThat(caller.post("/v1/decisions", "[" + body + "," + body + "]").body())
        .containsExactly(Caller.JSON.readTree(first), Caller.JSON.readTree(first));
    assertThat(topics.read("impressions", Impression.class).get("again")).hasSize(1);
    assertThat(topics.read("treatments", Treatment.class).get("again")).hasSize(1);
    for (String other :
        List.of(
            Caller.decision("again", "u8", ", \"fallbackArmId\": \"small\""),
            Caller.decision("again", "u7", ""),
            body.replace("31", "32"))) {
      refused(caller.post("/v1/decisions", other), 409, "ID_REUSED", null);
    }
    assertThat(topics.read("impressions", Impression.class).get("again")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{                                                      | MALFORMED_JSON |",
        "''                                                     | MALFORMED_JSON |",
        "{} {}                                                  | MALFORMED_JSON |",
        "7                                                      | INVALID_FIELD  |",
        "[]                                                     | INVALID_FIELD  |",
        "[@, 7]                                                 | INVALID_FIELD  | [1]",
        "[@, {\"campaignId\": 3}]                               | INVALID_FIELD  | [1].campaignId",
        "@-requestId                                            | INVALID_FIELD  | requestId",
        "@-unitId                                               | INVALID_FIELD  | unitId",
        "@\"requestId\": \"\"                                   | INVALID_FIELD  | requestId",
        "@\"features\": {\"age\": 1, \"spend\": 2}              | INVALID_FIELD  | features.city",
        "@\"features\": {\"aeg\": 1, \"spend\": 2, \"age\": 1, \"city\": \"x\"} | INVALID_FIELD |"
            + " features.aeg",
        "@\"features\": {\"age\": \"1\", \"spend\": 2, \"city\": \"x\"} | INVALID_FIELD |"
            + " features.age",
        "@\"features\": {\"age\": 1e60, \"spend\": 2, \"city\": \"x\"} | INVALID_FIELD |"
            + " features.age",
        "@\"features\": {\"age\": 1, \"spend\": 2, \"city\": 4} | INVALID_FIELD  | features.city",
        "@\"occurredAt\": \"yesterday\"                         | INVALID_FIELD  | occurredAt",
        "@\"occurredAt\": 9e18                                  | INVALID_FIELD  | occurredAt",
        "@\"occurredAt\": 9223372036854775807                   | INVALID_FIELD  | occurredAt",
        "@\"fallbackArmId\": \"huge\"                           | INVALID_FIELD  | fallbackArmId",
        "@\"fallbackArm\": \"small\"                            | INVALID_FIELD  | fallbackArm",
        "@\"campaignId\": \"nobody\"                            | UNKNOWN_CAMPAIGN | campaignId"
      })
  void whatIsWrongIsNamedAndNothingIsWritten(String spoiled, String code, String field)
      throws Exception {
    String id = "spoiled-" + Math.abs(spoiled.hashCode());
    String good = Caller.decision(id, "u1", "");
    ObjectNode changed = (ObjectNode) Caller.JSON.readTree(good);
    String body = spoiled.strip();
    if (body.startsWith("@-")) {
      changed.remove(body.substring(2));
      body = changed.toString();
    } else if (body.startsWith("@")) {
      changed.setAll((ObjectNode) Caller.JSON.readTree("{" + body.substring(1) + "}"));
      body = changed.toString();
    } else {
      body = body.replace("@", good);
    }
    int status = code.equals("UNKNOWN_CAMPAIGN") ? 404 : 400;
    Answer answer = refused(caller.post("/v1/decisions", body), status, code, field);
    if (spoiled.contains("aeg")) {
      assertThat(answer.body().at("/error/message").textValue()).contains("did you mean \"age\"?");
    }
    assertThat(topics.read("impressions", Impression.class)).doesNotContainKey(id);
  }

  @Test
  void strangersAndOversizedBodiesAreRefused() throws Exception {
    Caller stranger = new Caller(service.address(), "another token of some length");
    refused(
        stranger.post("/v1/decisions", Caller.decision("s", "u", "")), 401, "UNAUTHORIZED", null);
    refused(new Caller(service.address(), "").get("/v1/campaigns"), 401, "UNAUTHORIZED", null);
    refused(new Caller(service.address(), "").get("/metrics"), 401, "UNAUTHORIZED", null);
    assertThat(new Caller(service.address(), "").get("/health").status()).isEqualTo(200);
    assertThat(new Caller(service.address(), "").get("/openapi.json").status()).isEqualTo(200);
    refused(caller.post("/v1/decisions", "[" + " ".repeat(1 << 20) + "]"), 413, "TOO_LARGE", null);
    refused(caller.get("/v1/nothing"), 404, "NOT_FOUND", null);
    refused(caller.get("/v1/decisions"), 405, "METHOD_NOT_ALLOWED", null);
    refused(
        caller.send(
            caller
                .request("/v1/decisions")
                .POST(HttpRequest.BodyPublishers.ofString(Caller.decision("s", "u", "")))),
        415,
        "UNSUPPORTED_MEDIA_TYPE",
        null);
    assertThat(caller.post("/v1/decisions", Caller.decision("s", "u", "")).status()).isEqualTo(200);
  }

  @Test
  void tellsItsCampaignsItsHealthAndItsCounts() throws Exception {
    caller.post("/v1/decisions", Caller.decision("counted", "u", ""));
    JsonNode campaigns = caller.get("/v1/campaigns").body();
    assertThat(campaigns).hasSize(1);
    assertThat(campaigns.get(0).get("armIds").toString()).isEqualTo("[\"free\",\"small\",\"big\"]");
    Answer health = promised(caller.get("/health"), "Health");
    assertThat(health.status()).isEqualTo(200);
    assertThat(health.body().get("ready").booleanValue()).isTrue();
    String metrics = caller.get("/metrics").raw().body();
    assertThat(metrics)
        .contains("weir_service_responses_total{path=\"/v1/decisions\",status=\"200\"} 1\n")
        .contains("weir_service_events_written_total 2\n")
        .contains("weir_service_events_queued 0\n");
    // Every line is a comment or a sample, as Prometheus' text format has it.
    assertThat(metrics.lines())
        .allMatch(line -> line.matches("# (HELP|TYPE) \\S+ .+|[a-z_]+(\\{[^}]*})? [0-9.e+-]+"));
  }

  @Test
  void anObservedServiceSaysWhatItDoesItself() throws Exception {
    start(DecisionMode.OBSERVE, Acknowledge.BROKER, 20_000);
    refused(
        caller.post("/v1/decisions", Caller.decision("obs", "u", "")),
        400,
        "INVALID_FIELD",
        "fallbackArmId");
    int observed = 0;
    for (int i = 0; i < 40; i++) {
      String body = Caller.decision("obs-" + i, "u" + i, ", \"fallbackArmId\": \"small\"");
      JsonNode answer = promised(caller.post("/v1/decisions", body), "Decision").body();
      if (answer.get("assignment").textValue().equals("POLICY")) {
        observed++;
        assertThat(answer.get("armId").textValue()).isEqualTo("small");
        assertThat(answer.get("shadowArmId").textValue()).isEqualTo("big");
        assertThat(answer.has("modelVersion")).isFalse();
      }
    }
    assertThat(observed).isBetween(15, 39);
    Map<String, List<Treatment>> treatments = topics.read("treatments", Treatment.class);
    assertThat(treatments.values().stream().flatMap(List::stream))
        .filteredOn(t -> t.getImpressionId().startsWith("obs-"))
        .filteredOn(t -> t.getAssignment() == Assignment.POLICY)
        .hasSize(observed)
        .allMatch(t -> t.getModelVersion() == null && "big".equals(t.getShadowArmId()));
  }

  @Test
  void aFullQueuePushesBackAndTakesNothing() throws Exception {
    start(DecisionMode.DECIDE, Acknowledge.BROKER, 10);
    StringBuilder many = new StringBuilder("[");
    for (int i = 0; i < 6; i++) {
      many.append(i == 0 ? "" : ",").append(Caller.decision("full-" + i, "u" + i, ""));
    }
    Answer answer = refused(caller.post("/v1/decisions", many + "]"), 429, "QUEUE_FULL", null);
    assertThat(answer.raw().headers().firstValue("Retry-After")).hasValue("1");
    assertThat(topics.read("impressions", Impression.class)).doesNotContainKey("full-0");
    assertThat(caller.post("/v1/decisions", Caller.decision("full-0", "u0", "")).status())
        .isEqualTo(200);
    assertThat(topics.read("impressions", Impression.class).get("full-0")).hasSize(1);
  }

  @Test
  void aQueueThatAnswersAtOnceIsWrittenWhenTheServiceStops() throws Exception {
    start(DecisionMode.DECIDE, Acknowledge.QUEUE, 1_000);
    for (int i = 0; i < 50; i++) {
      assertThat(caller.post("/v1/decisions", Caller.decision("q-" + i, "u" + i, "")).status())
          .isEqualTo(200);
    }
    service.close();
    Map<String, List<Treatment>> written = topics.read("treatments", Treatment.class);
    for (int i = 0; i < 50; i++) {
      assertThat(written.get("q-" + i)).hasSize(1);
    }
  }

  @Test
  void withoutTheBrokerNothingIsAcknowledgedAndARepetitionIsWrittenOnceItIsBack() throws Exception {
    topics.stop();
    String body = Caller.decision("away", "u3", "");
    Answer first = refused(caller.post("/v1/decisions", body), 503, "BROKER_UNAVAILABLE", null);
    assertThat(first.raw().headers().firstValue("Retry-After")).hasValue("1");
    topics.restart();
    Answer answer = caller.post("/v1/decisions", body);
    for (int i = 0; i < 60 && answer.status() == 503; i++) {
      Thread.sleep(500);
      answer = caller.post("/v1/decisions", body);
    }
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
    assertThat(topics.read("impressions", Impression.class).get("away")).hasSize(1);
    assertThat(topics.read("treatments", Treatment.class).get("away")).hasSize(1);
  }
}
