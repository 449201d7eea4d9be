package io.weir.jobs.common;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;

/** A cluster in this process, whose task managers can be killed. */
public final class FlinkFixture implements AutoCloseable {
  private static final long LIMIT_SECONDS = 120;

  private final MiniCluster cluster;
  private final Configuration configuration;
  private final Path directory;
  private int nextTaskManager = 1;

  private FlinkFixture(MiniCluster cluster, Configuration configuration, Path directory) {
    this.cluster = cluster;
    this.configuration = configuration;
    this.directory = directory;
  }

  /**
   * Starts a cluster of one task manager.
   *
   * @param restarts restarts before a failing job is given up; 0 for none
   */
  public static FlinkFixture start(Path directory, int slots, int restarts) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
    if (restarts > 0) {
      configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
      configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, restarts);
      configuration.set(
          RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(500));
    } else {
      configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    }
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
    return new FlinkFixture(cluster, configuration, directory);
  }

  /** Returns an environment for defining a job. */
  public StreamExecutionEnvironment environment() {
    return StreamExecutionEnvironment.getExecutionEnvironment(new Configuration(configuration));
  }

  /**
   * Submits the job that was defined on an environment.
   *
   * @param savepoint where to resume from, or null
   */
  public JobID submit(StreamExecutionEnvironment environment, @Nullable Path savepoint)
      throws Exception {
    return submit(environment, savepoint, false);
  }

  /**
   * Starts a job.
   *
   * @param leaveState whether state of operators that the job no longer has is left behind
   */
  public JobID submit(
      StreamExecutionEnvironment environment, @Nullable Path savepoint, boolean leaveState)
      throws Exception {
    StreamGraph graph = environment.getStreamGraph();
    if (savepoint != null) {
      graph.setSavepointRestoreSettings(
          SavepointRestoreSettings.forPath(savepoint.toUri().toString(), leaveState));
    }
    return cluster.submitJob(graph.getJobGraph()).get(LIMIT_SECONDS, TimeUnit.SECONDS).getJobID();
  }

  /** Waits until every task of the job runs and one more checkpoint is complete. */
  public void awaitCheckpoint(JobID job) throws Exception {
    long before = completedCheckpoints(job);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (completedCheckpoints(job) <= before) {
      if (System.nanoTime() > end) {
        throw new AssertionError("no checkpoint; the job is " + status(job));
      }
      Thread.sleep(50);
    }
  }

  private long completedCheckpoints(JobID job) throws Exception {
    AccessExecutionGraph graph = cluster.getExecutionGraph(job).get();
    if (graph.getState().isGloballyTerminalState()) {
      throw new AssertionError("the job ended as " + graph.getState(), failure(graph));
    }
    var statistics = graph.getCheckpointStatsSnapshot();
    return statistics == null ? 0 : statistics.getCounts().getNumberOfCompletedCheckpoints();
  }

  private static @Nullable Throwable failure(AccessExecutionGraph graph) {
    return graph.getFailureInfo() == null
        ? null
        : graph
            .getFailureInfo()
            .getException()
            .deserializeError(FlinkFixture.class.getClassLoader());
  }

  /** Returns what the job is doing. */
  public JobStatus status(JobID job) throws Exception {
    return cluster.getJobStatus(job).get();
  }

  /** Returns whether the job was ever restarted. */
  public boolean wasRestarted(JobID job) throws Exception {
    return cluster.getExecutionGraph(job).get().getStatusTimestamp(JobStatus.RESTARTING) > 0;
  }

  /** Kills the one task manager with all it runs, and starts another. */
  public void killTaskManager() throws Exception {
    cluster.terminateTaskManager(nextTaskManager - 1).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    nextTaskManager++;
    cluster.startTaskManager();
  }

  /** Stops the job with a savepoint and returns where that lies. */
  public String stop(JobID job, boolean drain) throws Exception {
    return cluster
        .stopWithSavepoint(
            job,
            directory.resolve("savepoints").toUri().toString(),
            drain,
            SavepointFormatType.CANONICAL)
        .get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
