package io.weir.cli.account;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.cli.account.ImpressionAccount.Totals;
import io.weir.client.WeirClient;
import io.weir.client.WeirClientOptions;
import io.weir.client.health.FollowedTopic;
import io.weir.client.health.TopicCounts;
import io.weir.jobs.common.kafka.Topics;
import io.weir.kafka.DurationConverter;
import io.weir.kafka.KafkaFlags;
import io.weir.schemas.wire.WireFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Reads a deployment's topics, committed records only, and follows every impression by its id to a
 * sample, a dead letter or the job that still holds it; and every outcome's cost into the budget
 * job's ledger, to the micro. The deployment may be running. A sample that is on its way is waited
 * for; while outcomes keep coming, the two sums of money are shown but need not be equal.
 */
@Command(
    name = "account",
    description = "Checks that samples, dead letters and counted spend add up to what was sent.",
    mixinStandardHelpOptions = true)
public final class AccountCommand implements Callable<Integer> {
  private static final long PAUSE_MILLIS = 500;
  private static final Duration SPEND_WAIT = Duration.ofSeconds(10);

  @Mixin private final KafkaFlags kafka = new KafkaFlags();

  @Option(
      names = "--sent",
      paramLabel = "REPORT",
      description =
          "Final report of a simulator that wrote to these topics, to compare with what arrived;"
              + " may be repeated.")
  private List<Path> reports = List.of();

  @Option(
      names = "--hostile",
      paramLabel = "LEDGER",
      description =
          "What 'weir hostile' has sent to these topics: each message is followed to its end, and"
              + " none counts for the producers'; may be repeated.")
  private List<Path> ledgers = List.of();

  @Option(
      names = "--max-future",
      defaultValue = "1min",
      converter = DurationConverter.class,
      description =
          "How far ahead of its arrival an event may lie, as the jobs are told. Default:"
              + " ${DEFAULT-VALUE}.")
  private Duration maxFuture = Duration.ZERO;

  @Option(
      names = "--open",
      paramLabel = "COUNT",
      description =
          "Impressions that attribution holds open, its metric open_impressions, to compare with"
              + " the topics; only while attribution stands still.")
  private @Nullable Long open;

  @Option(
      names = "--timeout-seconds",
      defaultValue = "120",
      description = "Longest time to wait for samples to be written. Default: ${DEFAULT-VALUE}.")
  private long timeoutSeconds;

  @Option(
      names = "--spend-timeout-seconds",
      defaultValue = "90",
      description =
          "Longest time to wait for the budget job to have counted everything. Default:"
              + " ${DEFAULT-VALUE}.")
  private long spendTimeoutSeconds;

  @Option(names = "--json", description = "Prints one JSON object in place of the page.")
  private boolean json;

  /**
   * Draws up the account and prints it.
   *
   * @return 0 if everything adds up, 1 if not
   */
  @Override
  public Integer call()
      throws IOException, InterruptedException, WireFormatException, TimeoutException {
    SentMessages sent = reports.isEmpty() ? null : SentMessages.read(reports);
    kafka.validate();
    Map<String, Object> client = kafka.clientMap();
    HostileFates hostile = new HostileFates(HostileLedger.read(ledgers));
    AccountReport report;
    try (DeploymentBooks books =
        new DeploymentBooks(client, kafka.topicPrefix(), maxFuture, hostile)) {
      Totals totals = settle(books);
      Totals told = open == null ? totals : totals.withOpen(open);
      report =
          new AccountReport(
              told == null ? totals : told,
              open,
              told == null,
              books.deadLetters(),
              books.unreadableOutput(),
              books.truncated(),
              sent,
              spend(client, books, hostile),
              hostile(books, hostile));
    }
    System.out.println(
        json ? new ObjectMapper().writeValueAsString(report.fields()) : report.text());
    return report.balanced() ? 0 : 1;
  }

  /** Reads on while samples are on their way: their transactions end one after the other. */
  private Totals settle(DeploymentBooks books) throws InterruptedException, TimeoutException {
    Duration limit = Duration.ofSeconds(timeoutSeconds);
    long deadline = System.nanoTime() + limit.toNanos();
    books.readOn(limit);
    Totals totals = books.totals();
    while (totals.missing() > 0 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      books.readOn(limit);
      totals = books.totals();
    }
    return totals;
  }

  private AccountReport.Spend spend(
      Map<String, Object> client, DeploymentBooks books, HostileFates hostile)
      throws WireFormatException, TimeoutException {
    String topic = new Topics(kafka.topicPrefix()).budgetStatus();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(spendTimeoutSeconds);
    Map<String, Long> expected = books.spentMicros();
    while (true) {
      Map<String, Long> counted = CountedSpend.await(client, topic, hostile, expected, SPEND_WAIT);
      counted.keySet().retainAll(books.spentMicros().keySet());
      if (CountedSpend.same(counted, expected)) {
        return new AccountReport.Spend(expected, counted, false);
      }
      books.readOn(Duration.ofSeconds(timeoutSeconds));
      boolean moving = !books.spentMicros().equals(expected);
      if (moving || System.nanoTime() > deadline) {
        return new AccountReport.Spend(expected, counted, moving);
      }
    }
  }

  /** Follows the clients' topics as a client does, which says what it leaves out. */
  private AccountReport.@Nullable Hostile hostile(DeploymentBooks books, HostileFates hostile)
      throws InterruptedException, TimeoutException {
    if (hostile.isEmpty()) {
      return null;
    }
    WeirClientOptions.Builder options =
        WeirClientOptions.builder()
            .bootstrapServers(kafka.bootstrapServers())
            .topicPrefix(kafka.topicPrefix());
    kafka.clientMap().forEach(options::kafkaProperty);
    Topics topics = new Topics(kafka.topicPrefix());
    try (WeirClient client = WeirClient.start(options.build())) {
      if (!client.awaitCaughtUp(Duration.ofSeconds(timeoutSeconds))) {
        throw new TimeoutException("a client does not reach the end of its topics");
      }
      Map<FollowedTopic, TopicCounts> counts = client.health().topics();
      return new AccountReport.Hostile(
          hostile,
          books.hostileImpressions(),
          books.hostileLetters(),
          books.hostileSpentMicros(),
          hostile.leftToClients(topics.models()) + hostile.leftToClients(topics.budgetStatus()),
          malformed(counts, FollowedTopic.MODELS) + malformed(counts, FollowedTopic.BUDGET_STATUS));
    }
  }

  private static long malformed(Map<FollowedTopic, TopicCounts> counts, FollowedTopic topic) {
    TopicCounts count = counts.get(topic);
    return count == null ? 0 : count.malformed();
  }
}
