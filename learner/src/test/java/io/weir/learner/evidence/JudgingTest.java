package io.weir.learner.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What decisions rest on once effects have turned. */
class JudgingTest {
  private static double samples(Judging judging) {
    return judging.evidence(3_000, 1).candidatesAgainstRandom(1).samples();
  }

  @Test
  void noDecisionRestsOnCandidatesFrozenBeforeATurnWasKnown() {
    Judging judging = JudgedFixtures.threeArms(600, 0.3);
    assertThat(samples(judging)).isGreaterThan(500);
    judging.effectsTurned(500);
    assertThat(samples(judging)).isZero();
    // Values rest on all that came since.
    assertThat(judging.gather(judging.freeze(false), Lineage.ofCandidates()).rows()).isEqualTo(100);
    JudgedFixtures.add(judging, 600, 40, 0.3);
    assertThat(samples(judging)).isZero();
    judging.slide();
    assertThat(samples(judging)).isZero();
    JudgedFixtures.add(judging, 640, 50, 0.3);
    judging.slide();
    assertThat(samples(judging)).isBetween(45.0, 50.5);
  }
}
