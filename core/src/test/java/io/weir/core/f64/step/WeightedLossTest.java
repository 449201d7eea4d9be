package io.weir.core.f64.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.random.Rng;
import org.junit.jupiter.api.Test;

/** The weighted loss and its gradient. */
class WeightedLossTest {
  private static final int ROWS = 40;
  private static final int ARMS = 3;
  private static final int COLUMNS = 2 * ARMS;

  private final Rng rng = new Rng(8);
  private final double[] output = new double[ROWS * COLUMNS];
  private final int[] arm = new int[ROWS];
  private final double[] revenue = new double[ROWS];
  private final double[] cost = new double[ROWS];
  private final double[] weight = new double[ROWS];

  WeightedLossTest() {
    for (int i = 0; i < output.length; i++) {
      output[i] = rng.nextGaussian();
    }
    for (int i = 0; i < ROWS; i++) {
      arm[i] = rng.nextInt(ARMS);
      revenue[i] = rng.nextGaussian();
      cost[i] = rng.nextDouble();
      weight[i] = 0.1 + 9.9 * rng.nextDouble();
    }
  }

  private double loss(double[] gradient) {
    return FactualLoss.gradient(output, arm, revenue, cost, weight, ROWS, ARMS, gradient);
  }

  @Test
  void gradientIsThatOfFiniteDifferences() {
    double[] gradient = new double[output.length];
    loss(gradient);
    double h = 1e-5;
    for (int k = 0; k < output.length; k++) {
      double at = output[k];
      output[k] = at + h;
      double above = loss(new double[output.length]);
      output[k] = at - h;
      double below = loss(new double[output.length]);
      output[k] = at;
      assertThat(gradient[k]).isCloseTo((above - below) / (2 * h), within(1e-8));
    }
  }

  @Test
  void aRowOfWeightTwoCountsAsTwoRows() {
    double[] once = new double[output.length];
    java.util.Arrays.fill(weight, 1);
    weight[7] = 2;
    double weighted = loss(once) * ROWS;
    java.util.Arrays.fill(weight, 1);
    double[] plain = new double[output.length];
    double sum = loss(plain) * ROWS;
    int r = 7 * COLUMNS + arm[7];
    double row =
        (output[r] - revenue[7]) * (output[r] - revenue[7])
            + (output[r + ARMS] - cost[7]) * (output[r + ARMS] - cost[7]);
    assertThat(weighted).isCloseTo(sum + row, within(1e-12));
    assertThat(once[r]).isEqualTo(2 * plain[r]);
  }

  @Test
  void weightsOfOneChangeNoBit() {
    double[] weighted = new double[output.length];
    double[] plain = new double[output.length];
    java.util.Arrays.fill(weight, 1);
    double one = loss(weighted);
    double other = FactualLoss.gradient(output, arm, revenue, cost, ROWS, ARMS, plain);
    assertThat(one).isEqualTo(other);
    assertThat(weighted).isEqualTo(plain);
  }
}
