package io.weir.jobs.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.common.KafkaFixture;
import io.weir.jobs.common.kafka.MessageSizes;
import io.weir.jobs.common.kafka.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Topics take what the jobs send, those that were there before, too. */
class CreateTopicsITCase {
  @Test
  void raisesWhatIsTooSmallAndCreatesWhatIsAbsent() throws Exception {
    Map<String, String> before = Map.of("cleanup.policy", "compact", "max.message.bytes", "1000");
    Topics topics = new Topics("weir.");
    try (KafkaFixture kafka = KafkaFixture.start(1, before);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      int exit =
          new CommandLine(new CreateTopics())
              .execute("--bootstrap-servers=" + kafka.bootstrapServers(), "--partitions=1");
      assertThat(exit).as("event topics that are compacted are refused").isEqualTo(1);
      assertThat(maxBytes(admin, topics.models())).isEqualTo(MessageSizes.LARGE_MESSAGE_BYTES_MAX);
      assertThat(maxBytes(admin, topics.shadowModels()))
          .isEqualTo(MessageSizes.LARGE_MESSAGE_BYTES_MAX);
      assertThat(maxBytes(admin, topics.samples())).isEqualTo(MessageSizes.MESSAGE_BYTES_MAX);
    }
  }

  private static int maxBytes(Admin admin, String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return Integer.parseInt(
        admin
            .describeConfigs(List.of(resource))
            .all()
            .get()
            .get(resource)
            .get("max.message.bytes")
            .value());
  }
}
