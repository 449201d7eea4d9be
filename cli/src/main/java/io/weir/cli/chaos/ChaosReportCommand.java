package io.weir.cli.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.cli.account.HostileLedger;
import io.weir.cli.chaos.CampaignProgress.Last;
import io.weir.jobs.common.kafka.Topics;
import io.weir.kafka.KafkaFlags;
import io.weir.simulator.world.CampaignSpec;
import io.weir.simulator.world.Drift;
import io.weir.simulator.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts what {@code ops/local/chaos} has gathered into one table, and judges it. */
@Command(
    name = "chaos-report",
    description = "Prints the table of a run of ops/local/chaos.",
    mixinStandardHelpOptions = true)
public final class ChaosReportCommand implements Callable<Integer> {
  @Mixin private final KafkaFlags kafka = new KafkaFlags();

  @Option(
      names = "--directory",
      required = true,
      description = "Where faults.tsv and the directory failures are.")
  private Path directory = Path.of("");

  @Option(names = "--account", required = true, description = "Output of 'weir account --json'.")
  private Path account = Path.of("");

  @Option(names = "--hostile", description = "Ledgers of 'weir hostile'; may be repeated.")
  private List<Path> ledgers = List.of();

  private final StringBuilder page = new StringBuilder();
  private boolean passed = true;

  /**
   * Prints the table.
   *
   * @return 0 if all is as it must be, 1 if not
   */
  @Override
  public Integer call() throws IOException, TimeoutException {
    kafka.validate();
    JsonNode books = new ObjectMapper().readTree(Files.readString(account));
    Faults faults = Faults.read(directory.resolve("faults.tsv"));
    JobFailures failures = JobFailures.read(directory.resolve("failures"));
    List<String> market =
        World.bundledSpecs(Duration.ofMinutes(10), Drift.NONE).stream()
            .map(CampaignSpec::campaignId)
            .toList();
    HostileLedger ledger = HostileLedger.read(ledgers);
    Topics topics = new Topics(kafka.topicPrefix());
    Map<String, Last> progress = CampaignProgress.read(kafka.clientMap(), topics, ledger, market);
    OutputGaps gaps =
        OutputGaps.read(
            kafka.clientMap(), List.of(topics.samples(), topics.budgetStatus()), ledger);

    page.append("| what | seen | holds |\n|---|---|---|\n");
    note("faults", faults.count() + ": " + text(faults.kinds()));
    impressions(books);
    money(books);
    hostile(books);
    restarts(faults, failures);
    progress.forEach((id, last) -> campaign(id, last, faults.lastUntilMillis()));
    note(
        "seconds from a task manager's kill until samples and statuses go on",
        faults.killedTaskManagers().stream()
            .map(fault -> gaps.goesOnAfterMillis(fault.sinceMillis()))
            .map(ChaosReportCommand::seconds)
            .collect(Collectors.joining(", ")));
    note("dead letters", letters(books));
    System.out.print(page);
    System.out.println(passed ? "passed" : "FAILED");
    return passed ? 0 : 1;
  }

  private void impressions(JsonNode books) {
    row(
        "each impression ends once",
        String.format(
            Locale.ROOT,
            "%,d = %,d samples + %,d dead letters + %,d open + %,d of unknown campaigns + %,d"
                + " untreated + %,d missing; %,d twice, %,d from nowhere",
            books.path("impressions").asLong(),
            books.path("samples").asLong(),
            books.path("deadLetteredImpressions").asLong(),
            books.path("open").asLong(),
            books.path("held").asLong(),
            books.path("closedUntreated").asLong(),
            books.path("missing").asLong(),
            books.path("duplicateSamples").asLong(),
            books.path("samplesWithoutImpression").asLong()),
        books.path("impressionsAgree").asBoolean());
    row(
        "all that was sent has arrived",
        String.format(
            Locale.ROOT,
            "%,d good impressions and garbage reported; %,d of garbage on all topics",
            books.path("impressionsReported").asLong(),
            books.path("garbageReported").asLong()),
        books.path("sentAgrees").asBoolean() && books.path("deadLettersAgree").asBoolean());
  }

  private void money(JsonNode books) {
    row(
        "spend, micros",
        String.format(
            Locale.ROOT,
            "%,d of valid outcomes on the topic, %,d counted by the budget job",
            books.path("spentMicrosOnTopic").asLong(),
            books.path("spentMicrosCounted").asLong()),
        books.path("spendAgrees").asBoolean());
  }

  private void hostile(JsonNode books) {
    Map<String, Long> fates = new TreeMap<>();
    long sent = 0;
    for (JsonNode topic : books.path("hostile")) {
      for (Map.Entry<String, JsonNode> fate : topic.properties()) {
        fates.merge(fate.getKey(), fate.getValue().asLong(), Long::sum);
        sent += fate.getValue().asLong();
      }
    }
    row(
        "each hostile message accounted for",
        String.format(Locale.ROOT, "%,d: %s", sent, text(fates)),
        sent > 0 && books.path("hostileUnaccounted").isEmpty());
    long forClients = books.path("hostileLeftToClients").asLong();
    long leftOut = books.path("hostileLeftOutByClient").asLong();
    row(
        "a client leaves out what only clients read",
        String.format(Locale.ROOT, "%,d to leave out, %,d left out", forClients, leftOut),
        forClients == leftOut);
    long faults = 0;
    for (JsonNode topic : books.path("deadLettersByTopic")) {
      faults += topic.path("INTERNAL_ERROR").asLong() + topic.path("CAMPAIGN_SET_ASIDE").asLong();
    }
    row("no message meets a fault of the jobs' own", faults + " such dead letters", faults == 0);
  }

  private void restarts(Faults faults, JobFailures failures) {
    List<JobFailures.Failure> unexplained = failures.unexplained(faults);
    List<JobFailures.Failure> ofMessages = failures.ofMessages();
    row(
        "restarts explained by a fault",
        failures.count() + " (" + text(failures.causes()) + "); not explained: " + unexplained,
        unexplained.isEmpty());
    row("no restart by a message", "by messages: " + ofMessages, ofMessages.isEmpty());
  }

  private void campaign(String id, Last last, long lastFaultMillis) {
    row(
        "campaign " + id + " goes on",
        String.format(
            Locale.ROOT,
            "after the last fault: samples %s, statuses %s; price version %d of model %d, paced by"
                + " model %d",
            last.sampleMillis() > lastFaultMillis ? "yes" : "no",
            last.statusMillis() > lastFaultMillis ? "yes" : "no",
            last.priceVersion(),
            last.priceModel(),
            last.statusModel()),
        last.wentOnAfter(lastFaultMillis));
  }

  private static String letters(JsonNode books) {
    Map<String, Long> reasons = new TreeMap<>();
    for (JsonNode topic : books.path("deadLettersByTopic")) {
      for (Map.Entry<String, JsonNode> reason : topic.properties()) {
        reasons.merge(reason.getKey(), reason.getValue().asLong(), Long::sum);
      }
    }
    return text(reasons);
  }

  private static String seconds(long millis) {
    return millis > 0 ? String.format(Locale.ROOT, "%.1f", millis * 1e-3) : "not told";
  }

  private static String text(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(count -> String.format(Locale.ROOT, "%s %,d", count.getKey(), count.getValue()))
        .collect(Collectors.joining(", "));
  }

  private void note(String what, String seen) {
    page.append("| ").append(what).append(" | ").append(seen).append(" | |\n");
  }

  private void row(String what, String seen, boolean holds) {
    passed &= holds;
    String verdict = holds ? "yes" : "**NO**";
    page.append(Stream.of(what, seen, verdict).collect(Collectors.joining(" | ", "| ", " |\n")));
  }
}
