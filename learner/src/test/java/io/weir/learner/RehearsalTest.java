package io.weir.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.learner.train.CoreTrainerFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  /** Only a rehearsal in which models go live runs all the code that is to be warm. */
  @Test
  void publishesModels() {
    assertThat(Rehearsal.run(new CoreTrainerFactory())).isGreaterThanOrEqualTo(3);
  }

  @Test
  void happensOnceInAProcessAndOnAThreadOfItsOwn() throws Exception {
    AtomicLong millis = new AtomicLong(-1);
    Thread first = Rehearsal.inBackground(new CoreTrainerFactory(), millis::set);
    assertThat(Rehearsal.inBackground(new CoreTrainerFactory(), millis::set)).isNull();
    assertThat(first).isNotNull();
    first.join();
    assertThat(millis).hasNonNegativeValue();
  }
}
