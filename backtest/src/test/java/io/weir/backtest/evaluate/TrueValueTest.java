package io.weir.backtest.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.allocation.Predictions;
import org.junit.jupiter.api.Test;

class TrueValueTest {
  /** Four individuals, two arms; arm 1 costs 1 and gains 4, 3, 2, 1. */
  private static final double[] REVENUE = {0, 4, 0, 3, 0, 2, 0, 1};

  private static final double[] COST = {0, 1, 0, 1, 0, 1, 0, 1};
  private final TrueValue truth = new TrueValue(2, 0, REVENUE, COST);

  @Test
  void oracleTreatsTheBestFirst() {
    assertThat(truth.ofOracle(0)).isCloseTo(0, within(1e-12));
    assertThat(truth.ofOracle(0.5)).isCloseTo(7 / 4.0, within(1e-9));
    assertThat(truth.ofOracle(2)).isCloseTo(10 / 4.0, within(1e-12));
  }

  @Test
  void mixesBesideAJumpToSpendTheBudgetExactly() {
    assertThat(truth.ofOracle(0.625)).isCloseTo((7 + 0.5 * 2) / 4, within(1e-9));
  }

  @Test
  void chanceIsAShareOfEverybody() {
    assertThat(truth.ofRandom(0.5)).isCloseTo(0.5 * 2.5, within(1e-12));
    assertThat(truth.ofRandom(7)).isCloseTo(2.5, within(1e-12));
  }

  @Test
  void aReversedRankingTreatsTheWorstFirst() {
    double[] reversed = {0, 1, 0, 2, 0, 3, 0, 4};

    assertThat(truth.ofPolicy(Predictions.of(reversed, COST, 2), 0.5))
        .isCloseTo(3 / 4.0, within(1e-9));
  }

  @Test
  void spendsByTrueCostWhateverIsPredicted() {
    double[] dear = {0, 5, 0, 5, 0, 5, 0, 5};

    assertThat(truth.ofPolicy(Predictions.of(REVENUE, dear, 2), 0.5))
        .isCloseTo(7 / 4.0, within(1e-9));
  }
}
