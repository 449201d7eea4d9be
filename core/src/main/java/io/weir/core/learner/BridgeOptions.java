package io.weir.core.learner;

import io.weir.core.decision.DecisionLossKind;
import io.weir.core.option.Option;
import io.weir.core.option.OptionDefinitions;
import io.weir.core.option.OptionValues;
import java.util.List;

/**
 * The bridge: how much a pseudo-label takes from the teacher, and how that is learned.
 *
 * @param kind none, one half, or learned per output column
 * @param surrogate decision loss whose gradient moves the bridge
 * @param priceFactors ladder of DPL and DIFD, as multiples of the dual price
 * @param hypergradient how the stream learner differentiates through the lower level
 * @param damping of the implicit and the single-loop form, as a share of the largest eigenvalue
 * @param iterations of conjugate gradients per hypergradient, implicit form
 * @param solutionRate rate of the single-loop form's solution
 * @param every mini-batches between hypergradient steps
 * @param startChunk whole chunks before the bridge moves
 * @param rows window rows of one decision gradient
 * @param rate Adam rate of the logits
 * @param limit greatest absolute logit
 * @param temperature of the soft policy, in spreads of revenue - price x cost
 * @param margin least margin of finite differences, in the same spreads
 * @param priceSmoothing smoothing factor of supplied dual prices
 */
public record BridgeOptions(
    BridgeKind kind,
    DecisionLossKind surrogate,
    List<Double> priceFactors,
    HypergradientKind hypergradient,
    double damping,
    int iterations,
    double solutionRate,
    int every,
    int startChunk,
    int rows,
    double rate,
    double limit,
    double temperature,
    double margin,
    double priceSmoothing) {
  /** Keys below the bridge's that were options once. */
  private static final List<String> RETIRED =
      List.of(
          "price-factors",
          "damping",
          "solution-rate",
          "rate",
          "limit",
          "temperature",
          "margin",
          "price-smoothing");

  /** Below, at and above the price that serves: where it may go next. */
  private static final List<Double> PRICE_FACTORS = List.of(0.5, 1.0, 2.0);

  /**
   * Levenberg's and Marquardt's term, by which a curvature that is not convex can be solved for.
   */
  private static final double DAMPING = 0.1;

  private static final double SOLUTION_RATE = 0.1;
  private static final double RATE = 0.03;

  /** A weight between 0.12 and 0.88: neither label is ever lost, and the logit can come back. */
  private static final double LIMIT = 2;

  /** Softer than the decision itself, so that individuals near the margin carry a gradient. */
  private static final double TEMPERATURE = 0.5;

  private static final double MARGIN = 1e-3;

  /** About the last ten prices. */
  private static final double PRICE_SMOOTHING = 0.9;

  /** The options behind it. */
  static final class Definitions {
    private static final String KEY = StreamLearnerOptions.PREFIX + "bridge";
    private final Option<BridgeKind> kind;
    private final Option<DecisionLossKind> surrogate;
    private final Option<HypergradientKind> hypergradient;
    private final Option<Integer> iterations;
    private final Option<Integer> every;
    private final Option<Integer> start;
    private final Option<Integer> rows;

    Definitions(OptionDefinitions all, OptionDefinitions experimental) {
      kind =
          all.constant(
              KEY,
              BridgeKind.PER_ARM,
              "Weight of the teacher in pseudo-labels: none, one half, or learned per output"
                  + " column.");
      surrogate =
          experimental.constant(
              KEY + ".surrogate",
              DecisionLossKind.PPL,
              "Decision loss whose gradient moves the bridge.");
      hypergradient =
          experimental.constant(
              KEY + ".hypergradient",
              HypergradientKind.EXPLICIT,
              "How the stream learner's bridge differentiates: by conjugate gradients, through one"
                  + " step of the trunk, or with a solution that takes one step at a time.");
      iterations =
          experimental.integer(
              KEY + ".iterations", 20, 1, 200, "Iterations of conjugate gradients, IMPLICIT.");
      every =
          all.integer(KEY + ".every", 8, 1, 10_000, "Mini-batches between hypergradient steps.");
      start =
          all.integer(KEY + ".start-chunk", 2, 0, 10_000, "Whole chunks before the bridge moves.");
      rows =
          all.integer(
              KEY + ".batch-size", 1_000, 8, 100_000, "Window rows of one decision gradient.");
      for (String constant : RETIRED) {
        all.retire(KEY + "." + constant);
      }
    }

    BridgeOptions read(OptionValues values) {
      return new BridgeOptions(
          values.get(kind),
          values.get(surrogate),
          PRICE_FACTORS,
          values.get(hypergradient),
          DAMPING,
          values.get(iterations),
          SOLUTION_RATE,
          values.get(every),
          values.get(start),
          values.get(rows),
          RATE,
          LIMIT,
          TEMPERATURE,
          MARGIN,
          PRICE_SMOOTHING);
    }
  }
}
