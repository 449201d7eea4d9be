package io.weir.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MappingFileTest {
  @TempDir Path directory;

  private FormatFlags flags(String mapping, String... more) throws Exception {
    Path file = directory.resolve("mapping.yaml");
    Files.writeString(file, mapping);
    FormatFlags flags = new FormatFlags();
    CommandLine command = new CommandLine(CommandLine.Model.CommandSpec.create());
    command
        .getCommandSpec()
        .addMixin("formats", CommandLine.Model.CommandSpec.forAnnotatedObject(flags));
    String[] arguments = new String[more.length + 1];
    arguments[0] = "--event-mapping=" + file;
    System.arraycopy(more, 0, arguments, 1, more.length);
    command.parseArgs(arguments);
    flags.validate();
    return flags;
  }

  @Test
  void tellsAllProblemsAtOnce() {
    assertThatThrownBy(
            () ->
                flags(
                    """
                    impresions: {}
                    outcomes:
                      outcomeID: $.id
                      impressionId: $.a..b
                      cost: {paht: $.x}
                      occurredAt: [1]
                    """,
                    "--outcomes-format=json"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("impresions is not known; did you mean impressions?")
        .hasMessageContaining("outcomes.outcomeID is not known; did you mean outcomeId?")
        .hasMessageContaining("outcomes.impressionId: \"$.a..b\" is no path")
        .hasMessageContaining("outcomes.cost.paht is not known; did you mean path?")
        .hasMessageContaining("outcomes.occurredAt must be a path");
  }

  @Test
  void refusesAMappingThatNothingWouldUse() {
    assertThatThrownBy(() -> flags("outcomes: {outcomeId: $.id}"))
        .hasMessage(
            "--event-mapping maps outcomes, which needs --outcomes-format json or avro-confluent");
  }

  @Test
  void confluentNeedsARegistry() {
    assertThatThrownBy(() -> flags("{}", "--impressions-format=avro-confluent"))
        .hasMessage("--impressions-format avro-confluent needs --schema-registry");
    assertThatThrownBy(() -> flags("{}", "--impressions-format=avro"))
        .hasMessageContaining("--impressions-format: \"avro\" is no format");
    assertThatThrownBy(() -> flags("{}", "--schema-registry=localhost:8081"))
        .hasMessageContaining("--schema-registry must be an http or https address");
  }

  @Test
  void theRestStaysAsItIs() throws Exception {
    FormatFlags flags = flags("outcomes: {outcomeId: $.id}", "--outcomes-format=json");
    assertThat(flags.outcomes().isSingleObject()).isFalse();
    assertThat(flags.impressions().isSingleObject()).isTrue();
    assertThat(flags.treatments().isSingleObject()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$.", "$a", "$[x]", "$[-1]", "$['a", "$.a b", "$.*"})
  void whatIsNoPathIsRefused(String text) {
    assertThatThrownBy(() -> ValuePath.of(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
