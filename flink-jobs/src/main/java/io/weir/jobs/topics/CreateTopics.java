package io.weir.jobs.topics;

import io.weir.jobs.common.Checks;
import io.weir.jobs.common.kafka.JsonTopics;
import io.weir.jobs.common.kafka.Topics;
import io.weir.kafka.CommandErrors;
import io.weir.kafka.DurationConverter;
import io.weir.kafka.KafkaFlags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Creates the topics that are absent and refuses to go on with one that would lose data: a topic of
 * last values that is not compacted forgets its campaigns when its retention runs out. Safe to run
 * any number of times.
 */
@Command(
    name = "create-topics",
    description = "Creates the topics of the contract that do not exist yet.",
    mixinStandardHelpOptions = true)
public final class CreateTopics implements Callable<Integer> {
  private static final String CLEANUP_POLICY = "cleanup.policy";
  private static final String MAX_MESSAGE_BYTES = "max.message.bytes";

  @Mixin private KafkaFlags kafka = new KafkaFlags();

  @Mixin private JsonTopics json = new JsonTopics();

  @Option(
      names = "--partitions",
      defaultValue = "4",
      description =
          "Partitions of each event topic: the most parallelism its readers can use"
              + " (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--replication-factor",
      defaultValue = "1",
      description =
          "Copies of each partition; 3 where anything matters (default: ${DEFAULT-VALUE}).")
  private short replicationFactor;

  @Option(
      names = "--retention",
      defaultValue = "7d",
      converter = DurationConverter.class,
      description =
          "How long events are kept, by the time of their arrival; bounds how far back a replay can"
              + " go (default: ${DEFAULT-VALUE}).")
  private Duration retention = Duration.ZERO;

  /** Runs the command; how it ends is in {@link CommandErrors}. */
  public static void main(String[] arguments) {
    System.exit(CommandErrors.install(new CommandLine(new CreateTopics())).execute(arguments));
  }

  @Override
  public Integer call() throws ExecutionException, InterruptedException {
    Checks.require(partitions >= 1, "--partitions must be at least 1");
    Checks.require(replicationFactor >= 1, "--replication-factor must be at least 1");
    Checks.positive(retention, "--retention");
    kafka.requireBroker();
    try (Admin admin = Admin.create(kafka.clientProperties())) {
      Set<String> present = admin.listTopics().names().get();
      List<NewTopic> absent = new ArrayList<>();
      List<TopicSpec> kept = new ArrayList<>();
      Topics topics = new Topics(kafka.topicPrefix());
      List<TopicSpec> wanted = new ArrayList<>(TopicSpec.all(topics));
      if (json.enabled()) {
        wanted.addAll(TopicSpec.json(topics));
      }
      for (TopicSpec spec : wanted) {
        if (present.contains(spec.name())) {
          kept.add(spec);
        } else {
          absent.add(newTopic(spec));
        }
      }
      admin.createTopics(absent).all().get();
      absent.forEach(topic -> System.out.println("created " + topic.name()));
      return check(admin, kept);
    }
  }

  private NewTopic newTopic(TopicSpec spec) {
    // A majority must hold a record before it counts as written.
    String inSync = Integer.toString(replicationFactor / 2 + 1);
    if (spec.compacted()) {
      return new NewTopic(spec.name(), 1, replicationFactor)
          .configs(
              Map.of(
                  CLEANUP_POLICY,
                  "compact",
                  "min.insync.replicas",
                  inSync,
                  MAX_MESSAGE_BYTES,
                  Integer.toString(spec.maxMessageBytes())));
    }
    // By arrival: a replay carries event times that a retention by event time would throw away.
    return new NewTopic(spec.name(), partitions, replicationFactor)
        .configs(
            Map.of(
                CLEANUP_POLICY,
                "delete",
                "retention.ms",
                Long.toString(retention.toMillis()),
                "message.timestamp.type",
                "LogAppendTime",
                "min.insync.replicas",
                inSync,
                MAX_MESSAGE_BYTES,
                Integer.toString(spec.maxMessageBytes())));
  }

  /** A topic that takes less than the jobs send would stop them; taking more loses nothing. */
  private static void takeLarger(Admin admin, TopicSpec spec, Config config)
      throws ExecutionException, InterruptedException {
    if (Integer.parseInt(config.get(MAX_MESSAGE_BYTES).value()) >= spec.maxMessageBytes()) {
      return;
    }
    ConfigEntry larger =
        new ConfigEntry(MAX_MESSAGE_BYTES, Integer.toString(spec.maxMessageBytes()));
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, spec.name()),
                List.of(new AlterConfigOp(larger, AlterConfigOp.OpType.SET))))
        .all()
        .get();
    System.out.println("raised " + MAX_MESSAGE_BYTES + " of " + spec.name());
  }

  private static int check(Admin admin, List<TopicSpec> specs)
      throws ExecutionException, InterruptedException {
    Map<ConfigResource, KafkaFuture<Config>> configs =
        admin
            .describeConfigs(
                specs.stream()
                    .map(spec -> new ConfigResource(ConfigResource.Type.TOPIC, spec.name()))
                    .toList())
            .values();
    int wrong = 0;
    for (TopicSpec spec : specs) {
      ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, spec.name());
      Config config = Objects.requireNonNull(configs.get(topic), spec.name()).get();
      String policy = config.get(CLEANUP_POLICY).value();
      if (spec.compacted() != policy.equals("compact")) {
        wrong++;
        System.err.println(
            spec.name()
                + " has cleanup.policy="
                + policy
                + " and needs "
                + (spec.compacted() ? "compact" : "delete"));
      } else {
        System.out.println("present " + spec.name());
      }
      takeLarger(admin, spec, config);
    }
    return wrong == 0 ? 0 : 1;
  }
}
