package io.weir.jobs.attribution.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ForgetTimeTest {
  @Test
  void comesNoEarlierThanAllowedAndLessThanAStepLater() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      long at = random.nextLong(-1_000_000_000_000L, 4_000_000_000_000L);
      long window = random.nextLong(1, 1L << random.nextInt(1, 35));
      long lateness = random.nextLong(1_000_000_000L);
      long step = Math.max(1, Math.min(window / 64, 10_000));
      assertThat(ForgetTime.of(at, at + window, lateness) - (at + window + lateness))
          .isBetween(0L, step - 1);
    }
  }

  @Test
  void eventsOfOneStepShareTheirTime() {
    long at = 1_767_225_600_000L;
    long window = 3_600_000;
    assertThat(ForgetTime.of(at + 9_999, at + 9_999 + window, 1))
        .isEqualTo(ForgetTime.of(at, at + window, 1));
  }

  @Test
  void staysShortOfTheEndOfTime() {
    assertThat(ForgetTime.of(0, Long.MAX_VALUE - 1, 60_000)).isEqualTo(Long.MAX_VALUE - 1);
  }
}
