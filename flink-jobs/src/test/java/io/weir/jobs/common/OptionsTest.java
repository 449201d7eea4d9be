package io.weir.jobs.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class OptionsTest {
  @Test
  void readsSecurityFromAFileAndLetsTheCommandLineWin(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("client.properties");
    Files.writeString(file, "security.protocol=SASL_SSL\nssl.truststore.location=/a\n");
    KafkaOptions options = new KafkaOptions();
    new CommandLine(options)
        .parseArgs(
            "--bootstrap-servers=a:1",
            "--kafka-properties=" + file,
            "--kafka-property=ssl.truststore.location=/b");
    options.validate();
    assertThat(options.clientProperties())
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("ssl.truststore.location", "/b")
        .containsEntry("bootstrap.servers", "a:1");
    assertThat(options.topics().dualPrices()).isEqualTo("weir.dual-prices");
  }

  @Test
  void readsDurationsInBothForms() throws Exception {
    DurationConverter converter = new DurationConverter();
    assertThat(converter.convert("1500ms")).isEqualTo(Duration.ofMillis(1500));
    assertThat(converter.convert("PT2M")).isEqualTo(Duration.ofMinutes(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--parallelism=0",
        "--max-parallelism=0",
        "--checkpoint-interval=0s",
        "--idleness=PT-1S",
        "--out-of-orderness=PT-1S",
        "--max-future=PT-1S",
        "--alignment-drift=0s"
      })
  void namesTheOptionThatIsWrong(String argument) {
    RuntimeOptions options = new RuntimeOptions();
    new CommandLine(options).parseArgs(argument);
    assertThatThrownBy(options::validate)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(argument.substring(0, argument.indexOf('=')));
  }
}
