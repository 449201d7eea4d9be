package io.weir.cli.demo;

import io.weir.cli.demo.DemoSummary.CampaignSummary;
import io.weir.cli.embedded.EmbeddedBroker;
import io.weir.cli.embedded.EmbeddedCluster;
import io.weir.console.Console;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.wire.RecordCodec;
import io.weir.simulator.traffic.CampaignReport;
import io.weir.simulator.traffic.EventStream;
import io.weir.simulator.traffic.Marketplace;
import io.weir.simulator.traffic.SimulatorReport;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the demo: broker, cluster, jobs and marketplace, from start to a balanced account. */
final class Demo implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
  private static final String PREFIX = "weir.";
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(180);

  private final DemoOptions options;
  private final WorkDirectory directory;
  private final EmbeddedBroker broker;
  private final EmbeddedCluster cluster;
  private final DemoJobs jobs;
  private final TopicLedger ledger;
  private final Marketplace marketplace;
  private final Console console;
  private final DemoScreen screen;

  private Demo(
      DemoOptions options,
      WorkDirectory directory,
      EmbeddedBroker broker,
      EmbeddedCluster cluster,
      DemoJobs jobs,
      TopicLedger ledger,
      Marketplace marketplace,
      Console console,
      DemoScreen screen) {
    this.options = options;
    this.directory = directory;
    this.broker = broker;
    this.cluster = cluster;
    this.jobs = jobs;
    this.ledger = ledger;
    this.marketplace = marketplace;
    this.console = console;
    this.screen = screen;
  }

  /** Starts everything but the traffic. */
  static Demo start(DemoOptions options, WorkDirectory directory, PrintStream progress)
      throws Exception {
    progress.println("starting a broker and a cluster under " + directory.root() + " ...");
    EmbeddedBroker broker = EmbeddedBroker.start(directory.broker());
    broker.createTopics(DemoTopics.events(PREFIX), DemoTopics.PARTITIONS, false);
    broker.createTopics(DemoTopics.compacted(PREFIX), 1, true);
    EmbeddedCluster cluster =
        EmbeddedCluster.start(
            directory.flink(), DemoJobs.SLOTS, options.webPort, DemoJobs.CHECKPOINT_INTERVAL);
    Marketplace marketplace =
        DemoMarketplace.create(options, broker.bootstrapServers(), PREFIX, directory);
    register(broker.bootstrapServers(), marketplace.campaigns());
    DemoJobs jobs = DemoJobs.submit(cluster, broker.bootstrapServers(), PREFIX, directory);
    TopicLedger ledger = new TopicLedger(broker.bootstrapServers(), PREFIX);
    ledger.start();
    Console console = DemoConsole.start(options, broker.bootstrapServers());
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
    return new Demo(
        options, directory, broker, cluster, jobs, ledger, marketplace, console, screen);
  }

  /**
   * Lets the marketplace run for its time, stops it, waits until everything it sent has been read,
   * stops the jobs with savepoints and draws up the account.
   *
   * @param interrupted counted down by Ctrl-C, which ends the traffic early
   */
  DemoSummary run(CountDownLatch interrupted) throws Exception {
    jobs.awaitRunning();
    marketplace.start();
    long start = System.nanoTime();
    long period = TimeUnit.MILLISECONDS.toNanos(screenPeriodMillis());
    long end = start + options.duration.toNanos();
    long next = start + period;
    while (System.nanoTime() < end && !marketplace.failed()) {
      long wait = Math.min(next, end) - System.nanoTime();
      if (interrupted.await(Math.max(0, wait), TimeUnit.NANOSECONDS)) {
        break;
      }
      next += period;
      screen.draw(view(start));
    }
    marketplace.stop();
    double seconds = (System.nanoTime() - start) / 1e9;
    SimulatorReport report = marketplace.report();
    long open = settle();
    long restarts = jobs.restarts();
    jobs.stop();
    awaitLedger();
    directory.put("runs", Long.toString(directory.getLong("runs") + 1));
    directory.put("sent", Long.toString(directory.getLong("sent") + impressionMessages(report)));
    directory.put("garbage", Long.toString(directory.getLong("garbage") + report.garbage()));
    directory.put("reached", Long.toString(report.eventTimeMillis()));
    directory.save();
    return summarize(report, open, restarts, seconds);
  }

  private long screenPeriodMillis() {
    return options.json || System.console() == null ? 5_000 : 1_000;
  }

  /**
   * Waits until attribution and the budget job have read all there is, attribution's open count
   * stands still, and the statuses on the topic show it.
   */
  private long settle() throws Exception {
    long deadline = System.nanoTime() + SETTLE_LIMIT.toNanos();
    long last = -1;
    long steady = 0;
    while (System.nanoTime() < deadline) {
      TimeUnit.SECONDS.sleep(1);
      long open = jobs.openImpressions().orElse(-1);
      boolean drained = jobs.pendingRecords().orElse(1) == 0;
      steady = drained && open >= 0 && open == last ? steady + 1 : 0;
      last = open;
      // Longer than a partition takes to turn idle, which moves event time once more.
      if (steady >= 15) {
        return open;
      }
    }
    throw new IllegalStateException(
        "attribution did not catch up within " + SETTLE_LIMIT.toSeconds() + " s");
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
              status == null ? 0 : status.getSpentMicros() / 1e6,
              status == null ? 0 : status.getCommittedMicros() / 1e6,
              status == null ? 0 : status.getProjectedMicros() / 1e6,
              status == null ? "-" : status.getState().name(),
              status == null ? 0 : status.getPacedDualPrice(),
              campaign.budgetMicros() / 1e6,
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
        rows);
  }

  private DemoSummary summarize(SimulatorReport report, long open, long restarts, double seconds) {
    TopicLedger.Counts counts = ledger.counts();
    long sent = directory.getLong("sent");
    long impressionLetters =
        counts.deadLettersByTopic().getOrDefault(EventStream.IMPRESSIONS.topic(PREFIX), 0L);
    long letters = counts.deadLetters().values().stream().mapToLong(Long::longValue).sum();
    boolean balanced =
        sent == counts.samples() + impressionLetters + open
            && counts.duplicateSamples() == 0
            && letters <= directory.getLong("garbage");
    boolean booked =
        report.campaigns().stream()
            .allMatch(
                campaign -> {
                  BudgetStatus status = counts.budgets().get(campaign.campaignId());
                  return status != null && status.getSpentMicros() == campaign.spentMicros();
                });
    List<CampaignSummary> campaigns =
        report.campaigns().stream()
            .map(
                campaign -> {
                  Model model = counts.models().get(campaign.campaignId());
                  DualPrice price = counts.prices().get(campaign.campaignId());
                  BudgetStatus status = counts.budgets().get(campaign.campaignId());
                  return new CampaignSummary(
                      campaign.campaignId(),
                      model == null ? 0 : model.getModelVersion(),
                      price == null ? 0 : price.getPriceVersion(),
                      price == null ? null : price.getDualPrice(),
                      campaign.spentMicros(),
                      campaign.budgetMicros(),
                      DemoSummary.BudgetSummary.of(status),
                      campaign.policyValue(),
                      campaign.oldPolicyValue());
                })
            .toList();
    return new DemoSummary(
        sent,
        counts.samples(),
        impressionLetters,
        open,
        counts.duplicateSamples(),
        balanced,
        booked,
        directory.getLong("garbage"),
        letters,
        counts.deadLetters(),
        report.duplicates(),
        report.messagesSent() / seconds,
        restarts,
        campaigns);
  }

  private static long impressionMessages(SimulatorReport report) {
    return report.impressionsSent()
        + report.garbageSent().entrySet().stream()
            .filter(garbage -> garbage.getKey().stream() == EventStream.IMPRESSIONS)
            .mapToLong(Map.Entry::getValue)
            .sum();
  }

  private static void register(String bootstrapServers, List<Campaign> campaigns) throws Exception {
    RecordCodec<Campaign> codec = new RecordCodec<>(Campaign.class);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (Campaign campaign : campaigns) {
        producer
            .send(
                new ProducerRecord<>(
                    PREFIX + "campaigns", campaign.getCampaignId(), codec.encode(campaign)))
            .get();
      }
    }
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
