package io.weir.jobs.common;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What every job asks of its environment. */
public final class JobEnvironment {
  private JobEnvironment() {}

  /**
   * Sets state in RocksDB with incremental exactly-once checkpoints, no generic (Kryo) types, reuse
   * of objects between chained operators, parallelism and key groups. Where the state of a
   * checkpoint lies is the cluster's affair.
   *
   * @param environment modified
   */
  public static void configure(StreamExecutionEnvironment environment, RuntimeOptions options) {
    TaskJvm.prepare();
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    // An operator without a uid loses its state with the next change of the graph: refuse it.
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(PipelineOptions.MAX_PARALLELISM, options.maxParallelism());
    configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    // A new key's first read misses; the filter answers that from memory.
    configuration.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
    configuration.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, options.checkpointInterval());
    configuration.set(
        CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS,
        options.checkpointInterval().dividedBy(2));
    // A single failed checkpoint only delays output; the next one covers it.
    configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 3);
    environment.configure(configuration, JobEnvironment.class.getClassLoader());
    environment.setParallelism(options.parallelism());
  }
}
