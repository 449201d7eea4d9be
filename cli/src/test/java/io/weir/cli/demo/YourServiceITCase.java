package io.weir.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.cli.WeirCommand;
import io.weir.kafka.TopicReader;
import io.weir.schemas.Assignment;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import io.weir.service.DecisionService;
import io.weir.service.config.ServiceOptions;
import io.weir.service.config.ServiceOptions.Events;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The walk of docs/tutorial/your-service.md, in short: the shop in Python with its own JSON events,
 * from its own rule over shadow to Weir's decisions and another budget; more customers a second, a
 * larger holdout and a shorter window than there.
 */
@Timeout(420)
class YourServiceITCase {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path EXAMPLE = Path.of("..", "examples", "your-service");
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir private Path directory;
  private final List<Process> processes = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private WorkDirectory workDirectory;
  private Sandbox sandbox;

  @BeforeEach
  void startSandbox() throws Exception {
    assumeTrue(isPresent("python3"), "python3 is not installed: the example is not run");
    assumeTrue(isPresent("bash"), "bash is not installed: the example is not run");
    List<String> events =
        SandboxCommand.eventFlags(
            WeirCommand.parser()
                .parseArgs(
                    "sandbox",
                    "--kafka-port=0",
                    "--impressions-topic=shop.exposures",
                    "--treatments-topic=shop.exposures",
                    "--outcomes-topic=shop.orders",
                    "--impressions-format=json",
                    "--treatments-format=json",
                    "--outcomes-format=json",
                    "--event-mapping=" + EXAMPLE.resolve("events.yaml"))
                .subcommand());
    workDirectory = WorkDirectory.open(directory.resolve("sandbox"), false);
    sandbox = Sandbox.start(workDirectory, new Sandbox.Ports(0, 0, 0), events);
  }

  @AfterEach
  void stop() throws Exception {
    for (Process process : processes) {
      end(process);
    }
    if (sandbox != null) {
      sandbox.close();
      workDirectory.close();
    }
  }

  @Test
  void goesFromItsOwnRuleToDecisionsUnderABudget() throws Exception {
    Path campaign = directory.resolve("shop.yaml");
    Files.writeString(
        campaign,
        Files.readString(EXAMPLE.resolve("campaign.yaml"))
            .replace("rate: 20%", "rate: 40%")
            .replace("amount: 200000", "amount: 1000000")
            .replace("attribution-window: 10s", "attribution-window: 3s"));
    weir("campaign", "create", campaign.toString());
    start("ship.sh", "bash", logs().toString(), sandbox.bootstrapServers());

    Process shop = startShop();
    Sample own = await(this::firstSample);
    JsonNode logged =
        exposures(one -> one.get("id").textValue().equals(own.getImpressionId())).get(0);
    assertThat(own.getAssignment()).isEqualTo(Assignment.POLICY);
    assertThat(own.getModelVersion()).isNull();
    assertThat(own.getArmId())
        .isEqualTo(logged.at("/customer/age").intValue() > 55 ? "big" : "nothing");
    assertThat(own.getNumericFeatures())
        .containsExactly(logged.at("/customer/age").floatValue(), logged.get("cart").floatValue());
    assertThat(own.getCategoricalFeatures())
        .containsExactly(logged.at("/customer/town").textValue());
    end(shop);

    try (DecisionService decisions = serve()) {
      assertThat(decisions.awaitReady(PATIENCE)).isTrue();
      String address = decisions.address().toString();
      startShop("--weir", address);
      JsonNode shadow = await(() -> price(false));
      gainIsKnown(shadow);
      assertThat(await(() -> any(one -> one.has("weirWouldGive")))).isNotEmpty();
      assertThat(exposures(one -> is(one, "weir"))).as("nothing acts in shadow").isEmpty();

      weir("campaign", "share", "shop", "all");
      gainIsKnown(await(() -> price(true)));
      double before = averageCoupon(0);
      weir("campaign", "set", "shop", "budget=300000");
      int soFar = exposures(one -> is(one, "weir")).size();
      double after =
          await(
              () -> {
                double average = averageCoupon(soFar);
                return average < before / 2 ? average : null;
              });
      assertThat(after).isPositive();
    }
    assertThat(deadLetters()).isEmpty();
  }

  private Path logs() {
    return directory.resolve("logs");
  }

  private static boolean is(JsonNode exposure, String chooser) {
    return exposure.get("chosenBy").textValue().equals(chooser);
  }

  private DecisionService serve() {
    ServiceOptions defaults =
        ServiceOptions.of(Map.of("bootstrap.servers", sandbox.bootstrapServers()), Demo.PREFIX);
    return DecisionService.start(
        new ServiceOptions(
            defaults.kafkaProperties(),
            defaults.topicPrefix(),
            defaults.host(),
            0,
            null,
            null,
            defaults.mode(),
            null,
            defaults.acknowledge(),
            defaults.queueCapacity(),
            defaults.rememberedRequests(),
            defaults.deliveryTimeout(),
            defaults.mostRequestBytes(),
            Events.NONE));
  }

  private void weir(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--bootstrap-servers=" + sandbox.bootstrapServers());
    assertThat(WeirCommand.parser().execute(all.toArray(String[]::new))).isZero();
  }

  private Process startShop(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(logs().toString(), "--rate", "300"));
    arguments.addAll(List.of(more));
    return start("service.py", "python3", arguments.toArray(String[]::new));
  }

  private Process start(String program, String interpreter, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(interpreter, EXAMPLE.resolve(program).toString()));
    command.addAll(List.of(arguments));
    File output = directory.resolve(program + processes.size() + ".out").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    processes.add(process);
    return process;
  }

  private static void end(Process process) throws InterruptedException {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    children.forEach(ProcessHandle::destroy);
  }

  private static boolean isPresent(String program) {
    for (String directory : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }

  /** Asks until there is an answer other than null. */
  private static <T> T await(Callable<T> question) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    T answer = question.call();
    while (answer == null) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
      Thread.sleep(250);
      answer = question.call();
    }
    return answer;
  }

  private List<JsonNode> exposures(Predicate<JsonNode> wanted) throws Exception {
    List<JsonNode> found = new ArrayList<>();
    String text = Files.readString(logs().resolve("exposures.jsonl"));
    // The last line may be half written.
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      JsonNode exposure = JSON.readTree(line);
      if (wanted.test(exposure)) {
        found.add(exposure);
      }
    }
    return found;
  }

  private List<JsonNode> any(Predicate<JsonNode> wanted) throws Exception {
    List<JsonNode> found = exposures(wanted);
    return found.isEmpty() ? null : found;
  }

  /** Face value of the coupons that Weir chose after the first so many, the mean of 600 or more. */
  private double averageCoupon(int after) throws Exception {
    List<JsonNode> chosen =
        await(
            () -> {
              List<JsonNode> all = exposures(one -> is(one, "weir"));
              return all.size() < after + 600 ? null : all;
            });
    // The newest: a price takes a while to get about.
    return chosen.subList(chosen.size() - 600, chosen.size()).stream()
        .collect(Collectors.averagingInt(one -> one.get("coupon").intValue()));
  }

  private Sample firstSample() throws Exception {
    return read("samples", Sample.class).stream().findFirst().orElse(null);
  }

  private List<String> deadLetters() throws Exception {
    return read("dead-letters", DeadLetter.class).stream()
        .map(letter -> letter.getReason() + " " + letter.getDetail())
        .toList();
  }

  private <R extends org.apache.avro.specific.SpecificRecord> List<R> read(
      String topic, Class<R> type) throws Exception {
    RecordCodec<R> codec = new RecordCodec<>(type);
    List<R> records = new ArrayList<>();
    Map<String, Object> client = Map.of("bootstrap.servers", sandbox.bootstrapServers());
    try (TopicReader reader = TopicReader.open(client, List.of(Demo.PREFIX + topic))) {
      reader.readToEnd(
          Duration.ofSeconds(20), message -> records.add(codec.decode(message.value())));
    }
    return records;
  }

  /** The console's view of the shop once it shows an accepted price; acting on it, or not. */
  private JsonNode price(boolean acts) throws Exception {
    URI snapshot = sandbox.consoleAddress().resolve("api/snapshot");
    String body =
        http.send(HttpRequest.newBuilder(snapshot).build(), BodyHandlers.ofString()).body();
    for (JsonNode campaign : JSON.readTree(body).at("/state/campaigns")) {
      JsonNode price = campaign.get("price");
      boolean there =
          campaign.get("campaignId").textValue().equals("shop")
              && price.path("published").asBoolean()
              && price.path("acts").asBoolean() == acts;
      if (there) {
        return campaign;
      }
    }
    return null;
  }

  /** The page's headline: the gain over chance at equal cost, with its interval. */
  private static void gainIsKnown(JsonNode campaign) {
    JsonNode diagnostics = campaign.get("diagnostics");
    double gain = diagnostics.path("equalCostGainOverRandom").doubleValue();
    assertThat(diagnostics.path("equalCostGainOverRandomLower").doubleValue()).isLessThan(gain);
    assertThat(diagnostics.path("equalCostGainOverRandomUpper").doubleValue()).isGreaterThan(gain);
    assertThat(campaign.get("revenueUnit").textValue()).isEqualTo("EUR");
  }
}
