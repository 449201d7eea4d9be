package io.weir.core.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedemptionCurveTest {
  private static final long WINDOW = 3_600_000;
  private static final long START = 1_700_000_000_000L;

  private record Redemption(long atMillis, long treatedAtMillis, double amount) {}

  /**
   * A treatment a second, each predicted to cost 1; a share is redeemed for 4 after an exponential
   * delay with a mean of a third of the window.
   */
  private static List<Redemption> redemptions(SplittableRandom random, int n, double ratio) {
    List<Redemption> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      long treated = START + i * 1000L;
      double delay = -Math.log(1 - random.nextDouble()) * WINDOW / 3;
      if (random.nextDouble() < ratio / 4 && delay < WINDOW) {
        all.add(new Redemption(treated + (long) delay, treated, 4));
      }
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({"0.25, 1", "0.5, 0.7", "0.9, 1.3", "3, 1.3"})
  void ratioAndOpenSpendAreKnownBeforeTheWindowCloses(double windows, double ratio) {
    int n = (int) (windows * WINDOW / 1000);
    double realizedAtEnd = ratio * (1 - Math.exp(-3));
    double ratios = 0;
    double open = 0;
    double trueOpen = 0;
    int repeats = 40;
    for (int r = 0; r < repeats; r++) {
      RedemptionCurve curve = new RedemptionCurve(WINDOW, 20);
      long now = START + n * 1000L;
      for (int i = 0; i < n; i++) {
        curve.issued(START + i * 1000L, 1);
      }
      for (Redemption redemption : redemptions(new SplittableRandom(r), n, ratio)) {
        if (redemption.atMillis() <= now) {
          curve.spent(
              redemption.treatedAtMillis(),
              RedemptionCurve.bin(redemption.atMillis() - redemption.treatedAtMillis(), WINDOW),
              redemption.amount());
        } else {
          trueOpen += redemption.amount() / repeats;
        }
      }
      RedemptionCurve.Estimate estimate = curve.at(now);
      ratios += estimate.ratio() / repeats;
      open += estimate.openSpend() / repeats;
    }
    // Ages that nobody has lived through are known by the prior alone.
    if (windows >= 0.9) {
      assertThat(ratios).isCloseTo(realizedAtEnd, within(0.05));
      assertThat(open).isCloseTo(trueOpen, within(0.06 * trueOpen));
    } else {
      // For those it is believed that predictions come true.
      assertThat(ratios)
          .isBetween(0.9 * Math.min(1, realizedAtEnd), 1.1 * Math.max(1, realizedAtEnd));
    }
  }

  @Test
  void anExpiredTreatmentIsNoLongerOpen() {
    RedemptionCurve curve = new RedemptionCurve(WINDOW, 1);
    curve.issued(START, 100);
    assertThat(curve.at(START).openSpend()).isCloseTo(100, within(2.0));
    assertThat(curve.at(START + 2 * WINDOW).openSpend()).isZero();
    assertThat(curve.at(START + 2 * WINDOW).ratio()).isLessThan(0.06);
  }

  @Test
  void fadingLetsNewEvidenceCountForMore() {
    RedemptionCurve curve = new RedemptionCurve(WINDOW, 1);
    issueAndRedeem(curve, START, 1000, 2000);
    double before = curve.at(START + 2 * WINDOW).ratio();
    curve.fade(0.1);
    assertThat(curve.at(START + 2 * WINDOW).ratio()).isCloseTo(before, within(0.02));
    issueAndRedeem(curve, START + 3 * WINDOW, 1000, 500);
    assertThat(curve.at(START + 5 * WINDOW).ratio()).isBetween(0.5, 0.75);
  }

  private static void issueAndRedeem(
      RedemptionCurve curve, long atMillis, double predicted, double spent) {
    curve.issued(atMillis, predicted);
    curve.spent(atMillis, 3, spent);
  }

  @Test
  void savesAndRestores() throws Exception {
    RedemptionCurve curve = new RedemptionCurve(WINDOW, 5);
    for (int i = 0; i < 100; i++) {
      curve.issued(START + i * 60_000L, i);
      curve.spent(START + i * 60_000L, i % RedemptionCurve.BINS, i / 3.0);
    }
    RedemptionCurve copy = new RedemptionCurve(WINDOW, 5);
    copy.read(StateInput.of(StateOutput.bytesOf(curve::write)));
    assertThat(copy.at(START + 6_000_000)).isEqualTo(curve.at(START + 6_000_000));
  }
}
