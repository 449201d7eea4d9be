package io.weir.cli.account;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.cli.demo.TopicLedger;
import io.weir.schemas.wire.WireFormatException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Counts what stands on the sink topics with a read-committed consumer of its own and compares it
 * with the producers' reports: impressions sent = samples + dead letters + still open, and the
 * spend that the budget job has counted equals the costs that were sent, to the micro.
 */
@Command(
    name = "account",
    description = "Checks that samples, dead letters and counted spend add up to what was sent.",
    mixinStandardHelpOptions = true)
public final class AccountCommand implements Callable<Integer> {
  private static final int STEADY_POLLS = 3;

  @Option(
      names = "--bootstrap-servers",
      defaultValue = "localhost:9092",
      description = "Broker addresses. Default: ${DEFAULT-VALUE}.")
  private String bootstrapServers;

  @Option(
      names = "--topic-prefix",
      defaultValue = "weir.",
      description = "Prefix of every topic. Default: ${DEFAULT-VALUE}.")
  private String topicPrefix;

  @Option(
      names = "--kafka-properties",
      paramLabel = "FILE",
      description = "File of Kafka client properties (TLS, SASL).")
  private @Nullable Path kafkaProperties;

  @Option(
      names = "--sent",
      paramLabel = "REPORT",
      required = true,
      description = "Final report of a simulator that wrote to these topics; may be repeated.")
  private List<Path> reports;

  @Option(
      names = "--open",
      required = true,
      paramLabel = "COUNT",
      description = "Impressions that attribution holds open, its metric open_impressions.")
  private long open;

  @Option(
      names = "--timeout-seconds",
      defaultValue = "120",
      description = "Longest time to read the topics in. Default: ${DEFAULT-VALUE}.")
  private long timeoutSeconds;

  @Option(
      names = "--spend-timeout-seconds",
      defaultValue = "90",
      description =
          "Longest time to wait for the budget job to have counted everything. Default:"
              + " ${DEFAULT-VALUE}.")
  private long spendTimeoutSeconds;

  /**
   * Reads the topics to their end and prints one JSON object.
   *
   * @return 0 if everything adds up, 1 if not
   */
  @Override
  public Integer call() throws IOException, InterruptedException, WireFormatException {
    SentMessages sent = SentMessages.read(reports);
    TopicLedger.Counts counts;
    try (TopicLedger ledger = new TopicLedger(clientProperties(), topicPrefix)) {
      ledger.start();
      awaitEnd(ledger);
      counts = ledger.counts();
    }
    long counted =
        CountedSpend.await(
            clientProperties(),
            topicPrefix + "budget-status",
            sent.spentMicros(),
            Duration.ofSeconds(spendTimeoutSeconds));
    long letters = counts.deadLettersByTopic().getOrDefault(topicPrefix + "impressions", 0L);
    long allLetters = counts.deadLetters().values().stream().mapToLong(Long::longValue).sum();
    long missing = sent.impressionMessages() - counts.samples() - letters - open;
    boolean balanced =
        missing == 0
            && counts.duplicateSamples() == 0
            && allLetters <= sent.garbage()
            && counted == sent.spentMicros();
    Map<String, Object> account = new LinkedHashMap<>();
    account.put("impressionsSent", sent.impressionMessages());
    account.put("samples", counts.samples());
    account.put("deadLetters", letters);
    account.put("open", open);
    account.put("missing", missing);
    account.put("duplicateSamples", counts.duplicateSamples());
    account.put("garbageSent", sent.garbage());
    account.put("deadLettersTotal", allLetters);
    account.put("deadLettersByReason", counts.deadLetters());
    account.put("spentMicrosSent", sent.spentMicros());
    account.put("spentMicrosCounted", counted);
    account.put("balanced", balanced);
    System.out.println(new ObjectMapper().writeValueAsString(account));
    return balanced ? 0 : 1;
  }

  private Map<String, Object> clientProperties() throws IOException {
    Properties read = new Properties();
    if (kafkaProperties != null) {
      try (Reader reader = Files.newBufferedReader(kafkaProperties, StandardCharsets.UTF_8)) {
        read.load(reader);
      }
    }
    Map<String, Object> properties = new HashMap<>();
    read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
    properties.put("bootstrap.servers", bootstrapServers);
    return properties;
  }

  private void awaitEnd(TopicLedger ledger) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
    int steady = 0;
    while (steady < STEADY_POLLS) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the sink topics could not be read to their end within " + timeoutSeconds + " s");
      }
      TimeUnit.MILLISECONDS.sleep(500);
      steady = ledger.caughtUp() ? steady + 1 : 0;
    }
  }
}
