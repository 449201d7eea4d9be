package io.weir.core.holdout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TrafficShareTest {
  private static final int UNITS = 40_000;

  @Test
  void takesInItsShareAndIsNested() {
    TrafficShare small = new TrafficShare("salt", 0.1);
    TrafficShare large = new TrafficShare("salt", 0.4);
    int inSmall = 0;
    int inLarge = 0;
    for (int i = 0; i < UNITS; i++) {
      boolean both = small.includes("u" + i);
      inSmall += both ? 1 : 0;
      inLarge += large.includes("u" + i) ? 1 : 0;
      assertThat(both && !large.includes("u" + i)).isFalse();
    }
    // Five standard deviations of a binomial.
    assertThat(inSmall).isBetween(4_000 - 300, 4_000 + 300);
    assertThat(inLarge).isBetween(16_000 - 490, 16_000 + 490);
  }

  @Test
  void isIndependentOfTheHoldout() {
    HoldoutRule holdout = new HoldoutRule("salt", 0.5, new double[] {.5, .5}, false);
    TrafficShare share = new TrafficShare("salt", 0.5);
    int both = 0;
    for (int i = 0; i < UNITS; i++) {
      boolean randomized = holdout.arm("u" + i, "") != HoldoutRule.NOT_IN_HOLDOUT;
      both += randomized && share.includes("u" + i) ? 1 : 0;
    }
    assertThat(both).isBetween(10_000 - 433, 10_000 + 433);
  }

  @Test
  void theEndsAreNobodyAndEverybody() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(new TrafficShare("salt", 0).includes("u" + i)).isFalse();
      assertThat(new TrafficShare("salt", 1).includes("u" + i)).isTrue();
    }
    for (double wrong : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> new TrafficShare("salt", wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
