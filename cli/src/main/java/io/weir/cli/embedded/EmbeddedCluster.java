package io.weir.cli.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A Flink cluster in this process: a dispatcher, task managers with RocksDB state, checkpoints
 * under a directory, the REST interface and the web UI.
 */
public final class EmbeddedCluster implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  private final MiniCluster cluster;
  private final Configuration configuration;
  private final Path directory;

  private EmbeddedCluster(MiniCluster cluster, Configuration configuration, Path directory) {
    this.cluster = cluster;
    this.configuration = configuration;
    this.directory = directory;
  }

  /**
   * Starts the cluster.
   *
   * @param directory where checkpoints, savepoints and working state lie
   * @param slots task slots of the one task manager
   * @param restPort port of the REST interface and web UI, 0 for a free one
   * @param checkpointInterval time between checkpoints
   */
  public static EmbeddedCluster start(
      Path directory, int slots, int restPort, Duration checkpointInterval) throws Exception {
    Path root = directory.toAbsolutePath();
    Configuration configuration = new Configuration();
    configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, root.resolve("checkpoints").toUri().toString());
    configuration.set(
        CheckpointingOptions.SAVEPOINT_DIRECTORY, root.resolve("savepoints").toUri().toString());
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_PORT, Integer.toString(restPort));
    configuration.set(RestOptions.PORT, restPort);
    configuration.set(JobManagerOptions.ADDRESS, "127.0.0.1");
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(768));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(128));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
    configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofSeconds(1));
    configuration.set(
        org.apache.flink.configuration.CoreOptions.TMP_DIRS, root.resolve("tmp").toString());
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
    return new EmbeddedCluster(cluster, configuration, root);
  }

  /** Returns the cluster's configuration, to build a job's environment from. */
  public Configuration configuration() {
    return new Configuration(configuration);
  }

  /** Submits the job that was defined on an environment and returns its identifier. */
  public JobID submit(StreamExecutionEnvironment environment, String jobName)
      throws InterruptedException, ExecutionException {
    var graph = environment.getStreamGraph();
    graph.setJobName(jobName);
    return cluster.submitJob(graph.getJobGraph()).get().getJobID();
  }

  /**
   * Waits until a job has finished by itself.
   *
   * @return time it ran, from its start to the commit of its last output
   * @throws IllegalStateException if it failed or was cancelled
   */
  public Duration awaitFinished(JobID job)
      throws InterruptedException, ExecutionException, IOException, ClassNotFoundException {
    JobResult result = cluster.requestJobResult(job).get();
    try {
      return Duration.ofMillis(
          result.toJobExecutionResult(getClass().getClassLoader()).getNetRuntime());
    } catch (JobExecutionException e) {
      throw new IllegalStateException("job " + job + " did not finish", e);
    }
  }

  /** Returns the address of the REST interface and web UI. */
  public URI restAddress() throws InterruptedException, ExecutionException {
    return cluster.getRestAddress().get();
  }

  /**
   * Stops a job with a savepoint, so that everything it has emitted exactly once is committed.
   *
   * @param drain whether event time is brought to its end first, which closes every open window
   * @return where the savepoint lies
   */
  public String stop(JobID job, boolean drain)
      throws InterruptedException, ExecutionException, TimeoutException {
    return cluster
        .stopWithSavepoint(
            job,
            directory.resolve("savepoints").toUri().toString(),
            drain,
            SavepointFormatType.CANONICAL)
        .get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
