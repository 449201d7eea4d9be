package io.weir.core.f64.step;

import io.weir.core.f64.bilevel.HypergradientOptions;
import io.weir.core.f64.level.Curvature;
import io.weir.core.f64.level.SurrogateGradient;
import io.weir.core.learner.BridgeOptions;
import io.weir.core.learner.HypergradientKind;
import io.weir.core.learner.StreamLearnerOptions;

/** What the learners' options say to the bi-level code. */
public final class BridgeSettings {
  private static final int POWER_ITERATIONS = 8;
  private static final double TOLERANCE = 1e-3;

  private BridgeSettings() {}

  /** The decision loss, its outcomes relative to the individual's mean prediction. */
  public static SurrogateGradient surrogate(BridgeOptions options) {
    /* wide */ double[] factors = new /* wide */ double[options.priceFactors().size()];
    for (int k = 0; k < factors.length; k++) {
      factors[k] = options.priceFactors().get(k);
    }
    return SurrogateGradient.relative(
        options.surrogate(), factors, options.temperature(), options.margin(), true);
  }

  /** How the stream learner differentiates; its explicit step is one of the trunk's rate. */
  static HypergradientOptions stream(StreamLearnerOptions options) {
    return of(options.bridge(), options.bridge().hypergradient(), (double) options.trunkRate());
  }

  /** The given form under the options' damping, iterations and rates. */
  public static HypergradientOptions of(
      BridgeOptions options, HypergradientKind kind, double explicitRate) {
    return switch (kind) {
      case IMPLICIT ->
          new HypergradientOptions(
              0.0,
              Curvature.GAUSS_NEWTON,
              (double) options.damping(),
              true,
              POWER_ITERATIONS,
              options.iterations(),
              TOLERANCE,
              0);
      case EXPLICIT -> HypergradientOptions.explicit(explicitRate);
      case SINGLE_LOOP ->
          HypergradientOptions.singleLoop(
              (double) options.damping(), (double) options.solutionRate());
    };
  }

  /** Whether a form starts from its last solution. */
  static boolean warm(HypergradientKind kind) {
    return kind != HypergradientKind.EXPLICIT;
  }
}
