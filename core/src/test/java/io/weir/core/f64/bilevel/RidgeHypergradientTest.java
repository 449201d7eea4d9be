package io.weir.core.f64.bilevel;

import static io.weir.core.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.f64.level.Bridge;
import io.weir.core.f64.level.Curvature;
import io.weir.core.f64.level.DecisionPass;
import io.weir.core.f64.level.GradientPass;
import io.weir.core.f64.level.LowerLevel;
import io.weir.core.f64.level.ProductPass;
import io.weir.core.f64.level.PseudoLabels;
import io.weir.core.f64.level.WeightsPass;
import io.weir.core.f64.optim.Vectors;
import io.weir.core.random.Rng;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A linear target with ridge has an exact optimum, so the hypergradient can be checked against
 * solving again.
 */
class RidgeHypergradientTest {
  private final GoldenProblem p = new GoldenProblem("ridge_linear_m3");
  private final Bridge bridge = p.bridge();

  @ParameterizedTest
  @EnumSource(names = {"FLOW", "SGFP"})
  void impliesTheDerivativeOfSolvingAgain(PseudoLabels mode) {
    String at = "expected/mode_" + mode.name().toLowerCase(Locale.ROOT) + "/";
    LowerLevel lower = p.lower(mode, 16, p.golden.number("ridge"));
    double[] phi = p.golden.vector("phi");
    double[] best = optimum(lower, phi);
    assertClose(best, p.golden.vector(at + "theta_star"), 1e-8, "optimum");
    HypergradientSolve solve =
        new HypergradientSolve(
            lower,
            bridge,
            p.decision,
            HypergradientOptions.implicit(Curvature.EXACT, 0, 500, 1e-14),
            best,
            phi,
            p.observed,
            p.randomized,
            new double[0]);
    HypergradientReport report = solve.run();
    assertThat(report.status()).isEqualTo(ConjugateGradient.Status.CONVERGED);
    assertThat(report.decisionLoss()).isCloseTo(p.golden.number(at + "L_DL"), within(1e-10));
    assertClose(solve.decisionGradient(), p.golden.vector(at + "grad_theta_DL"), 1e-8, "gradient");
    assertClose(solve.solution(), p.golden.vector(at + "Hinv_grad"), 1e-8, "solution");
    double[] hypergradient = solve.hypergradient();
    assertClose(hypergradient, p.golden.vector(at + "hypergrad_phi"), 1e-8, "hypergradient");
    double[] resolved = p.golden.vector(at + "hypergrad_phi_finite_difference");
    for (int i = 0; i < phi.length; i++) {
      assertThat(hypergradient[i])
          .isCloseTo(resolved[i], within(2 * p.golden.number(at + "max_abs_diff")));
    }
    double step = 1e-5;
    for (int i = 0; i < phi.length; i++) {
      double difference = lossAt(lower, phi, i, step) - lossAt(lower, phi, i, -step);
      assertThat(hypergradient[i]).isCloseTo(difference / (2 * step), within(1e-9));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOW", "SGFP"})
  void theSingleLoopReachesTheSameSolutionWhileThePointStandsStill(PseudoLabels mode) {
    LowerLevel lower = p.lower(mode, 100, p.golden.number("ridge"));
    double[] phi = p.golden.vector("phi");
    double[] best = optimum(lower, phi);
    SingleLoop loop =
        new SingleLoop(
            lower,
            bridge,
            p.decision,
            new SingleLoop.Options(Curvature.EXACT, 0, 0.2, 0, 0, 0),
            best,
            phi,
            p.observed.rows(),
            p.randomized.rows());
    for (int i = 0; i < 3000; i++) {
      loop.step(p.observed, p.randomized);
    }
    String at = "expected/mode_" + mode.name().toLowerCase(Locale.ROOT) + "/";
    assertClose(loop.solution(), p.golden.vector(at + "Hinv_grad"), 1e-6, "v");
    assertClose(loop.hypergradient(), p.golden.vector(at + "hypergrad_phi"), 1e-6, "direction");
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOW", "SGFP"})
  void theSingleLoopImprovesTheDecisionLossOfTheLowerOptimum(PseudoLabels mode) {
    LowerLevel lower = p.lower(mode, 100, p.golden.number("ridge"));
    double[] phi = p.golden.vector("phi");
    SingleLoop loop =
        new SingleLoop(
            lower,
            bridge,
            p.decision,
            // A rate far beyond stability for v: the Rayleigh quotient has to hold it.
            new SingleLoop.Options(Curvature.GAUSS_NEWTON, 0.05, 50, 3e-3, 1e-2, 0),
            optimum(lower, phi),
            phi,
            p.observed.rows(),
            p.randomized.rows());
    for (int i = 0; i < 800; i++) {
      loop.step(p.observed, p.randomized);
    }
    assertThat(Vectors.norm(loop.solution())).isLessThan(100);
    double before = lossAt(lower, phi, 0, 0);
    double after = lossAt(lower, loop.phi(), 0, 0);
    assertThat(after).isLessThan(before - 0.02);
  }

  private double lossAt(LowerLevel lower, double[] phi, int index, double step) {
    double[] moved = phi.clone();
    moved[index] += step;
    DecisionPass pass = new DecisionPass(lower, p.decision, p.randomized.rows());
    return pass.run(optimum(lower, moved), p.randomized);
  }

  /** The loss is quadratic in theta: one Newton step from anywhere, here from a random point. */
  private double[] optimum(LowerLevel lower, double[] phi) {
    double[] theta = new double[lower.parameterCount()];
    Rng rng = new Rng(1);
    for (int i = 0; i < theta.length; i++) {
      theta[i] = rng.nextGaussian();
    }
    double[] w = new WeightsPass(lower, bridge, p.observed.rows()).run(phi, p.observed);
    GradientPass gradient = new GradientPass(lower);
    gradient.run(theta, p.observed, w);
    ConjugateGradient cg = new ConjugateGradient(theta.length, 500, 1e-15);
    cg.begin(gradient.gradient(), new double[0], 0);
    ProductPass product = new ProductPass(lower);
    while (cg.status() == ConjugateGradient.Status.RUNNING) {
      cg.accept(product.run(Curvature.EXACT, theta, p.observed, w, cg.direction()));
    }
    assertThat(cg.status()).isEqualTo(ConjugateGradient.Status.CONVERGED);
    Vectors.addScaled(theta, -1, cg.solution());
    return theta;
  }
}
