package io.weir.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.common.kafka.Topics;
import io.weir.jobs.topics.TopicSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The access lists name real topics and groups, leave none out and give nothing in bulk. */
class AclsTest {
  private static final Pattern TOPIC = Pattern.compile("--topic (\\S+)");

  private static List<String> commands() throws Exception {
    Command run =
        Command.run(
            Repository.path("ops/kafka"), "env", "KAFKA_ACLS=echo", "./acls.sh", "broker:9092");
    assertThat(run.exitCode()).as(run.output()).isZero();
    return run.output().lines().toList();
  }

  private static Set<String> topics(List<String> commands, String operation) {
    Set<String> topics = new HashSet<>();
    for (String command : commands) {
      Matcher matcher = TOPIC.matcher(command);
      while (command.contains("--operation " + operation + " ") && matcher.find()) {
        topics.add(matcher.group(1));
      }
    }
    return topics;
  }

  @Test
  void everyTopicHasAReaderAndAWriterAndNoOtherIsNamed() throws Exception {
    Set<String> all =
        TopicSpec.all(new Topics("weir.")).stream()
            .map(TopicSpec::name)
            .collect(Collectors.toSet());
    assertThat(topics(commands(), "Read")).isEqualTo(all);
    assertThat(topics(commands(), "Write")).isEqualTo(all);
  }

  @Test
  void nobodyGetsEverything() throws Exception {
    assertThat(commands())
        .noneMatch(command -> command.contains("--operation All"))
        .noneMatch(command -> command.contains("User:*"))
        .noneMatch(command -> command.contains("--topic *"));
  }

  @Test
  void groupsAndTransactionsAreThoseOfTheJobs() throws Exception {
    List<String> commands = new ArrayList<>(commands());
    assertThat(commands)
        .anyMatch(c -> c.contains("weir-attribution ") && c.contains("--group weir-attribution"))
        .anyMatch(c -> c.contains("weir-learning ") && c.contains("--group weir-learning"))
        .anyMatch(
            c ->
                c.contains("User:weir-attribution ")
                    && c.contains("--transactional-id weir-attribution- ")
                    && c.contains("prefixed"));
  }
}
