package io.weir.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.client.decision.DecisionMode;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import io.weir.service.config.ServiceOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples in other languages, run against a service. */
@Timeout(180)
class ExamplesITCase {
  private static final String TOKEN = "a token of some length";

  private static TestTopics topics;
  private static DecisionService service;

  @BeforeAll
  static void start() throws Exception {
    topics = new TestTopics();
    topics.send("campaigns", Campaign.class, TestTopics.campaign(1, CampaignStatus.ACTIVE, 0));
    topics.publishModel();
    ServiceOptions defaults = ServiceOptions.of(topics.kafka(), TestTopics.PREFIX);
    service =
        DecisionService.start(
            new ServiceOptions(
                defaults.kafkaProperties(),
                defaults.topicPrefix(),
                defaults.host(),
                0,
                TOKEN,
                null,
                DecisionMode.DECIDE,
                null,
                defaults.acknowledge(),
                defaults.queueCapacity(),
                defaults.rememberedRequests(),
                defaults.deliveryTimeout(),
                defaults.mostRequestBytes(),
                defaults.events()));
    assertThat(service.awaitReady(Duration.ofSeconds(60))).isTrue();
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
    topics.close();
  }

  @ParameterizedTest
  @CsvSource({"python3, decide.py", "node, decide.mjs", "bash, decide.sh"})
  void decidesAndReports(String interpreter, String example) throws Exception {
    assumeTrue(isPresent(interpreter), interpreter + " is not installed: the example is not run");
    if (interpreter.equals("bash")) {
      assumeTrue(isPresent("curl"), "curl is not installed: the example is not run");
    }
    String output =
        run(
            List.of(
                interpreter,
                Path.of("..", "examples", "service", example).toString(),
                service.address().toString(),
                TestTopics.CAMPAIGN,
                "unit of " + interpreter,
                "{\"age\": 31, \"spend\": 12.5, \"city\": \"Rome\"}",
                "small"));
    JsonNode decision = Caller.JSON.readTree(output.lines().findFirst().orElseThrow());
    String id =
        decision.has("requestId")
            ? decision.get("requestId").textValue()
            : decision.get("request_id").textValue();
    Treatment treatment = topics.read("treatments", Treatment.class).get(id).get(0);
    assertThat(treatment.getArmId()).isEqualTo("big");
    assertThat(treatment.getUnitId()).isEqualTo("unit of " + interpreter);
    Outcome outcome = topics.read("outcomes", Outcome.class).get(id).get(0);
    assertThat(outcome.getRevenue()).isEqualTo(1);
    assertThat(outcome.getCostMicros()).isEqualTo(2_500_000);
  }

  private static boolean isPresent(String program) {
    for (String directory : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
    builder.environment().put("WEIR_SERVICE_TOKEN", TOKEN);
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
