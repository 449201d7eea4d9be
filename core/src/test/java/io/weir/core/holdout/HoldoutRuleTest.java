package io.weir.core.holdout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.MurmurHash3;
import org.junit.jupiter.api.Test;

class HoldoutRuleTest {
  private static final int UNITS = 200_000;

  @Test
  void followsTheContractStepByStep() {
    double[] probabilities = {0.5, 0.2, 0.3};
    HoldoutRule rule = new HoldoutRule("salt", 0.4, probabilities, false);
    for (int i = 0; i < 5000; i++) {
      String unit = "unit-" + i;
      int expected = HoldoutRule.NOT_IN_HOLDOUT;
      if (u("salt:" + unit) < 0.4) {
        double u = u("salt:arm:" + unit);
        expected = u < 0.5 ? 0 : u < 0.7 ? 1 : 2;
      }
      assertThat(rule.arm(unit, "impression-" + i)).isEqualTo(expected);
    }
  }

  @Test
  void sharesAreTheConfiguredOnes() {
    HoldoutRule rule = new HoldoutRule("s1", 0.1, new double[] {0.6, 0.1, 0.3}, false);
    int[] counts = new int[3];
    int inside = 0;
    for (int i = 0; i < UNITS; i++) {
      int arm = rule.arm("u" + i, "");
      if (arm >= 0) {
        inside++;
        counts[arm]++;
      }
    }
    assertThat((double) inside / UNITS).isCloseTo(0.1, within(5 * Math.sqrt(.09 / UNITS)));
    for (int j = 0; j < 3; j++) {
      double p = rule.probability(j);
      assertThat((double) counts[j] / inside)
          .isCloseTo(p, within(5 * Math.sqrt(p * (1 - p) / inside)));
    }
  }

  @Test
  void isStickyByUnitOrByImpressionAndAnotherSaltDrawsAnew() {
    HoldoutRule byUnit = new HoldoutRule("s", 0.5, new double[] {0.5, 0.5}, false);
    HoldoutRule byImpression = new HoldoutRule("s", 0.5, new double[] {0.5, 0.5}, true);
    HoldoutRule resalted = new HoldoutRule("t", 0.5, new double[] {0.5, 0.5}, false);
    int changedByImpression = 0;
    int changedBySalt = 0;
    for (int i = 0; i < 1000; i++) {
      String unit = "u" + i;
      assertThat(byUnit.arm(unit, "a" + i)).isEqualTo(byUnit.arm(unit, "b" + i));
      assertThat(byImpression.arm("other", unit)).isEqualTo(byUnit.arm(unit, "x"));
      changedByImpression +=
          byImpression.arm(unit, "a" + i) != byImpression.arm(unit, "b" + i) ? 1 : 0;
      changedBySalt += byUnit.arm(unit, "") != resalted.arm(unit, "") ? 1 : 0;
    }
    // Outcomes outside .5, arm 0 .25, arm 1 .25: two draws differ with probability .625.
    assertThat(changedByImpression).isBetween(540, 710);
    assertThat(changedBySalt).isBetween(540, 710);
  }

  @Test
  void ratesZeroAndOneAreExactAndAnArmOfProbabilityZeroIsNeverDrawn() {
    HoldoutRule none = new HoldoutRule("s", 0, new double[] {1, 0}, false);
    HoldoutRule all = new HoldoutRule("s", 1, new double[] {0, 1 - 9e-7, 0}, false);
    for (int i = 0; i < 5000; i++) {
      assertThat(none.arm("u" + i, "")).isEqualTo(HoldoutRule.NOT_IN_HOLDOUT);
      assertThat(all.arm("u" + i, "")).isEqualTo(1);
    }
  }

  @Test
  void probabilitiesAreMatchedByName() {
    HoldoutRule named =
        HoldoutRule.byName(
            "s", 1, List.of("free", "big", "small"), Map.of("small", .7, "free", .3), false);
    assertThat(named.probability(0)).isEqualTo(.3);
    assertThat(named.probability(1)).isZero();
    assertThat(named.probability(2)).isEqualTo(.7);
    HoldoutRule uniform = HoldoutRule.byName("s", 1, List.of("a", "b", "c", "d"), Map.of(), false);
    assertThat(uniform.probability(3)).isEqualTo(.25);
    assertThatThrownBy(() -> HoldoutRule.byName("s", 1, List.of("a"), Map.of("z", 1.0), false))
        .hasMessageContaining("z");
  }

  @Test
  void refusesWhatIsNoDistribution() {
    double[][] bad = {{.5, .4}, {1.1, -.1}, {Double.NaN, 1}, {}};
    for (double[] probabilities : bad) {
      assertThatThrownBy(() -> new HoldoutRule("s", .1, probabilities, false))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (double rate : new double[] {-.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> new HoldoutRule("s", rate, new double[] {1}, false))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static double u(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return (MurmurHash3.hash128x64(utf8, 0, utf8.length, 0)[0] >>> 11) * Math.pow(2, -53);
  }
}
