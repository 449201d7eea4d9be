package io.weir.core.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IntegralAllocationTest {
  private static double bruteForce(Instances instance, int i, double left) {
    if (i == instance.individuals()) {
      return 0;
    }
    double best = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < instance.arms; j++) {
      double cost = instance.cost[i * instance.arms + j];
      if (cost <= left) {
        best =
            Math.max(
                best,
                instance.revenue[i * instance.arms + j] + bruteForce(instance, i + 1, left - cost));
      }
    }
    return best;
  }

  @Property(tries = 200)
  void itFitsAndIsAsGoodAsItSays(
      @ForAll long seed,
      @ForAll @IntRange(max = 1) int kind,
      @ForAll @IntRange(min = 1, max = 6) int n,
      @ForAll @DoubleRange(max = 8) double budget) {
    Instances instance = Instances.of(kind, seed, n, 3);
    IntegralAllocation found = IntegralAllocation.of(instance.predictions(), budget);
    double cost = 0;
    double revenue = 0;
    for (int i = 0; i < n; i++) {
      cost += instance.cost[i * 3 + found.arm(i)];
      revenue += instance.revenue[i * 3 + found.arm(i)];
    }
    assertThat(cost).isLessThanOrEqualTo(budget + 1e-9);
    assertThat(found.totalCost()).isCloseTo(cost, within(1e-9));
    assertThat(found.totalRevenue()).isCloseTo(revenue, within(1e-9));
    double optimum = bruteForce(instance, 0, budget + 1e-12);
    assertThat(found.revenueBound()).isGreaterThanOrEqualTo(optimum - 1e-9);
    assertThat(revenue).isGreaterThanOrEqualTo(optimum - found.gap() - 1e-9);
    assertThat(found.gap())
        .isLessThanOrEqualTo(Arrays.stream(instance.revenue).max().orElseThrow() + 1e-9);
  }

  @Test
  void whatCannotBePaidIsRefused() {
    Predictions dear = Predictions.of(new double[] {1, 2}, new double[] {1, 2}, 2);
    assertThatThrownBy(() -> IntegralAllocation.of(dear, 0.5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
