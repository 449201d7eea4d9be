package io.weir.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConfidenceSequenceTest {
  private static final double LEVEL = 0.05;

  @Test
  void theMeanStaysInsideHoweverOftenOneLooks() {
    int runs = 1000;
    int asymptoticMisses = 0;
    int bernsteinMisses = 0;
    int fixedMisses = 0;
    SplittableRandom random = new SplittableRandom(42);
    for (int run = 0; run < runs; run++) {
      AsymptoticConfidenceSequence asymptotic = new AsymptoticConfidenceSequence(LEVEL, 300);
      EmpiricalBernsteinSequence bernstein = new EmpiricalBernsteinSequence(LEVEL, 0, 4);
      Moments plain = new Moments();
      boolean asymptoticMissed = false;
      boolean bernsteinMissed = false;
      boolean fixedMissed = false;
      for (int t = 1; t <= 1500; t++) {
        // Mean one: nothing three times in four, else four.
        double x = random.nextInt(4) == 0 ? 4 : 0;
        asymptotic.add(x);
        bernstein.add(x);
        plain.add(x);
        bernsteinMissed |= !bernstein.interval().covers(1);
        if (t >= 50) {
          asymptoticMissed |= !asymptotic.interval().covers(1);
          double half = 1.96 * Math.sqrt(plain.varianceX() / t);
          fixedMissed |= Math.abs(plain.meanX() - 1) > half;
        }
      }
      asymptoticMisses += asymptoticMissed ? 1 : 0;
      bernsteinMisses += bernsteinMissed ? 1 : 0;
      fixedMisses += fixedMissed ? 1 : 0;
    }
    assertThat(asymptoticMisses / (double) runs).isLessThanOrEqualTo(LEVEL);
    assertThat(bernsteinMisses / (double) runs).isLessThanOrEqualTo(LEVEL);
    // The test can fail: the ordinary interval, looked at every time, misses far too often.
    assertThat(fixedMisses / (double) runs).isGreaterThan(0.2);
  }

  @Test
  void theyNarrowAndSurviveSaving() {
    SplittableRandom random = new SplittableRandom(1);
    AsymptoticConfidenceSequence asymptotic = new AsymptoticConfidenceSequence(LEVEL, 1000);
    EmpiricalBernsteinSequence bernstein = new EmpiricalBernsteinSequence(LEVEL, -1, 1);
    assertThat(asymptotic.interval().covers(1e9)).isTrue();
    assertThat(bernstein.interval().lower()).isEqualTo(-1);
    for (int t = 0; t < 20_000; t++) {
      double x = random.nextDouble() - 0.5;
      asymptotic.add(x);
      bernstein.add(x);
      if (t == 9_999) {
        AsymptoticConfidenceSequence copy = new AsymptoticConfidenceSequence(LEVEL, 1000);
        copy.restore(asymptotic.save());
        asymptotic = copy;
        EmpiricalBernsteinSequence other = new EmpiricalBernsteinSequence(LEVEL, -1, 1);
        other.restore(bernstein.save());
        assertThat(other.interval()).isEqualTo(bernstein.interval());
        bernstein = other;
      }
    }
    double fixedHalf = 1.96 * Math.sqrt(1.0 / 12 / 20_000);
    ValueEstimate a = asymptotic.interval();
    assertThat((a.upper() - a.lower()) / 2).isBetween(fixedHalf, 2.5 * fixedHalf);
    ValueEstimate b = bernstein.interval();
    assertThat((b.upper() - b.lower()) / 2).isBetween(fixedHalf, 4 * fixedHalf);
    assertThat(b.value()).isCloseTo(0, within(0.02));
  }

  @Test
  void outOfBoundsIsRefused() {
    EmpiricalBernsteinSequence bernstein = new EmpiricalBernsteinSequence(LEVEL, 0, 1);
    assertThatThrownBy(() -> bernstein.add(1.5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AsymptoticConfidenceSequence(0, 10))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
