package io.weir.jobs.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.jobs.common.kafka.KafkaOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class OptionsTest {
  @Test
  void namesTopicsAndGroupsByTheirPrefixes() {
    KafkaOptions options = new KafkaOptions();
    new CommandLine(options)
        .parseArgs("--bootstrap-servers=a:1", "--topic-prefix=t.", "--group-prefix=g-");
    options.validate();
    assertThat(options.clientProperties()).containsEntry("bootstrap.servers", "a:1");
    assertThat(options.topics().dualPrices()).isEqualTo("t.dual-prices");
    assertThat(options.group("budget")).isEqualTo("g-budget");
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
