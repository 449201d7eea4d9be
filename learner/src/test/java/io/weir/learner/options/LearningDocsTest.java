package io.weir.learner.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.learner.judge.GateVerdict;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The documentation lists the options and verdicts that the code has. */
class LearningDocsTest {
  @Test
  void theReferenceOfOptionsIsThatOfTheCode() throws Exception {
    assertThat(Files.readString(Path.of("../docs/reference/learning-options.md")))
        .as("written by OptionsReference")
        .isEqualTo(OptionsReference.markdown());
  }

  @Test
  void theReferenceHasEveryOptionOnce() {
    String text = OptionsReference.markdown();
    LearningOptions.all().forEach(o -> assertThat(text).containsOnlyOnce("| `" + o.key() + "` |"));
  }

  @Test
  void everyVerdictIsDocumented() throws Exception {
    String text = Files.readString(Path.of("../docs/reference/verdicts-and-alarms.md"));
    for (GateVerdict verdict : GateVerdict.values()) {
      assertThat(text).contains("`" + verdict.name() + "`");
    }
  }
}
