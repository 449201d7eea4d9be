package io.weir.cli.account;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.cli.account.ImpressionAccount.Totals;
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
    AccountReport report;
    try (DeploymentBooks books = new DeploymentBooks(client, kafka.topicPrefix())) {
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
              spend(client, books));
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

  private AccountReport.Spend spend(Map<String, Object> client, DeploymentBooks books)
      throws WireFormatException, TimeoutException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(spendTimeoutSeconds);
    long expected = books.spentMicros();
    while (true) {
      long counted =
          CountedSpend.await(client, kafka.topicPrefix() + "budget-status", expected, SPEND_WAIT);
      if (counted == expected) {
        return new AccountReport.Spend(expected, counted, false);
      }
      books.readOn(Duration.ofSeconds(timeoutSeconds));
      boolean moving = books.spentMicros() != expected;
      if (moving || System.nanoTime() > deadline) {
        return new AccountReport.Spend(expected, counted, moving);
      }
    }
  }
}
