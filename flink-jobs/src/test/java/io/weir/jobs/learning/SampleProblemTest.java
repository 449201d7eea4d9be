package io.weir.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.common.deadletter.DeadLetterReason;
import io.weir.learner.sample.SampleProblem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the learner cannot use is told to consumers under a name of the contract. */
class SampleProblemTest {
  @ParameterizedTest
  @EnumSource(SampleProblem.class)
  void everyProblemIsAReason(SampleProblem problem) {
    assertThat(DeadLetterReason.valueOf(problem.name()).name()).isEqualTo(problem.name());
  }
}
