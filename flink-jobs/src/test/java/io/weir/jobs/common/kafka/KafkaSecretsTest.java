package io.weir.jobs.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.jobs.attribution.AttributionOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Secrets reach Kafka's clients and nobody else. */
class KafkaSecretsTest {
  private static final String SECRET = "s3cr3t-of-the-test";
  private static final String JAAS =
      "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"weir\" password=\""
          + SECRET
          + "\";";

  @TempDir private Path directory;

  private static final class Recorder extends AbstractAppender {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    Recorder() {
      super("recorder", null, null, false, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      lines.add(event.getMessage().getFormattedMessage() + event.getThrown());
    }
  }

  private Path file(String content) throws Exception {
    return Files.writeString(directory.resolve("client.properties"), content);
  }

  private static KafkaOptions options(Path file) {
    return AttributionOptions.parse(
            "--bootstrap-servers", "127.0.0.1:1", "--kafka-properties", file.toString())
        .kafka();
  }

  /** Makes every kind of client and returns all that was logged. */
  private static List<String> logOfClients(Properties properties) {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    var root = context.getConfiguration().getRootLogger();
    Level level = root.getLevel();
    Recorder recorder = new Recorder();
    recorder.start();
    root.addAppender(recorder, Level.ALL, null);
    root.setLevel(Level.INFO);
    context.updateLoggers();
    try (var producer =
            new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        var consumer =
            new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var admin = Admin.create(properties)) {
      assertThat(List.of(producer, consumer, admin)).doesNotContainNull();
    } finally {
      root.removeAppender("recorder");
      root.setLevel(level);
      context.updateLoggers();
    }
    return recorder.lines;
  }

  @Test
  void secretsOfTheFileAreNotLogged() throws Exception {
    Path file =
        file(
            "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=SCRAM-SHA-512\nsasl.jaas.config="
                + JAAS.replace("\"", "\\\"")
                + "\nssl.truststore.password="
                + SECRET
                + "\n");
    Properties properties = options(file).clientProperties();
    assertThat(properties.getProperty("sasl.jaas.config")).contains(SECRET);
    List<String> lines = logOfClients(properties);
    assertThat(lines).anyMatch(line -> line.contains("SASL_PLAINTEXT"));
    assertThat(lines).noneMatch(line -> line.contains(SECRET));
  }

  @Test
  void aProviderKeepsTheSecretOutOfTheOptionsThemselves() throws Exception {
    Path credentials = directory.resolve("credentials.properties");
    Files.writeString(credentials, "sasl.jaas.config=" + JAAS.replace("\"", "\\\""));
    Path file =
        file(
            "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=SCRAM-SHA-512\nconfig.providers=file\n"
                + "config.providers.file.class="
                + "org.apache.kafka.common.config.provider.FileConfigProvider\n"
                + "sasl.jaas.config=${file:"
                + credentials
                + ":sasl.jaas.config}\n");
    Properties properties = options(file).clientProperties();
    assertThat(properties.toString()).doesNotContain(SECRET);
    // A login module that got no user name and password would refuse to start.
    assertThat(logOfClients(properties)).noneMatch(line -> line.contains(SECRET));
  }

  @Test
  void aSecretOnTheCommandLineIsRefused() {
    for (String name :
        List.of("sasl.jaas.config", "ssl.keystore.password", "sasl.oauthbearer.client.secret")) {
      assertThatThrownBy(
              () ->
                  AttributionOptions.parse(
                      "--bootstrap-servers", "b:1", "--kafka-property", name + "=" + SECRET))
          .isInstanceOf(CommandLine.ParameterException.class)
          .hasMessageContaining(name)
          .hasMessageNotContaining(SECRET);
    }
  }

  @Test
  void aReferenceToASecretIsNot() {
    KafkaOptions options =
        AttributionOptions.parse(
                "--bootstrap-servers",
                "b:1",
                "--kafka-property",
                "sasl.jaas.config=${file:/etc/weir/secret:jaas}")
            .kafka();
    assertThat(options.clientProperties().getProperty("sasl.jaas.config")).startsWith("${file:");
  }
}
