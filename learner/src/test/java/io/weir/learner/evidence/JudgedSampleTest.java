package io.weir.learner.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.allocation.Policy;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.learner.estimate.BucketedMeans;
import io.weir.learner.estimate.MeanEstimate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JudgedSampleTest {
  private static final int ARMS = 3;
  private static final double PRICE = 0.5;

  /** Worlds whose outcomes are as unlike as outcomes get. */
  private enum World {
    NORMAL,
    RARE,
    HEAVY,
    RAMP;

    double revenue(double x, int arm, double time, SplittableRandom random) {
      double mean = mean(x, arm, time);
      return switch (this) {
        case NORMAL, RAMP -> mean + random.nextGaussian();
        case RARE -> random.nextDouble() < mean / 50 ? 50 : 0;
        case HEAVY -> mean * Math.exp(1.2 * random.nextGaussian() - 0.72);
      };
    }

    double mean(double x, int arm, double time) {
      double level = this == RAMP && time >= 0.6 ? 3 : 1;
      return level + arm * 0.3 * x;
    }

    /** Probabilities of the arms, which the ramp changes with the level. */
    double[] propensity(double time) {
      return this == RAMP && time < 0.6
          ? new double[] {0.8, 0.05, 0.15}
          : new double[] {0.4, 0.35, 0.25};
    }
  }

  private static JudgedRows simulate(World world, int rows, SplittableRandom random) {
    JudgedRows judged = new JudgedRows(ARMS);
    for (int i = 0; i < rows; i++) {
      double time = i / (double) rows;
      double x = 2 * random.nextDouble() - 1;
      double[] p = world.propensity(time);
      double u = random.nextDouble();
      int arm = u < p[0] ? 0 : u < p[0] + p[1] ? 1 : 2;
      double cost = random.nextDouble() < 0.5 ? arm : 0;
      double[] predictions = predictions(x);
      judged.add(
          new JudgedRow(
              new RandomizedOutcome(
                  random.nextInt(BucketedMeans.BUCKETS),
                  arm,
                  p[arm],
                  world.revenue(x, arm, time, random),
                  cost),
              i,
              i / 100,
              0,
              predictions,
              -1,
              -1,
              new double[0]));
    }
    return judged;
  }

  /** Wrong by a factor, and without a clue of the level. */
  private static double[] predictions(double x) {
    return new double[] {0, 0.6 * x, 1.1 * x, 0, 0.4, 0.9};
  }

  private static JudgedSample all(JudgedRows rows) {
    return rows.gather(0, 0, rows.end(), Lineage.ofCandidates(), Double.POSITIVE_INFINITY);
  }

  private static double truth(World world) {
    double sum = 0;
    int steps = 100_000;
    for (int i = 0; i < steps; i++) {
      double x = 2 * (i + 0.5) / steps - 1;
      double[] out = predictions(x);
      int arm = Policy.argmax(out, 0, out, ARMS, ARMS, PRICE);
      sum += 0.6 * world.mean(x, arm, 0) + 0.4 * world.mean(x, arm, 1);
    }
    return sum / steps;
  }

  @ParameterizedTest
  @EnumSource(World.class)
  void intervalsCoverTheTruthAndEstimatesAreUnbiased(World world) {
    SplittableRandom random = new SplittableRandom(11);
    double truth = truth(world);
    int runs = 1_000;
    int covered = 0;
    double sum = 0;
    double squares = 0;
    for (int run = 0; run < runs; run++) {
      MeanEstimate value = all(simulate(world, 2_500, random)).at(PRICE).value();
      covered += value.lower() <= truth && truth <= value.upper() ? 1 : 0;
      sum += value.value();
      squares += value.value() * value.value();
    }
    double mean = sum / runs;
    double error = Math.sqrt((squares / runs - mean * mean) / runs);
    assertThat(Math.abs(mean - truth)).isLessThan(3.5 * error);
    assertThat(covered / (double) runs).isBetween(0.93, 0.985);
  }

  @Test
  void costIsJudgedByTheSameRows() {
    JudgedSample sample = all(simulate(World.NORMAL, 20_000, new SplittableRandom(3)));
    // Arm 1 never pays at this price but to those of whom arm 2 is better: 2 x 1.1 - .45 > 0.
    MeanEstimate cost = sample.at(PRICE).cost();
    double share = 0;
    for (int i = 0; i < 100_000; i++) {
      double x = 2 * (i + 0.5) / 100_000 - 1;
      double[] out = predictions(x);
      share += Policy.argmax(out, 0, out, ARMS, ARMS, PRICE) / 100_000.0;
    }
    assertThat(cost.lower()).isLessThan(0.5 * share);
    assertThat(cost.upper()).isGreaterThan(0.5 * share);
    assertThat(sample.at(Double.POSITIVE_INFINITY).incremental().value()).isZero();
  }

  @Test
  void noOutcomeYetIsNoCertainty() {
    JudgedRows rows = new JudgedRows(2);
    for (int i = 0; i < 300; i++) {
      rows.add(
          new JudgedRow(
              new RandomizedOutcome(i % 64, i % 2, 0.5, 0, 0),
              i,
              0,
              1,
              new double[4],
              -1,
              -1,
              new double[0]));
    }
    assertThat(all(rows).at(1).value().upper()).isInfinite();
    assertThat(all(rows).at(1).value().lower()).isInfinite();
    assertThat(new JudgedRows(2).gather(0, 0, 9, Lineage.ofCandidates(), 10).at(1).value().upper())
        .isInfinite();
  }

  @Test
  void aLiveModelSpeaksForItselfOnlySinceItIsLive() {
    JudgedRows rows = new JudgedRows(2);
    double[] first = {0, 1, 0, 1};
    double[] second = {0, -1, 0, 1};
    for (int i = 0; i < 200; i++) {
      boolean live = i >= 100;
      rows.add(
          new JudgedRow(
              new RandomizedOutcome(i % 64, i % 2, 0.5, i % 2, 0),
              i,
              0,
              1,
              first,
              live ? 7 : 6,
              1,
              live ? second : first));
    }
    JudgedSample sample = rows.gather(0, 0, rows.end(), Lineage.ofLive(7), 1e9);
    assertThat(sample.prediction(99, 1)).isEqualTo(1);
    assertThat(sample.prediction(100, 1)).isEqualTo(-1);
    assertThat(sample.liveArm(99, 7)).isEqualTo(-1);
    assertThat(rows.gather(0, 150, 180, Lineage.ofLive(7), 1e9).rows()).isEqualTo(30);
  }

  @Test
  void blocksComeBackAsTheyWere() throws IOException {
    JudgedRows rows = simulate(World.HEAVY, 700, new SplittableRandom(5));
    JudgedRows copy = new JudgedRows(ARMS);
    List<JudgedBlock> read = new ArrayList<>();
    for (JudgedBlock block : rows.blocks().values()) {
      read.add(JudgedBlock.read(StateInput.of(StateOutput.bytesOf(block::write))));
    }
    copy.restore(read, rows.end());
    assertThat(copy.end()).isEqualTo(rows.end());
    assertThat(all(copy).at(PRICE)).isEqualTo(all(rows).at(PRICE));
  }

  @Test
  void memoryIsBounded() {
    JudgedRows rows = simulate(World.NORMAL, 30_000, new SplittableRandom(6));
    rows.expire(Long.MIN_VALUE);
    assertThat(all(rows).rows())
        .isBetween(JudgedRows.MOST - JudgedBlock.ROWS, JudgedRows.MOST + JudgedBlock.ROWS);
    rows.expire(29_900);
    assertThat(all(rows).rows()).isLessThanOrEqualTo(2 * JudgedBlock.ROWS);
  }
}
