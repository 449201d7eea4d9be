package io.weir.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.learner.train.CoreTrainerFactory;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  /** Only a rehearsal in which models go live runs all the code that is to be warm. */
  @Test
  void publishesModels() {
    assertThat(Rehearsal.run(new CoreTrainerFactory())).isGreaterThanOrEqualTo(3);
  }

  @Test
  void happensOnceInAProcess() {
    Rehearsal.once(new CoreTrainerFactory());
    assertThat(Rehearsal.once(new CoreTrainerFactory())).isZero();
  }
}
