package io.weir.cli.replay;

import io.weir.backtest.data.CsvLogReader;
import io.weir.backtest.data.Experiment;
import io.weir.backtest.description.Description;
import io.weir.backtest.description.LogFile;
import io.weir.cli.embedded.EmbeddedCluster;
import io.weir.contract.CampaignValidator;
import io.weir.contract.LearningOptionsCheck;
import io.weir.contract.Problem;
import io.weir.jobs.common.kafka.Topics;
import io.weir.learner.options.LearningOptions;
import io.weir.schemas.Campaign;
import io.weir.schemas.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** One replay, from its inputs to its summary. */
final class Replay {
  /** What a replay begins with. */
  enum From {
    /** Impressions, treatments and outcomes: both jobs run. */
    EVENTS,
    /** Closed samples: the learning job alone runs. */
    SAMPLES
  }

  /** Order in which samples are learned from. */
  enum Order {
    /** As they lie in the topic; the order of one partition is that of the run that read it. */
    AS_WRITTEN,
    /** By closing time, then impression. */
    BY_TIME
  }

  private static final Duration NO_CHECKPOINT_SOONER = Duration.ofSeconds(2);

  private final ReplayOptions options;
  private final TopicAccess topics;
  private final Topics to;

  Replay(ReplayOptions options, TopicAccess topics) {
    this.options = options;
    this.topics = topics;
    this.to = new Topics(options.toPrefix);
  }

  /**
   * Runs the replay to its end.
   *
   * @param directory for working state
   * @throws IllegalArgumentException if the inputs cannot be used
   */
  ReplaySummary run(Path directory) throws Exception {
    long start = System.nanoTime();
    topics.create(List.of(to.samples(), orderedSamples(), to.deadLetters()), false);
    topics.create(
        List.of(to.models(), to.dualPrices(), to.shadowModels(), to.shadowDualPrices()), true);
    String fromPrefix = options.fromPrefix;
    List<Campaign> campaigns;
    if (options.description == null) {
      campaigns = readCampaigns(new Topics(fromPrefix));
    } else {
      fromPrefix = options.toPrefix;
      LoggedEvents events = loggedEvents(options.description);
      campaigns = List.of(events.campaign());
      topics.create(List.of(to.impressions(), to.treatments(), to.outcomes()), false);
      events.write(topics, to);
    }
    campaigns = campaigns.stream().map(this::configured).toList();
    try (EmbeddedCluster cluster = EmbeddedCluster.start(directory, 1, 0, NO_CHECKPOINT_SOONER)) {
      ReplayJobs jobs =
          new ReplayJobs(
              cluster,
              topics,
              "weir-replay-" + options.toPrefix,
              options.outOfOrderness,
              options.kafka.propertyArguments());
      boolean attribute = options.from == From.EVENTS || options.description != null;
      if (attribute) {
        jobs.attribute(fromPrefix, options.toPrefix, campaigns);
      }
      String samples = attribute ? to.samples() : new Topics(fromPrefix).samples();
      Map<TopicPartition, Long> ends = topics.ends(List.of(samples));
      Order order = order(attribute, ends.size());
      if (order == Order.BY_TIME) {
        SampleOrder.copy(topics, ends, orderedSamples());
        samples = orderedSamples();
      }
      jobs.learn(samples, options.toPrefix, campaigns, options.maxRate);
      long[] count = {0};
      topics.read(ends, message -> count[0]++);
      List<String> ids = campaigns.stream().map(Campaign::getCampaignId).toList();
      double seconds = (System.nanoTime() - start) / 1e9;
      ReplaySummary summary = ReplaySummary.read(topics, to, ids, count[0], order, seconds);
      return options.compare
          ? summary.with(ReplayComparison.read(topics, new Topics(fromPrefix), to, ids))
          : summary;
    }
  }

  private String orderedSamples() {
    return options.toPrefix + "samples-by-time";
  }

  private Order order(boolean attributed, int partitions) {
    if (options.order != null) {
      return options.order;
    }
    return attributed || partitions > 1 ? Order.BY_TIME : Order.AS_WRITTEN;
  }

  /** Returns the latest configuration of each campaign that was not ended by a tombstone. */
  private List<Campaign> readCampaigns(Topics from) throws Exception {
    RecordCodec<Campaign> codec = new RecordCodec<>(Campaign.class);
    Map<String, Campaign> latest = new TreeMap<>();
    topics.read(
        topics.ends(List.of(from.campaigns())),
        message -> {
          if (message.value() == null) {
            latest.remove(new String(message.key(), StandardCharsets.UTF_8));
            return;
          }
          Campaign campaign = codec.decode(message.value());
          Campaign known = latest.get(campaign.getCampaignId());
          if (known == null || known.getVersion() < campaign.getVersion()) {
            latest.put(campaign.getCampaignId(), campaign);
          }
        });
    if (latest.isEmpty()) {
      throw new IllegalArgumentException("there are no campaigns in " + from.campaigns());
    }
    return new ArrayList<>(latest.values());
  }

  /** Returns a campaign with the replay's options, checked as the jobs check what they read. */
  private Campaign configured(Campaign campaign) {
    Map<String, String> learning = new HashMap<>(campaign.getLearning());
    if (options.seed != null) {
      learning.put("seed", Long.toString(options.seed));
    }
    learning.putAll(options.learning);
    LearningOptions.parse(Map.of(), learning);
    Campaign configured = Campaign.newBuilder(campaign).setLearning(learning).build();
    List<Problem> problems =
        new CampaignValidator(LearningOptionsCheck.none()).problems(configured);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "campaign " + campaign.getCampaignId() + ": " + Problem.describe(problems));
    }
    return configured;
  }

  private LoggedEvents loggedEvents(Path file) {
    Description description = Description.read(file);
    long seed = options.seed == null ? description.seeds().get(0) : options.seed;
    List<LogFile> files =
        description.files().stream()
            .map(
                log ->
                    new LogFile(
                        log.path().replace(LogFile.SEED, Long.toString(seed)), log.source()))
            .toList();
    Path parent = file.toAbsolutePath().getParent();
    Experiment rows = CsvLogReader.read(description, files, parent == null ? Path.of(".") : parent);
    List<Double> budgets = description.budgets();
    return new LoggedEvents(
        description,
        rows,
        options.campaignId,
        options.attributionWindow,
        options.budget == null ? budgets.get(budgets.size() / 2) : options.budget,
        seed);
  }
}
