package io.weir.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

class KafkaFlagsTest {
  private static KafkaFlags parse(String... arguments) {
    KafkaFlags flags = new KafkaFlags();
    new CommandLine(flags).parseArgs(arguments);
    return flags;
  }

  @Test
  void takesThePropertiesOfTheFileAndLetsTheCommandLineWin(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("client.properties");
    Files.writeString(file, "security.protocol=SASL_SSL\nssl.truststore.location=/a\n");
    KafkaFlags flags =
        parse(
            "--bootstrap-servers=a:1",
            "--kafka-properties=" + file,
            "--kafka-property=ssl.truststore.location=/b");
    flags.validate();
    assertThat(flags.clientMap())
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("ssl.truststore.location", "/b")
        .containsEntry("bootstrap.servers", "a:1");
    assertThat(flags.topicPrefix()).isEqualTo("weir.");
    assertThat(flags.namesBrokers()).isTrue();
    assertThat(parse().namesBrokers()).isFalse();
  }

  @Test
  void namesWhatIsWrong() {
    assertThatThrownBy(parse("--kafka-properties=/no/such/file")::clientMap)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--kafka-properties cannot be read: /no/such/file");
    assertThatThrownBy(parse("--topic-prefix=a b")::validate)
        .hasMessageContaining("--topic-prefix");
    assertThatThrownBy(parse("--bootstrap-servers= ")::validate)
        .hasMessageContaining("--bootstrap-servers");
    assertThatThrownBy(parse("--kafka-property=ssl.key.password=x")::validate)
        .hasMessageContaining("ssl.key.password holds a secret");
    parse("--kafka-property=ssl.key.password=${file:/a:b}").validate();
  }

  @ParameterizedTest
  @CsvSource({
    "500ms,500",
    "90s,90000",
    "5m,300000",
    "5min,300000",
    "2h,7200000",
    "7d,604800000",
    "PT2M,120000"
  })
  void readsDurations(String text, long millis) {
    assertThat(new DurationConverter().convert(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"500,500ms", "90000,90s", "300000,5m", "7200000,2h", "604800000,7d", "0,0ms"})
  void writesDurationsAsItReadsThem(long millis, String text) {
    Duration duration = Duration.ofMillis(millis);
    assertThat(DurationConverter.format(duration)).isEqualTo(text);
    assertThat(new DurationConverter().convert(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "five minutes", "-5m", "1.5h", "PT", "999999999999999d", "5mm"})
  void refusesWhatIsNoDuration(String text) {
    assertThatThrownBy(() -> new DurationConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("is no duration such as");
  }
}
