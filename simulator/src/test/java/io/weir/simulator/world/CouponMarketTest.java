package io.weir.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CouponMarketTest {
  private static final int ROWS = 60_000;

  /** Per arm: mean observed and mean true revenue, then cost, of the rows that got it. */
  private static double[][] means(CouponMarket market, boolean randomized) {
    LoggedMarket.Log log = market.log(randomized, 20);
    double[][] means = new double[CouponMarket.ARMS][4];
    int[] count = new int[CouponMarket.ARMS];
    for (int i = 0; i < ROWS; i++) {
      LoggedMarket.Row row = log.next(i);
      double[] seen = {
        row.revenue(), row.trueRevenue()[row.arm()], row.cost(), row.trueCost()[row.arm()]
      };
      count[row.arm()]++;
      for (int k = 0; k < seen.length; k++) {
        means[row.arm()][k] += seen[k];
      }
    }
    for (int arm = 0; arm < means.length; arm++) {
      assertThat(count[arm]).as("rows of arm %d", arm).isGreaterThan(ROWS / 10);
      for (int k = 0; k < 4; k++) {
        means[arm][k] /= count[arm];
      }
    }
    return means;
  }

  @Test
  void truthIsTheMeanOfWhatRandomizedRowsShow() {
    for (double[] arm : means(new CouponMarket(3, CouponMarket.CONFOUNDING), true)) {
      assertThat(arm[0]).isCloseTo(arm[1], within(0.25));
      assertThat(arm[2]).isCloseTo(arm[3], within(0.05));
    }
  }

  /** Per segment: what the dearest arm seems to bring in the old policy's log, less the truth. */
  private static double[] biasBySegment(double confounding) {
    LoggedMarket.Log log = new CouponMarket(3, confounding).log(false, 20);
    List<String> segments = List.of("new", "casual", "loyal", "lapsed");
    double[][] excess = new double[segments.size()][CouponMarket.ARMS];
    int[][] count = new int[segments.size()][CouponMarket.ARMS];
    for (int i = 0; i < ROWS; i++) {
      LoggedMarket.Row row = log.next(i);
      int segment = segments.indexOf(row.categorical()[0]);
      excess[segment][row.arm()] += row.revenue() - row.trueRevenue()[row.arm()];
      count[segment][row.arm()]++;
    }
    double[] bias = new double[segments.size()];
    for (int s = 0; s < bias.length; s++) {
      bias[s] = excess[s][4] / count[s][4] - excess[s][0] / count[s][0];
    }
    return bias;
  }

  @Test
  void oldPolicysLogMisleadsInSegmentsOfBothSigns() {
    double[] bias = biasBySegment(CouponMarket.CONFOUNDING);
    assertThat(Arrays.stream(bias).max().orElseThrow()).isGreaterThan(1);
    assertThat(Arrays.stream(bias).min().orElseThrow()).isLessThan(-1);
    for (double none : biasBySegment(0)) {
      assertThat(none).isCloseTo(0, within(0.5));
    }
  }

  @Test
  void bestArmDiffersFromPersonToPerson() {
    LoggedMarket.Log log = new CouponMarket(4, 1.5).log(true, 21);
    int[] best = new int[CouponMarket.ARMS];
    for (int i = 0; i < 2000; i++) {
      double[] revenue = log.next(i).trueRevenue();
      int greatest = 0;
      for (int j = 1; j < revenue.length; j++) {
        greatest = revenue[j] > revenue[greatest] ? j : greatest;
      }
      best[greatest]++;
    }
    for (int arm = 1; arm < best.length; arm++) {
      assertThat(best[arm]).as("persons best served by arm %d", arm).isGreaterThan(60);
    }
  }

  @Test
  void sameSeedSameRows() {
    LoggedMarket.Row first = new CouponMarket(5, 1.5).log(false, 22).next(0);
    LoggedMarket.Row second = new CouponMarket(5, 1.5).log(false, 22).next(0);
    assertThat(second.numeric()).isEqualTo(first.numeric());
    assertThat(second.trueCost()).isEqualTo(first.trueCost());
    assertThat(new CouponMarket(6, 1.5).log(false, 22).next(0).numeric())
        .isNotEqualTo(first.numeric());
    assertThatThrownBy(() -> new CouponMarket(1, -1)).isInstanceOf(IllegalArgumentException.class);
  }
}
