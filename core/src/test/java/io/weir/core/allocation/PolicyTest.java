package io.weir.core.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PolicyTest {
  private static int choose(double[] revenue, double[] cost, double price) {
    return Policy.argmax(revenue, 0, cost, 0, revenue.length, price);
  }

  @Test
  void theLargestNetGainWins() {
    double[] revenue = {1, 3, 4};
    double[] cost = {0, 1, 2};
    assertThat(choose(revenue, cost, 0)).isEqualTo(2);
    assertThat(choose(revenue, cost, 1.5)).isEqualTo(1);
    assertThat(choose(revenue, cost, 2.5)).isZero();
  }

  @Test
  void tiesGoToTheCheaperThenToTheLowerIndex() {
    assertThat(choose(new double[] {3, 2, 2}, new double[] {2, 1, 1}, 1)).isEqualTo(1);
    assertThat(choose(new double[] {1, 1}, new double[] {0, 0}, 7)).isZero();
  }

  @Test
  void anInfinitePriceLeavesTheCheapestArm() {
    double[] cost = {1, 0, 0, 2};
    assertThat(choose(new double[] {9, 1, 2, 9}, cost, Double.POSITIVE_INFINITY)).isEqualTo(2);
    assertThat(choose(new double[] {9, 2, 2, 9}, cost, Double.POSITIVE_INFINITY)).isEqualTo(1);
  }

  @Test
  void offsetsAndNetworkOutputsReadTheSameCells() {
    double[] outputs = {1, 2, 0, 1, /* */ 5, 1, 0, 1};
    Predictions view = Predictions.ofOutputs(outputs, 2, 2);
    assertThat(view.revenue(1, 0)).isEqualTo(5);
    assertThat(view.cost(1, 1)).isEqualTo(1);
    int[] arm = new int[2];
    Policy.argmax(view, 0.5, arm);
    assertThat(arm).containsExactly(1, 0);
    assertThat(Policy.argmax(outputs, 4, outputs, 6, 2, 0.5)).isZero();
  }

  @Test
  void wrongShapesAreRefused() {
    assertThatThrownBy(() -> Predictions.of(new double[4], new double[3], 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Predictions.ofOutputs(new double[7], 2, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
