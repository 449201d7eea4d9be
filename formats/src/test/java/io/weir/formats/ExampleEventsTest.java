package io.weir.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.schemas.Assignment;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The events and the mapping that the documentation shows. */
class ExampleEventsTest {
  private static final Path EXAMPLES = Path.of("..", "examples", "events");

  private static FormatFlags flags() {
    FormatFlags flags = new FormatFlags();
    CommandSpec spec = CommandSpec.create().addMixin("f", CommandSpec.forAnnotatedObject(flags));
    new CommandLine(spec)
        .parseArgs(
            "--impressions-format=json",
            "--treatments-format=json",
            "--outcomes-format=json",
            "--event-mapping=" + EXAMPLES.resolve("shop.yaml"));
    flags.validate();
    return flags;
  }

  private static <R> List<R> read(EventDecoder<R> decoder, String file) throws Exception {
    List<R> records = new ArrayList<>();
    for (String line : Files.readAllLines(EXAMPLES.resolve(file))) {
      records.add(decoder.decode(line.getBytes(StandardCharsets.UTF_8)));
    }
    return records;
  }

  @Test
  void areReadAsTheyAreMeant() throws Exception {
    FormatFlags flags = flags();
    List<Impression> impressions = read(flags.impressions().open(), "exposures.jsonl");
    assertThat(impressions).extracting(Impression::getUnitId).containsExactly("4711", "4712");
    assertThat(impressions.get(0).getFeatures()).containsEntry("city", "Rome");
    assertThat(impressions.get(1).getFeatures()).containsEntry("city", "unknown");
    List<Treatment> treatments = read(flags.treatments().open(), "exposures.jsonl");
    assertThat(treatments).extracting(Treatment::getArmId).containsExactly("ten", "none");
    assertThat(treatments)
        .extracting(Treatment::getAssignment)
        .containsExactly(Assignment.RANDOMIZED, Assignment.POLICY);
    List<Outcome> outcomes = read(flags.outcomes().open(), "orders.jsonl");
    assertThat(outcomes.get(0).getImpressionId()).isEqualTo("r-1");
    assertThat(outcomes.get(0).getCostMicros()).isEqualTo(2_500_000);
  }
}
