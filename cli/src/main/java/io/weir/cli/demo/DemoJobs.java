package io.weir.cli.demo;

import io.weir.cli.embedded.EmbeddedCluster;
import io.weir.cli.embedded.FlinkRest;
import io.weir.jobs.attribution.AttributionJob;
import io.weir.jobs.attribution.AttributionOptions;
import io.weir.jobs.attribution.AttributionSinks;
import io.weir.jobs.attribution.AttributionSources;
import io.weir.jobs.budget.BudgetJob;
import io.weir.jobs.budget.BudgetOptions;
import io.weir.jobs.budget.BudgetSinks;
import io.weir.jobs.budget.BudgetSources;
import io.weir.jobs.learning.LearningJob;
import io.weir.jobs.learning.LearningJobOptions;
import io.weir.jobs.learning.LearningSinks;
import io.weir.jobs.learning.LearningSources;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** The jobs of a demo or a sandbox, as they run on its cluster. */
final class DemoJobs {
  /** One slot a job: each runs at parallelism 1 and shares its slot among its operators. */
  static final int SLOTS = 3;

  /** Exactly-once output waits for a checkpoint; a demo should not wait long. */
  static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(2);

  private static final Duration START_LIMIT = Duration.ofSeconds(180);

  private interface Definition {
    void define(StreamExecutionEnvironment environment);
  }

  private final EmbeddedCluster cluster;
  private final FlinkRest rest;
  private final WorkDirectory directory;
  private final Map<String, JobID> running = new LinkedHashMap<>();

  private DemoJobs(EmbeddedCluster cluster, WorkDirectory directory) throws Exception {
    this.cluster = cluster;
    this.rest = new FlinkRest(cluster.restAddress());
    this.directory = directory;
  }

  /**
   * Submits the jobs, each from the savepoint of the run before where there is one.
   *
   * @param formats flags of those jobs that read events: how these are written
   */
  static DemoJobs submit(
      EmbeddedCluster cluster,
      String bootstrapServers,
      String prefix,
      WorkDirectory directory,
      List<String> formats)
      throws Exception {
    String[] arguments = {
      "--bootstrap-servers",
      bootstrapServers,
      "--topic-prefix",
      prefix,
      "--checkpoint-interval",
      CHECKPOINT_INTERVAL.toSeconds() + "s",
      "--out-of-orderness",
      "2s",
      "--idleness",
      "10s",
      "--alignment-drift",
      "5s"
    };
    DemoJobs jobs = new DemoJobs(cluster, directory);
    String[] ofEvents = with(arguments, formats.toArray(String[]::new));
    AttributionOptions attribution =
        AttributionOptions.parse(with(ofEvents, "--hold-limit", "5s", "--allowed-lateness", "1s"));
    jobs.submit(
        AttributionJob.NAME,
        environment ->
            AttributionJob.define(
                environment,
                AttributionSources.kafka(attribution),
                AttributionSinks.kafka(attribution),
                attribution));
    LearningJobOptions learning = LearningJobOptions.parse(arguments);
    jobs.submit(
        LearningJob.NAME,
        environment ->
            LearningJob.define(
                environment,
                LearningSources.kafka(learning),
                LearningSinks.kafka(learning),
                learning));
    BudgetOptions budget = BudgetOptions.parse(ofEvents);
    jobs.submit(
        BudgetJob.NAME,
        environment ->
            BudgetJob.define(
                environment, BudgetSources.kafka(budget), BudgetSinks.kafka(budget), budget));
    return jobs;
  }

  private void submit(String name, Definition definition) throws Exception {
    Configuration configuration = cluster.configuration();
    String savepoint = directory.get("savepoint." + name);
    if (savepoint != null) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    definition.define(environment);
    running.put(name, cluster.submit(environment, "weir " + name));
  }

  /** Waits until all jobs run. */
  void awaitRunning() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    for (Map.Entry<String, JobID> job : running.entrySet()) {
      String status = rest.jobStatus(job.getValue());
      while (!status.equals("RUNNING")) {
        if (System.nanoTime() > deadline || status.equals("FAILED")) {
          throw new IllegalStateException("job " + job.getKey() + " does not start: " + status);
        }
        TimeUnit.MILLISECONDS.sleep(200);
        status = rest.jobStatus(job.getValue());
      }
    }
  }

  /** Impressions that attribution holds open, by its own count; empty until it has reported. */
  OptionalLong openImpressions() throws IOException, InterruptedException {
    return rest.sum(job(AttributionJob.NAME), "open_impressions");
  }

  /** Messages that lie on their topics and attribution or the budget job has not read. */
  OptionalLong pendingRecords() throws IOException, InterruptedException {
    OptionalLong attribution = rest.sum(job(AttributionJob.NAME), "pendingRecords");
    OptionalLong budget = rest.sum(job(BudgetJob.NAME), "pendingRecords");
    return attribution.isEmpty() || budget.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(attribution.getAsLong() + budget.getAsLong());
  }

  /** Lowest watermark of attribution, epoch milliseconds. */
  OptionalLong watermarkMillis() throws IOException, InterruptedException {
    return rest.lowWatermarkMillis(job(AttributionJob.NAME));
  }

  /** Lowest watermark of the learning job, epoch milliseconds. */
  OptionalLong learningWatermarkMillis() throws IOException, InterruptedException {
    return rest.lowWatermarkMillis(job(LearningJob.NAME));
  }

  /** Restarts of all jobs together. */
  long restarts() throws IOException, InterruptedException {
    long restarts = 0;
    for (JobID job : running.values()) {
      restarts += rest.restarts(job);
    }
    return restarts;
  }

  /** Names and states of the jobs, for the screen. */
  String describe() {
    StringBuilder text = new StringBuilder();
    running.forEach(
        (name, job) ->
            text.append(text.isEmpty() ? "" : "   ").append(name).append(' ').append(status(job)));
    return text.toString();
  }

  private String status(JobID job) {
    try {
      return rest.jobStatus(job);
    } catch (IOException e) {
      return "unknown (" + e.getMessage() + ")";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }

  /** Stops every job with a savepoint and writes down where it lies. */
  void stop() throws Exception {
    for (Map.Entry<String, JobID> job : running.entrySet()) {
      directory.put("savepoint." + job.getKey(), cluster.stop(job.getValue(), false));
    }
  }

  private JobID job(String name) {
    @Nullable JobID job = running.get(name);
    if (job == null) {
      throw new IllegalArgumentException("no job named " + name);
    }
    return job;
  }

  private static String[] with(String[] arguments, String... more) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return all;
  }
}
