package io.weir.learner.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.learner.StreamLearnerOptions;
import io.weir.learner.judge.GateVerdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The documentation lists the options and verdicts that the code has. */
class LearningDocsTest {
  private static final Path DOCS = Path.of("../docs/learning.md");

  @Test
  void everyOptionIsDocumentedAsItIs() throws Exception {
    List<String> rows = new ArrayList<>();
    LearningOptions.all()
        .forEach(o -> rows.add(row(o.key(), o.defaultText(), o.range(), o.description())));
    StreamLearnerOptions.definitions()
        .forEach(o -> rows.add(row(o.key(), o.defaultText(), o.range(), o.description())));
    assertThat(Files.readAllLines(DOCS)).containsAll(rows);
  }

  @Test
  void everyVerdictIsDocumented() throws Exception {
    String text = Files.readString(DOCS);
    for (GateVerdict verdict : GateVerdict.values()) {
      assertThat(text).contains("`" + verdict.name() + "`");
    }
  }

  private static String row(String key, String value, String range, String description) {
    return "| `" + key + "` | `" + value + "` | " + range + " | " + description + " |";
  }
}
