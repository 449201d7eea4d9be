package io.weir.core.f64.bilevel;

import static io.weir.core.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.f64.level.Bridge;
import io.weir.core.f64.level.Curvature;
import io.weir.core.f64.level.DecisionGradient;
import io.weir.core.f64.level.DecisionPass;
import io.weir.core.f64.level.GradientPass;
import io.weir.core.f64.level.LowerLevel;
import io.weir.core.f64.level.MixedPass;
import io.weir.core.f64.level.ProductPass;
import io.weir.core.f64.level.PseudoLabels;
import io.weir.core.f64.level.WeightsPass;
import io.weir.core.f64.optim.Adam;
import io.weir.core.f64.optim.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every number about networks in the golden files, with all rows in one chunk and cut into several.
 */
class BilevelGoldenTest {
  private static final double TOLERANCE = 1e-8;

  static List<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (String name : List.of("relu_m3", "tanh_m2", "softplus_m5")) {
      for (PseudoLabels mode : PseudoLabels.values()) {
        cases.add(Arguments.of(name, mode, 64));
        cases.add(Arguments.of(name, mode, 7));
      }
    }
    return cases;
  }

  static List<Arguments> flowCases() {
    return cases().stream().filter(c -> c.get()[1] == PseudoLabels.FLOW).toList();
  }

  private static String path(PseudoLabels mode) {
    return "expected/mode_" + mode.name().toLowerCase(Locale.ROOT) + "/";
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossAndItsDerivativesMatch(String name, PseudoLabels mode, int chunkRows) {
    GoldenProblem p = new GoldenProblem(name);
    String at = path(mode);
    p.observed.anchorAt(p.golden.vector("expected/target_out_obs"));
    LowerLevel lower = p.lower(mode, chunkRows, 0);
    Bridge bridge = p.bridge();
    double[] theta = p.golden.vector("theta");
    double[] phi = p.golden.vector("phi");
    double[] v = p.golden.vector("v");
    double[] w = new WeightsPass(lower, bridge, p.observed.rows()).run(phi, p.observed);
    assertClose(w, p.golden.vector("expected/bridge_w_obs"), TOLERANCE, "weights");
    GradientPass pass = new GradientPass(lower);
    assertThat(pass.run(theta, p.observed, w))
        .isCloseTo(p.golden.number(at + "L_PL"), within(1e-10));
    assertClose(pass.gradient(), p.golden.vector(at + "grad_theta"), TOLERANCE, "gradient");
    ProductPass product = new ProductPass(lower);
    assertClose(
        product.run(Curvature.EXACT, theta, p.observed, w, v),
        p.golden.vector(at + "hvp_exact"),
        TOLERANCE,
        "exact product");
    assertClose(
        product.run(Curvature.GAUSS_NEWTON, theta, p.observed, w, v),
        p.golden.vector(at + "hvp_gn"),
        TOLERANCE,
        "Gauss-Newton product");
    assertClose(
        new MixedPass(lower, bridge).run(theta, phi, p.observed, w, v),
        p.golden.vector(at + "mixed_T_v"),
        TOLERANCE,
        "mixed product");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void solvesMatch(String name, PseudoLabels mode, int chunkRows) {
    GoldenProblem p = new GoldenProblem(name);
    String at = path(mode);
    p.observed.anchorAt(p.golden.vector("expected/target_out_obs"));
    double damp = p.golden.number("damp");
    LowerLevel lower = p.lower(mode, chunkRows, 0);
    assertClose(
        solve(p, lower, Curvature.GAUSS_NEWTON, damp, 2000, 1e-14),
        p.golden.vector(at + "cg_gn_damped_solution_of_v"),
        TOLERANCE,
        "damped Gauss-Newton solve");
    assertClose(
        solve(p, lower, Curvature.GAUSS_NEWTON, damp, 5, 0),
        p.golden.vector(at + "cg_gn_5_iterations_from_zero"),
        TOLERANCE,
        "five iterations");
    assertClose(
        solve(p, lower, Curvature.EXACT, p.golden.number(at + "exact_damp_used"), 2000, 1e-14),
        p.golden.vector(at + "exact_damped_solution_of_v"),
        TOLERANCE,
        "damped exact solve");
  }

  private static double[] solve(
      GoldenProblem p,
      LowerLevel lower,
      Curvature curvature,
      double damping,
      int most,
      double tol) {
    double[] theta = p.golden.vector("theta");
    double[] w =
        new WeightsPass(lower, p.bridge(), p.observed.rows())
            .run(p.golden.vector("phi"), p.observed);
    ConjugateGradient cg = new ConjugateGradient(theta.length, most, tol);
    cg.begin(p.golden.vector("v"), new double[0], damping);
    ProductPass product = new ProductPass(lower);
    while (cg.status() == ConjugateGradient.Status.RUNNING) {
      cg.accept(product.run(curvature, theta, p.observed, w, cg.direction()));
    }
    assertThat(cg.status())
        .isEqualTo(
            tol == 0
                ? ConjugateGradient.Status.ITERATION_LIMIT
                : ConjugateGradient.Status.CONVERGED);
    return cg.solution();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hypergradientsAndOneCycleOfAlgorithmOneMatch(String name, PseudoLabels mode, int chunkRows) {
    GoldenProblem p = new GoldenProblem(name);
    String at = path(mode);
    p.observed.anchorAt(p.golden.vector("expected/target_out_obs"));
    LowerLevel lower = p.lower(mode, chunkRows, 0);
    double[] theta = p.golden.vector("theta");
    double[] phi = p.golden.vector("phi");
    HypergradientOptions implicit =
        HypergradientOptions.implicit(Curvature.GAUSS_NEWTON, p.golden.number("damp"), 2000, 1e-14);
    HypergradientSolve solve = solveOf(p, lower, implicit, theta, phi);
    assertClose(
        solve.hypergradient(),
        p.golden.vector(at + "hypergrad_implicit_gn_damped_ppl"),
        TOLERANCE,
        "implicit");
    assertThat(solve.report().decisionLoss())
        .isCloseTo(p.golden.number("expected/ppl/value"), within(1e-10));
    assertClose(
        solve.decisionGradient(), p.golden.vector("expected/ppl/grad_theta"), TOLERANCE, "PPL");
    assertClose(
        solveOf(p, lower, HypergradientOptions.explicit(0.05), theta, phi).hypergradient(),
        p.golden.vector(at + "hypergrad_explicit_lr0.05_ppl"),
        TOLERANCE,
        "explicit");

    CycleOptions options = new CycleOptions(3, 0.05, 0.01, 0, 0.01, 0, false, implicit);
    BilevelCycle cycle = new BilevelCycle(lower, p.bridge(), p.decision, options, theta, phi);
    cycle.run(p.observed, p.randomized);
    assertClose(cycle.phi(), p.golden.vector(at + "alg1_cycle/phi_after"), TOLERANCE, "phi after");
    assertClose(
        cycle.theta(), p.golden.vector(at + "alg1_cycle/theta_after"), TOLERANCE, "theta after");

    double[] moved = theta.clone();
    double[] w = new WeightsPass(lower, p.bridge(), p.observed.rows()).run(phi, p.observed);
    GradientPass pass = new GradientPass(lower);
    for (int step = 0; step < 3; step++) {
      pass.run(moved, p.observed, w);
      Vectors.addScaled(moved, -0.05, pass.gradient());
    }
    assertClose(moved, p.golden.vector(at + "theta_after_3_gd_lr0.05"), TOLERANCE, "three steps");
    assertClose(
        solveOf(p, lower, implicit, moved, phi).hypergradient(),
        p.golden.vector(at + "alg1_cycle/hypergrad"),
        TOLERANCE,
        "hypergradient after three steps");
  }

  private static HypergradientSolve solveOf(
      GoldenProblem p,
      LowerLevel lower,
      HypergradientOptions options,
      double[] theta,
      double[] phi) {
    HypergradientSolve solve =
        new HypergradientSolve(
            lower,
            p.bridge(),
            p.decision,
            options,
            theta,
            phi,
            p.observed,
            p.randomized,
            new double[0]);
    assertThat(solve.run().status()).isEqualTo(ConjugateGradient.Status.CONVERGED);
    return solve;
  }

  @ParameterizedTest
  @MethodSource("flowCases")
  void decisionLossesReachTheParameters(String name, PseudoLabels mode, int chunkRows) {
    GoldenProblem p = new GoldenProblem(name);
    LowerLevel lower = p.lower(mode, chunkRows, 0);
    int arms = p.shape.arms();
    for (String loss : List.of("ppl", "ppl_selfnorm", "pifd", "dpl", "difd")) {
      double[] byRevenue = p.golden.vector("expected/" + loss + "/grad_rhat");
      double[] byCost = p.golden.vector("expected/" + loss + "/grad_chat");
      DecisionGradient given =
          (predictions, batch, gradient) -> {
            for (int i = 0; i < batch.rows(); i++) {
              System.arraycopy(byRevenue, i * arms, gradient, i * 2 * arms, arms);
              System.arraycopy(byCost, i * arms, gradient, i * 2 * arms + arms, arms);
            }
            return 0;
          };
      DecisionPass pass = new DecisionPass(lower, given, p.randomized.rows());
      pass.run(p.golden.vector("theta"), p.randomized);
      assertClose(
          pass.gradient(), p.golden.vector("expected/" + loss + "/grad_theta"), TOLERANCE, loss);
    }
  }

  @ParameterizedTest
  @MethodSource("flowCases")
  void adamStepsMatch(String name, PseudoLabels mode, int chunkRows) {
    GoldenProblem p = new GoldenProblem(name);
    LowerLevel lower = p.lower(mode, chunkRows, 0);
    double[] theta = p.golden.vector("theta");
    double[] w =
        new WeightsPass(lower, p.bridge(), p.observed.rows())
            .run(p.golden.vector("phi"), p.observed);
    GradientPass pass = new GradientPass(lower);
    Adam adam = Adam.standard(theta.length);
    for (int step = 0; step < 3; step++) {
      pass.run(theta, p.observed, w);
      adam.step(theta, 0, pass.gradient(), 0, 0.01, 0);
      assertClose(
          theta,
          p.golden.vector("expected/adam3_flow_lr0.01/" + step),
          TOLERANCE,
          "Adam step " + step);
    }
  }
}
