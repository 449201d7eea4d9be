package io.weir.benchmarks;

import io.weir.cli.embedded.EmbeddedBroker;
import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import io.weir.schemas.GateDecision;
import io.weir.schemas.Model;
import io.weir.schemas.wire.RecordCodec;
import io.weir.service.DecisionService;
import io.weir.service.config.ServiceOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The decision service under load, in a process of its own on one core, with a broker and callers
 * in another: decisions per second of that core, and the tail of the latency at a given rate.
 * Latency counts from when a request was due and not from when it was sent.
 */
public final class ServiceLoad {
  private static final String PREFIX = "weir.";
  private static final DecisionRecords RECORDS = DecisionRecords.byDefault();

  private ServiceLoad() {}

  /**
   * Prints the table.
   *
   * @param arguments seconds a row (default 20), then pairs of rate per second and decisions a
   *     request (default 5000 1, 0 1, 0 50; rate 0 is as fast as the callers can)
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 2 && arguments[0].equals("serve")) {
      serve(arguments[1]);
      return;
    }
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
    String[] rows =
        arguments.length > 2 ? arguments : new String[] {"", "5000", "1", "0", "1", "0", "50"};
    Path directory = Files.createTempDirectory("weir-service-load");
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
      prepare(broker);
      Process service = process(broker.bootstrapServers());
      try (BufferedReader output = service.inputReader(StandardCharsets.UTF_8)) {
        URI address = address(output);
        new HttpLoad(address, 8, 1).run(0, Duration.ofSeconds(10)); // warm-up
        System.out.println(
            "| decisions a request | asked /s | answered /s | per second of the service's core |"
                + " median | 99 % | 99.9 % | refused |\n|---|---|---|---|---|---|---|---|");
        for (int i = 1; i + 1 < rows.length; i += 2) {
          row(service, address, seconds, Integer.parseInt(rows[i]), Integer.parseInt(rows[i + 1]));
        }
      } finally {
        service.destroy();
      }
    }
  }

  /** Returns the address that the service prints, and lets the log that follows run off. */
  private static URI address(BufferedReader output) throws IOException {
    String line = output.readLine();
    while (line != null && !line.startsWith("http://")) {
      line = output.readLine();
    }
    if (line == null) {
      throw new IOException("the service ended before it was ready");
    }
    Thread drain = new Thread(() -> output.lines().forEach(ignored -> {}), "service-log");
    drain.setDaemon(true);
    drain.start();
    return URI.create(line);
  }

  private static void row(Process service, URI address, int seconds, int rate, int each)
      throws Exception {
    Duration before = service.info().totalCpuDuration().orElse(Duration.ZERO);
    HttpLoad.Result result = new HttpLoad(address, 16, each).run(rate, Duration.ofSeconds(seconds));
    Duration used = service.info().totalCpuDuration().orElse(Duration.ZERO).minus(before);
    System.out.printf(
        Locale.ROOT,
        "| %d | %s | %,.0f | %,.0f | %.2f ms | %.2f ms | %.2f ms | %d |%n",
        each,
        rate == 0 ? "as fast as can be" : String.format(Locale.ROOT, "%,d", rate),
        result.answered() / result.seconds(),
        result.answered() / (used.toNanos() / 1e9),
        result.millis(0.5),
        result.millis(0.99),
        result.millis(0.999),
        result.refused());
  }

  private static Process process(String bootstrapServers) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:ActiveProcessorCount=1",
            "-cp",
            System.getProperty("java.class.path"),
            ServiceLoad.class.getName(),
            "serve",
            bootstrapServers)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void serve(String bootstrapServers) throws Exception {
    ServiceOptions defaults =
        ServiceOptions.of(Map.of("bootstrap.servers", bootstrapServers), PREFIX);
    DecisionService service = DecisionService.start(defaults.withPort(0));
    if (!service.awaitReady(Duration.ofSeconds(60))) {
      throw new IllegalStateException("not ready within a minute");
    }
    System.out.println(service.address());
    Thread.currentThread().join();
  }

  private static void prepare(EmbeddedBroker broker) throws Exception {
    broker.createTopics(
        List.of(
            PREFIX + "campaigns",
            PREFIX + "models",
            PREFIX + "dual-prices",
            PREFIX + "budget-status"),
        1,
        true);
    broker.createTopics(
        List.of(PREFIX + "impressions", PREFIX + "treatments", PREFIX + "outcomes"), 3, false);
    Instant now = Instant.now();
    DualPrice price =
        DualPrice.newBuilder()
            .setCampaignId(DecisionRecords.CAMPAIGN)
            .setModelVersion(1)
            .setPriceVersion(1)
            .setComputedAt(now)
            .setWindowStart(now)
            .setWindowEnd(now)
            .setDualPrice(1)
            .setBudgetPerImpressionMicros(1)
            .setPolicyValue(0)
            .setPolicyValueLower(0)
            .setPolicyValueUpper(0)
            .setGate(new GateDecision(true, "OK"))
            .build();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      send(producer, "campaigns", Campaign.class, RECORDS.campaign());
      send(producer, "models", Model.class, RECORDS.model(1));
      send(producer, "dual-prices", DualPrice.class, price);
    }
  }

  private static <T extends SpecificRecord> void send(
      KafkaProducer<String, byte[]> producer, String topic, Class<T> type, T record)
      throws Exception {
    byte[] value = new RecordCodec<>(type).encode(record);
    producer.send(new ProducerRecord<>(PREFIX + topic, DecisionRecords.CAMPAIGN, value)).get();
  }
}
