package io.weir.learner.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.weir.contract.UnpackedModel;
import io.weir.core.scoring.PublishedModel;
import io.weir.learner.Fixtures;
import io.weir.learner.evidence.JudgedFixtures;
import io.weir.learner.evidence.Judging;
import io.weir.learner.judge.GateVerdict;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.train.FrozenWindow;
import io.weir.schemas.ActivationFunction;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SolveTest {
  private static final int ROWS = 700;
  private static final LearningOptions OPTIONS =
      LearningOptions.parse(
          Map.of(),
          Map.of(
              "solve.chunk-rows", "64",
              "gate.mode", "GUARDS",
              "gate.cost-tolerance", "10",
              "price.ladder", "0.5,1,2"));

  private static FrozenWindow window() {
    SplittableRandom random = new SplittableRandom(5);
    float[][] blocks = {new float[400 * 5], new float[400 * 5]};
    int[] arm = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < 5; j++) {
        blocks[i / 400][i % 400 * 5 + j] = (float) random.nextDouble(-1, 1);
      }
      double u = random.nextDouble();
      arm[i] = u < 0.4 ? 0 : u < 0.7 ? 1 : 2;
    }
    return Fixtures.window(5, List.of(blocks), new int[] {400, 300}, arm);
  }

  private static PublishedModel scorer(long seed) {
    return UnpackedModel.ofCandidate(
            Fixtures.model(ActivationFunction.RELU, List.of(weights(seed), weights(seed + 1))))
        .scorer();
  }

  /** Weights under which dearer arms earn more, by how much depends on the row. */
  private static float[] weights(long seed) {
    float[] weights = Fixtures.weights(seed);
    float[] bias = {1, 1.5f, 2, 0, 0.6f, 1.2f};
    int last = weights.length - bias.length;
    for (int i = last - 18; i < last; i++) {
      weights[i] *= 0.3f;
    }
    System.arraycopy(bias, 0, weights, last, bias.length);
    return weights;
  }

  private static Solve solve(double budget, PublishedModel live, GateVerdict veto) {
    return solve(scorer(1), live, budget, OPTIONS, veto);
  }

  private static Solve solve(
      PublishedModel newest,
      PublishedModel live,
      double budget,
      LearningOptions options,
      GateVerdict veto) {
    return solve(newest, live, budget, options, veto, JudgedFixtures.threeArms(0, 0.3));
  }

  private static Solve solve(
      PublishedModel newest,
      PublishedModel live,
      double budget,
      LearningOptions options,
      GateVerdict veto,
      Judging judging) {
    Solve.Contest contest = new Solve.Contest(newest, veto == null ? newest : null, live, 3, null);
    Judging.Frozen frozen = judging.freeze(false);
    return new Solve(
        window(),
        contest,
        lineage -> judging.gather(frozen, lineage),
        frozen,
        budget,
        options,
        veto);
  }

  @Test
  void takesTheAnnouncedNumberOfStepsAndNoResultBefore() {
    Solve solve = solve(0.05, scorer(7), null);
    // Room, eleven chunks, judged samples and four steps to a price for each model; one judgement;
    // one search a rung.
    assertThat(solve.totalSteps()).isEqualTo(2 * (1 + 11 + 1 + 4) + 1 + 3);
    int taken = 0;
    while (!solve.done()) {
      assertThatIllegalStateException().isThrownBy(solve::result);
      solve.step();
      taken++;
    }
    // Where nothing was judged there is nothing to gather.
    assertThat(taken).isEqualTo(solve.totalSteps() - 2);
    assertThat(solve.result().verdict()).isEqualTo(GateVerdict.ACCEPTED);
  }

  @Test
  void pricesFallAndCostsRiseAlongTheLadder() {
    Solve solve = solve(0.05, null, null);
    solve.finish();
    Solve.Result result = solve.result();
    assertThat(result.served()).isNotNull();
    assertThat(result.served().expectedCost()).isCloseTo(0.05, within(0.002));
    assertThat(result.ladder()).extracting(Solve.Rung::budget).containsExactly(0.025, 0.05, 0.1);
    assertThat(result.ladder())
        .isSortedAccordingTo(
            Comparator.comparingDouble((Solve.Rung rung) -> rung.priced().expectedCost())
                .thenComparingDouble(rung -> -rung.priced().price().dualPrice()));
    assertThat(result.ladder().get(1).priced().price()).isEqualTo(result.served().price());
  }

  @Test
  void aModelWhoseCostsAreAboveItsClaimsIsHeldToLess() {
    Solve honest = solve(scorer(1), null, 0.3, OPTIONS, null, JudgedFixtures.threeArms(6_000, 0.2));
    honest.finish();
    Solve cheap = solve(scorer(1), null, 0.3, OPTIONS, null, JudgedFixtures.threeArms(6_000, 0.4));
    cheap.finish();
    Solve.Priced before = honest.result().served();
    Solve.Priced after = cheap.result().served();
    assertThat(after.correction().factor()).isGreaterThan(before.correction().factor());
    assertThat(after.price().dualPrice()).isGreaterThan(before.price().dualPrice());
    assertThat(after.expectedCost()).isCloseTo(0.3, within(0.01));
    assertThat(after.judgement().value().lower()).isLessThan(after.judgement().value().upper());
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 100, 65_536})
  void chunksDoNotChangeTheAnswer(int rows) {
    Judging judging = JudgedFixtures.threeArms(500, 0.4);
    Solve usual = solve(scorer(1), scorer(7), 0.05, OPTIONS, null, judging);
    usual.finish();
    LearningOptions options =
        LearningOptions.parse(
            Map.of(),
            Map.of(
                "solve.chunk-rows", Integer.toString(rows),
                "gate.mode", "GUARDS",
                "gate.cost-tolerance", "10",
                "price.ladder", "0.5,1,2"));
    Solve other = solve(scorer(1), scorer(7), 0.05, options, null, judging);
    // Sixteen rows make searches of several steps.
    assertThat(other.totalSteps()).isNotEqualTo(usual.totalSteps());
    other.finish();
    Solve.Result expected = usual.result();
    Solve.Result result = other.result();
    assertThat(result).isEqualTo(expected);
  }

  @Test
  void pinnedModelIsPricedAndServes() {
    Solve solve = solve(0.05, scorer(7), GateVerdict.PINNED);
    solve.finish();
    Solve unpinned = solve(scorer(7), null, 0.05, OPTIONS, null);
    unpinned.finish();
    assertThat(solve.result().verdict()).isEqualTo(GateVerdict.PINNED);
    assertThat(solve.result().served()).isEqualTo(unpinned.result().served());
  }

  @Test
  void brokenCandidateLeavesTheLiveModelServing() {
    float[] broken = weights(1);
    broken[3] = Float.POSITIVE_INFINITY;
    PublishedModel candidate =
        UnpackedModel.ofCandidate(Fixtures.model(ActivationFunction.RELU, List.of(broken)))
            .scorer();
    Solve solve = solve(candidate, scorer(7), 0.05, OPTIONS, null);
    solve.finish();
    assertThat(solve.result().verdict()).isEqualTo(GateVerdict.NOT_FINITE);
    assertThat(solve.result().served()).isNotNull();
    Solve alone = solve(candidate, null, 0.05, OPTIONS, null);
    alone.finish();
    assertThat(alone.result().served()).isNull();
    assertThat(alone.result().candidate()).isNull();
  }

  @Test
  void unknownTrafficIsRefused() {
    Solve solve = solve(Double.POSITIVE_INFINITY, null, null);
    solve.finish();
    assertThat(solve.result().verdict()).isEqualTo(GateVerdict.NO_TRAFFIC);
    assertThat(solve.result().served()).isNull();
  }
}
