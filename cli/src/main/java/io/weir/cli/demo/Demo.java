package io.weir.cli.demo;

import io.weir.cli.embedded.EmbeddedBroker;
import io.weir.cli.embedded.EmbeddedCluster;
import io.weir.console.Console;
import io.weir.core.money.Money;
import io.weir.kafka.StopSignal;
import io.weir.kafka.TopicReader;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.simulator.event.EventStream;
import io.weir.simulator.traffic.CampaignRegistrar;
import io.weir.simulator.traffic.CampaignReport;
import io.weir.simulator.traffic.Marketplace;
import io.weir.simulator.traffic.SimulatorReport;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the demo: broker, cluster, jobs and marketplace, from start to a balanced account. */
final class Demo implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);

  /** What the topics' names begin with. */
  static final String PREFIX = "weir.";

  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(180);

  /** Longer than a partition takes to turn idle, which moves event time once more. */
  private static final int STEADY_SECONDS = 15;

  private final DemoOptions options;
  private final WorkDirectory directory;
  private final EmbeddedBroker broker;
  private final EmbeddedCluster cluster;
  private final DemoJobs jobs;
  private final TopicLedger ledger;
  private final Marketplace marketplace;
  private final Map<String, Long> registered;
  private final Console console;
  private final DemoScreen screen;
  private final DemoPace pace;
  private final PrintStream progress;

  private Demo(
      DemoOptions options,
      WorkDirectory directory,
      EmbeddedBroker broker,
      EmbeddedCluster cluster,
      DemoJobs jobs,
      TopicLedger ledger,
      Marketplace marketplace,
      Console console,
      DemoScreen screen,
      PrintStream progress) {
    this.progress = progress;
    this.options = options;
    this.directory = directory;
    this.broker = broker;
    this.cluster = cluster;
    this.jobs = jobs;
    this.ledger = ledger;
    this.marketplace = marketplace;
    this.registered =
        marketplace.campaigns().stream()
            .collect(Collectors.toMap(Campaign::getCampaignId, Campaign::getVersion));
    this.console = console;
    this.screen = screen;
    this.pace = new DemoPace(options.impressionsPerSecond);
  }

  /** Starts everything but the traffic. */
  static Demo start(DemoOptions options, WorkDirectory directory, PrintStream progress)
      throws Exception {
    progress.println("starting a broker and a cluster under " + directory.root() + " ...");
    EmbeddedBroker broker = EmbeddedBroker.start(directory.broker(), options.kafkaPort);
    broker.createTopics(DemoTopics.events(PREFIX), DemoTopics.PARTITIONS, false);
    broker.createTopics(DemoTopics.compacted(PREFIX), 1, true);
    EmbeddedCluster cluster =
        EmbeddedCluster.start(
            directory.flink(), DemoJobs.SLOTS, options.webPort, DemoJobs.CHECKPOINT_INTERVAL);
    DemoJobs jobs =
        DemoJobs.submit(cluster, broker.bootstrapServers(), PREFIX, directory, List.of());
    progress.println("waiting for the jobs ...");
    jobs.awaitRunning();
    TopicLedger ledger = new TopicLedger(broker.bootstrapServers(), PREFIX);
    ledger.start();
    Console console = DemoConsole.start(options.consolePort, broker.bootstrapServers());
    progress.println(
        "Kafka "
            + broker.bootstrapServers()
            + "    Flink "
            + cluster.restAddress()
            + "    Console "
            + console.address());
    boolean interactive = !options.json && System.console() != null;
    DemoScreen screen =
        new DemoScreen(
            progress,
            interactive,
            cluster.restAddress(),
            console.address(),
            broker.bootstrapServers());
    // Last, and on the wall clock: the campaigns' period begins when it is made, and traffic that
    // began late would run past it.
    Marketplace marketplace =
        DemoMarketplace.create(options, broker.bootstrapServers(), PREFIX, directory);
    CampaignRegistrar.register(marketplace.options(), marketplace.campaigns());
    return new Demo(
        options, directory, broker, cluster, jobs, ledger, marketplace, console, screen, progress);
  }

  /**
   * Lets the marketplace run for its time, stops it, waits until everything it sent has been read,
   * stops the jobs with savepoints and draws up the account.
   *
   * @param signal given by Ctrl-C, which ends the traffic early
   */
  DemoSummary run(StopSignal signal) throws Exception {
    marketplace.start();
    long start = System.nanoTime();
    long period = TimeUnit.MILLISECONDS.toNanos(screenPeriodMillis());
    long end = start + options.duration.toNanos();
    long next = start + period;
    while (System.nanoTime() < end && !marketplace.failed() && refusals().isEmpty()) {
      long wait = Math.min(next, end) - System.nanoTime();
      if (signal.await(Duration.ofNanos(wait))) {
        progress.println("stopping the traffic; then all that was sent is accounted for ...");
        break;
      }
      next += period;
      DemoScreen.View view = view(start);
      marketplace.pace(pace.look(lagMillis(view), view.elapsedSeconds() * 1_000));
      screen.draw(view);
    }
    marketplace.stop();
    double seconds = (System.nanoTime() - start) / 1e9;
    SimulatorReport report = marketplace.report();
    directory.put("messages", Long.toString(directory.getLong("messages") + report.messagesSent()));
    long open = settle();
    long restarts = jobs.restarts();
    jobs.stop();
    awaitLedger();
    directory.put("runs", Long.toString(directory.getLong("runs") + 1));
    directory.put("sent", Long.toString(directory.getLong("sent") + impressionMessages(report)));
    directory.put("garbage", Long.toString(directory.getLong("garbage") + report.garbage()));
    directory.save();
    return DemoAccount.draw(
        directory,
        report,
        ledger.counts(),
        new DemoAccount.Observed(open, messagesOfOthers(), restarts, seconds, refusals()));
  }

  /** How far behind what happens attribution is, or what is learned from. */
  private long lagMillis(DemoScreen.View view) {
    OptionalLong learned = ask(jobs::learningWatermarkMillis);
    long window = DemoMarketplace.ATTRIBUTION_WINDOW.toMillis();
    long learning =
        learned.isPresent()
            ? marketplace.report().eventTimeMillis() - learned.getAsLong() - window
            : 0;
    return Math.max(view.watermarkLagMillis(), learning);
  }

  private long screenPeriodMillis() {
    return options.json || System.console() == null ? 5_000 : 1_000;
  }

  /**
   * Waits until attribution and the budget job have read all there is and attribution's open count
   * stands still; where somebody else goes on sending, it never does, and the first is enough.
   */
  private long settle() throws Exception {
    long deadline = System.nanoTime() + SETTLE_LIMIT.toNanos();
    long last = -1;
    int drained = 0;
    int steady = 0;
    while (System.nanoTime() < deadline) {
      TimeUnit.SECONDS.sleep(1);
      long open = jobs.openImpressions().orElse(-1);
      drained = jobs.pendingRecords().orElse(1) == 0 && open >= 0 ? drained + 1 : 0;
      steady = drained > 0 && open == last ? steady + 1 : 0;
      last = open;
      if (steady >= STEADY_SECONDS || drained >= STEADY_SECONDS && messagesOfOthers() > 0) {
        return open;
      }
    }
    throw new IllegalStateException(
        "attribution did not catch up within "
            + SETTLE_LIMIT.toSeconds()
            + " s: is this machine busy? try a lower --rate");
  }

  private void awaitLedger() throws InterruptedException {
    long deadline = System.nanoTime() + SETTLE_LIMIT.toNanos();
    int steady = 0;
    while (steady < 3) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the sink topics could not be read to their end");
      }
      TimeUnit.MILLISECONDS.sleep(500);
      steady = ledger.caughtUp() ? steady + 1 : 0;
    }
  }

  private DemoScreen.View view(long start) {
    SimulatorReport report = marketplace.report();
    TopicLedger.Counts counts = ledger.counts();
    long elapsed = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    OptionalLong watermark = ask(jobs::watermarkMillis);
    List<DemoScreen.Row> rows = new ArrayList<>();
    for (CampaignReport campaign : report.campaigns()) {
      Model model = counts.models().get(campaign.campaignId());
      DualPrice price = counts.prices().get(campaign.campaignId());
      BudgetStatus status = counts.budgets().get(campaign.campaignId());
      rows.add(
          new DemoScreen.Row(
              campaign.campaignId(),
              campaign.live() ? "weir" : "old",
              price == null ? 0 : price.getDualPrice(),
              model == null ? 0 : model.getModelVersion(),
              price == null ? 0 : price.getPriceVersion(),
              status == null ? 0 : new Money(status.getSpentMicros()).units(),
              status == null ? 0 : new Money(status.getCommittedMicros()).units(),
              status == null ? 0 : new Money(status.getProjectedMicros()).units(),
              status == null ? "-" : status.getState().name(),
              status == null ? 0 : status.getPacedDualPrice(),
              new Money(campaign.budgetMicros()).units(),
              campaign.policyValue(),
              campaign.oldPolicyValue()));
    }
    return new DemoScreen.View(
        elapsed,
        options.duration.toSeconds(),
        report.messagesSent() / Math.max(1.0, elapsed),
        report.impressionsSent(),
        counts.samples(),
        counts.deadLetters().values().stream().mapToLong(Long::longValue).sum(),
        ask(jobs::openImpressions).orElse(0),
        watermark.isPresent() ? report.eventTimeMillis() - watermark.getAsLong() : 0,
        jobs.describe(),
        pace.note(),
        rows);
  }

  /**
   * Why a job refused one of the demo's own campaigns; those of others are none of its business.
   */
  private List<String> refusals() {
    return ledger.counts().refused().stream()
        .filter(refusal -> isOwn(refusal.campaign()))
        .map(TopicLedger.Refusal::toString)
        .toList();
  }

  private boolean isOwn(@Nullable Campaign campaign) {
    return campaign != null
        && Objects.equals(registered.get(campaign.getCampaignId()), campaign.getVersion());
  }

  /** How many messages stand on the event topics that the marketplace did not send. */
  private long messagesOfOthers() {
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    List<String> topics = Stream.of(EventStream.values()).map(s -> s.topic(PREFIX)).toList();
    try (TopicReader reader = TopicReader.open(client, topics)) {
      long there = reader.ends().values().stream().mapToLong(Long::longValue).sum();
      return there - directory.getLong("messages");
    }
  }

  private static long impressionMessages(SimulatorReport report) {
    return report.impressionsSent()
        + report.garbageSent().entrySet().stream()
            .filter(garbage -> garbage.getKey().stream() == EventStream.IMPRESSIONS)
            .mapToLong(Map.Entry::getValue)
            .sum();
  }

  private interface Question {
    OptionalLong ask() throws IOException, InterruptedException;
  }

  /** A number for the screen; one that cannot be had is logged and left out. */
  private static OptionalLong ask(Question question) {
    try {
      return question.ask();
    } catch (IOException e) {
      LOG.info("a metric could not be read: {}", e.toString());
      return OptionalLong.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalLong.empty();
    }
  }

  @Override
  public void close() throws Exception {
    try (broker;
        cluster;
        ledger;
        marketplace;
        console) {
      LOG.info("winding up");
    }
  }
}
