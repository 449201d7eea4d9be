package io.weir.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.jobs.common.kafka.Topics;
import io.weir.jobs.topics.CreateTopics;
import io.weir.jobs.topics.TopicSpec;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.tools.AclCommand;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The access lists on a real broker that authenticates and denies by default. */
class AclsITCase {
  private static final List<String> USERS =
      List.of(
          "weir-attribution",
          "weir-learning",
          "weir-budget",
          "weir-service",
          "weir-console",
          "weir-operator",
          "weir-setup");

  @TempDir private static Path directory;
  private static SecuredBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = SecuredBroker.start(directory.resolve("broker"), USERS);
    Command commands =
        Command.run(
            Repository.path("ops/kafka"),
            "env",
            "KAFKA_ACLS=echo",
            "./acls.sh",
            broker.bootstrapServers(),
            file("admin").toString());
    for (String line : commands.output().lines().toList()) {
      AclCommand.main(line.split(" "));
    }
    assertThat(createTopics("weir-setup")).isZero();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static Path file(String user) throws Exception {
    Path file = directory.resolve(user + ".properties");
    try (Writer writer = Files.newBufferedWriter(file)) {
      broker.client(user).store(writer, "");
    }
    return file;
  }

  private static int createTopics(String user) throws Exception {
    CommandLine command = new CommandLine(new CreateTopics());
    command.setExecutionExceptionHandler((failure, line, parsed) -> 1);
    return command.execute(
        "--bootstrap-servers",
        broker.bootstrapServers(),
        "--kafka-properties",
        file(user).toString(),
        "--partitions",
        "1");
  }

  /** Topics, without the prefix, on which a user may do something, as the broker itself says. */
  private static Set<String> allowed(String user, AclOperation operation) throws Exception {
    Set<String> topics = new TreeSet<>();
    try (Admin admin = Admin.create(broker.client(user))) {
      Set<String> visible = admin.listTopics().names().get();
      admin
          .describeTopics(visible, new DescribeTopicsOptions().includeAuthorizedOperations(true))
          .allTopicNames()
          .get()
          .values()
          .stream()
          .filter(topic -> topic.authorizedOperations().contains(operation))
          .forEach(topic -> topics.add(topic.name().substring("weir.".length())));
    }
    return topics;
  }

  private static Set<String> cell(String text) {
    String names = text.replace("shadow topics", "shadow-models, shadow-dual-prices").strip();
    Set<String> topics = new TreeSet<>(Arrays.asList(names.split(", ")));
    topics.remove("");
    return topics;
  }

  @Test
  void eachMayReadAndWriteWhatTheDocumentationSaysAndNothingElse() throws Exception {
    List<String> rows =
        Repository.text("docs/how-to/secure.md")
            .lines()
            .filter(line -> line.startsWith("| `weir-") && !line.startsWith("| `weir-setup`"))
            .toList();
    assertThat(rows).hasSize(USERS.size() - 1);
    for (String row : rows) {
      String[] cells = row.split("\\|");
      String user = cells[1].substring(cells[1].indexOf('`') + 1, cells[1].lastIndexOf('`'));
      Set<String> reads = cell(cells[2]);
      if (user.equals("weir-operator")) {
        reads = allowed("weir-console", AclOperation.READ);
      }
      assertThat(allowed(user, AclOperation.READ)).as("reads of " + user).isEqualTo(reads);
      assertThat(allowed(user, AclOperation.WRITE))
          .as("writes of " + user)
          .isEqualTo(cell(cells[3]));
      for (AclOperation bulk : List.of(AclOperation.DELETE, AclOperation.ALTER_CONFIGS)) {
        assertThat(allowed(user, bulk)).isEmpty();
      }
    }
  }

  @Test
  void theSetupSeesAllTopicsAndRunsAgain() throws Exception {
    assertThat(allowed("weir-setup", AclOperation.DESCRIBE))
        .hasSize(TopicSpec.all(new Topics("weir.")).size());
    assertThat(createTopics("weir-setup")).isZero();
    assertThat(createTopics("weir-attribution")).isNotZero();
  }

  @Test
  void exactlyOnceNeedsTheJobsOwnTransactionalId() {
    try (KafkaProducer<byte[], byte[]> producer = transactional("weir-attribution")) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("weir.samples", new byte[1], new byte[1]));
      producer.commitTransaction();
    }
    try (KafkaProducer<byte[], byte[]> stranger = transactional("weir-service")) {
      assertThatThrownBy(stranger::initTransactions)
          .isInstanceOf(TransactionalIdAuthorizationException.class);
    }
  }

  @Test
  void aServiceCannotSteerOthersDecisions() {
    Properties properties = broker.client("weir-service");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (String topic : List.of("campaigns", "models", "dual-prices", "budget-status")) {
        assertThatThrownBy(
                () -> producer.send(new ProducerRecord<>("weir." + topic, new byte[1])).get())
            .hasCauseInstanceOf(TopicAuthorizationException.class);
      }
    }
  }

  private static KafkaProducer<byte[], byte[]> transactional(String user) {
    Properties properties = broker.client(user);
    properties.setProperty("transactional.id", "weir-attribution-samples-1");
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
