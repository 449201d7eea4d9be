package io.weir.cli.replay;

import io.weir.cli.embedded.CampaignSource;
import io.weir.cli.embedded.EmbeddedCluster;
import io.weir.jobs.attribution.AttributionJob;
import io.weir.jobs.attribution.AttributionOptions;
import io.weir.jobs.attribution.AttributionSinks;
import io.weir.jobs.attribution.AttributionSources;
import io.weir.jobs.common.kafka.Topics;
import io.weir.jobs.learning.LearningJob;
import io.weir.jobs.learning.LearningJobOptions;
import io.weir.jobs.learning.LearningSinks;
import io.weir.jobs.learning.LearningSources;
import io.weir.schemas.Campaign;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.TopicPartition;

/**
 * The live jobs on sources that end. When a source has ended, event time runs to its end: every
 * open window closes, every slide that is due is solved, and the job finishes.
 */
final class ReplayJobs {
  private final EmbeddedCluster cluster;
  private final TopicAccess topics;
  private final String groupPrefix;
  private final Duration outOfOrderness;
  private final List<String> properties;

  /**
   * Makes the jobs.
   *
   * @param groupPrefix begins transactional ids; of no other job on the broker
   * @param outOfOrderness how far behind the latest of its partition an event may lie
   * @param properties flags with further client properties
   */
  ReplayJobs(
      EmbeddedCluster cluster,
      TopicAccess topics,
      String groupPrefix,
      Duration outOfOrderness,
      List<String> properties) {
    this.cluster = cluster;
    this.topics = topics;
    this.groupPrefix = groupPrefix;
    this.outOfOrderness = outOfOrderness;
    this.properties = properties;
  }

  /** Joins the events under one prefix to samples under another. */
  void attribute(String fromPrefix, String toPrefix, List<Campaign> campaigns) throws Exception {
    AttributionOptions from = AttributionOptions.parse(arguments(fromPrefix));
    AttributionOptions to = AttributionOptions.parse(arguments(toPrefix));
    Topics events = from.topics();
    Map<TopicPartition, Long> ends =
        topics.ends(List.of(events.impressions(), events.treatments(), events.outcomes()));
    StreamExecutionEnvironment environment = environment();
    AttributionJob.define(
        environment,
        AttributionSources.bounded(from, ends, CampaignSource.of(campaigns)),
        AttributionSinks.kafka(to),
        from);
    cluster.awaitFinished(cluster.submit(environment, "weir replay: attribution"));
  }

  /**
   * Learns from the samples of a topic and publishes under a prefix.
   *
   * @param maxRate samples of a campaign a second of event time at most; 0 for no limit
   */
  void learn(String samplesTopic, String toPrefix, Collection<Campaign> campaigns, int maxRate)
      throws Exception {
    LearningJobOptions to =
        LearningJobOptions.parse(
            arguments(
                toPrefix, "--hold-cap", "1000000000", "--max-rate", Integer.toString(maxRate)));
    StreamExecutionEnvironment environment = environment();
    LearningJob.define(
        environment,
        LearningSources.bounded(
            to,
            samplesTopic,
            topics.ends(List.of(samplesTopic)),
            CampaignSource.of(List.copyOf(campaigns))),
        LearningSinks.kafka(to),
        to);
    cluster.awaitFinished(cluster.submit(environment, "weir replay: learning"));
  }

  private StreamExecutionEnvironment environment() {
    return StreamExecutionEnvironment.getExecutionEnvironment(cluster.configuration());
  }

  private String[] arguments(String prefix, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--bootstrap-servers",
                topics.bootstrapServers(),
                "--topic-prefix",
                prefix,
                "--group-prefix",
                groupPrefix,
                "--checkpoint-interval",
                "2s",
                "--out-of-orderness",
                outOfOrderness.toMillis() + "ms",
                // Topics are read as fast as each goes: the slowest holds event time, and none of
                // them is idle before it has ended.
                "--idleness",
                "1d",
                "--alignment-drift",
                "36500d"));
    all.addAll(properties);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
