package io.weir.cli.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.contract.Problem;
import io.weir.learner.options.LearningOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearningOptionProblemsTest {
  @Test
  void keysOfEarlierReleasesAreTaken() {
    assertThat(LearningOptions.retired()).contains("own.slides", "learner.outcome-clip");
    for (String key : LearningOptions.retired()) {
      assertThat(LearningOptionProblems.of(Map.of(key, "1"))).isEmpty();
    }
  }

  @Test
  void namesWhatIsUnknownAndWhatIsNotAllowed() {
    assertThat(
            LearningOptionProblems.of(
                Map.of("learner.member", "4", "learner.members", "99", "gate.mode", "not_worse")))
        .extracting(Problem::path)
        .containsExactly("learning[learner.member]", "learning[learner.members]");
    assertThat(LearningOptionProblems.of(Map.of("learner.member", "4")).get(0).message())
        .contains("did you mean learner.members?");
  }
}
