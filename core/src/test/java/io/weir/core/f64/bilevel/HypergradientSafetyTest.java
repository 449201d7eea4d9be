package io.weir.core.f64.bilevel;

import static io.weir.core.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.f64.level.Curvature;
import io.weir.core.f64.level.DecisionGradient;
import io.weir.core.f64.level.LowerLevel;
import io.weir.core.f64.level.PseudoLabels;
import org.junit.jupiter.api.Test;

/**
 * What a solve does when the exact Hessian is indefinite, the start is warm, or numbers are not
 * finite.
 */
class HypergradientSafetyTest {
  private final GoldenProblem p = new GoldenProblem("relu_m3");
  private final LowerLevel lower = p.lower(PseudoLabels.FLOW, 64, 0);

  private HypergradientSolve solve(
      HypergradientOptions options, DecisionGradient decision, double[] warmStart) {
    return new HypergradientSolve(
        lower,
        p.bridge(),
        decision,
        options,
        p.golden.vector("theta"),
        p.golden.vector("phi"),
        p.observed,
        p.randomized,
        warmStart);
  }

  @Test
  void negativeCurvatureRaisesTheDampingUntilTheMatrixIsPositive() {
    HypergradientSolve solve =
        solve(
            new HypergradientOptions(0, Curvature.EXACT, 1e-3, false, 0, 500, 1e-10, 20),
            p.decision,
            new double[0]);
    HypergradientReport report = solve.run();
    assertThat(report.dampingRaises()).isPositive();
    assertThat(report.gaussNewtonFallback()).isFalse();
    assertThat(report.status()).isEqualTo(ConjugateGradient.Status.CONVERGED);
    double lowest = p.golden.vector("expected/mode_flow/exact_hessian_eig_min_max")[0];
    // Conjugate gradients may miss an eigenvector nearly orthogonal to g, not the bulk of the
    // negative part.
    assertThat(report.damping()).isGreaterThan(-0.3 * lowest);
    assertThat(report.relativeResidual()).isLessThanOrEqualTo(1e-10);
  }

  @Test
  void withoutRaisesLeftTheSolveTurnsToGaussNewton() {
    HypergradientReport report;
    HypergradientSolve fallen =
        solve(
            new HypergradientOptions(0, Curvature.EXACT, 0.05, false, 0, 1000, 1e-13, 0),
            p.decision,
            new double[0]);
    report = fallen.run();
    assertThat(report.gaussNewtonFallback()).isTrue();
    assertThat(report.damping()).isEqualTo(0.05);
    assertClose(
        fallen.hypergradient(),
        p.golden.vector("expected/mode_flow/hypergrad_implicit_gn_damped_ppl"),
        1e-8,
        "hypergradient");
  }

  @Test
  void relativeDampingIsTheShareAskedForOfTheLargestEigenvalue() {
    HypergradientReport report =
        solve(
                new HypergradientOptions(0, Curvature.GAUSS_NEWTON, 0.1, true, 300, 50, 1e-6, 0),
                p.decision,
                new double[0])
            .run();
    double largest = p.golden.vector("expected/mode_flow/gn_eig_min_max")[1];
    assertThat(report.damping() / (0.1 * largest)).isBetween(0.999, 1.000001);
  }

  @Test
  void aWarmStartAtTheSolutionCostsNoIteration() {
    HypergradientOptions options =
        HypergradientOptions.implicit(Curvature.GAUSS_NEWTON, 0.05, 500, 1e-9);
    HypergradientSolve cold = solve(options, p.decision, new double[0]);
    cold.run();
    HypergradientSolve warm =
        solve(
            HypergradientOptions.implicit(Curvature.GAUSS_NEWTON, 0.05, 500, 1e-8),
            p.decision,
            cold.solution());
    assertThat(warm.run().iterations()).isZero();
    assertClose(warm.hypergradient(), cold.hypergradient(), 1e-6, "hypergradient");
  }

  @Test
  void aLossThatIsNotFiniteLeavesNoHypergradientAndMovesNoBridge() {
    DecisionGradient broken =
        (predictions, batch, gradient) -> {
          gradient[0] = Double.NaN;
          return Double.NaN;
        };
    for (HypergradientOptions options :
        new HypergradientOptions[] {
          HypergradientOptions.defaults(), HypergradientOptions.explicit(0.1)
        }) {
      HypergradientSolve solve = solve(options, broken, new double[0]);
      assertThat(solve.run().status()).isEqualTo(ConjugateGradient.Status.NOT_FINITE);
      assertThat(solve.hypergradient()).containsOnly(0);
    }
    double[] phi = p.golden.vector("phi");
    BilevelCycle cycle =
        new BilevelCycle(
            lower, p.bridge(), broken, CycleOptions.defaults(), p.golden.vector("theta"), phi);
    cycle.run(p.observed, p.randomized);
    assertThat(cycle.phi()).containsExactly(phi);
    assertThat(cycle.theta()).isNotEqualTo(p.golden.vector("theta"));
  }

  @Test
  void aZeroDecisionGradientNeedsNoSolve() {
    HypergradientSolve solve =
        solve(HypergradientOptions.defaults(), (predictions, batch, gradient) -> 0, new double[0]);
    HypergradientReport report = solve.run();
    assertThat(report.iterations()).isZero();
    assertThat(report.hypergradientNorm()).isZero();
  }
}
