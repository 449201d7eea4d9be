package io.weir.core.learner;

import io.weir.core.decision.DecisionLossKind;
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
  private static final String KIND = StreamLearnerOptions.PREFIX + "bridge";
  private static final String SURROGATE = KIND + ".surrogate";
  private static final String HYPERGRADIENT = KIND + ".hypergradient";
  private static final String ITERATIONS = KIND + ".iterations";
  private static final String EVERY = KIND + ".every";
  private static final String START = KIND + ".start-chunk";
  private static final String ROWS = KIND + ".batch-size";

  static final List<OptionDefinition> DEFINITIONS =
      List.of(
          new OptionDefinition(
              KIND,
              "PER_ARM",
              "NONE, CONSTANT or PER_ARM",
              "Weight of the teacher in pseudo-labels: none, one half, or learned per output"
                  + " column."),
          new OptionDefinition(
              SURROGATE,
              "PPL",
              "PPL, PIFD, DPL, DIFD or IDL",
              "Decision loss whose gradient moves the bridge."),
          new OptionDefinition(
              HYPERGRADIENT,
              "EXPLICIT",
              "IMPLICIT, EXPLICIT or SINGLE_LOOP",
              "How the stream learner's bridge differentiates: by conjugate gradients, through one"
                  + " step of the trunk, or with a solution that takes one step at a time."),
          new OptionDefinition(
              ITERATIONS, "20", "1 to 200", "Iterations of conjugate gradients, IMPLICIT."),
          new OptionDefinition(
              EVERY, "8", "1 to 10000", "Mini-batches between hypergradient steps."),
          new OptionDefinition(START, "2", "0 to 10000", "Whole chunks before the bridge moves."),
          new OptionDefinition(
              ROWS, "1000", "8 to 100000", "Window rows of one decision gradient."));

  /** Keys that were options once. */
  static final List<String> RETIRED =
      List.of(
          KIND + ".price-factors",
          KIND + ".damping",
          KIND + ".solution-rate",
          KIND + ".rate",
          KIND + ".limit",
          KIND + ".temperature",
          KIND + ".margin",
          KIND + ".price-smoothing");

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

  static BridgeOptions read(OptionReader reader) {
    return new BridgeOptions(
        reader.constant(KIND, BridgeKind.class),
        reader.constant(SURROGATE, DecisionLossKind.class),
        PRICE_FACTORS,
        reader.constant(HYPERGRADIENT, HypergradientKind.class),
        DAMPING,
        reader.integer(ITERATIONS, 1, 200),
        SOLUTION_RATE,
        reader.integer(EVERY, 1, 10_000),
        reader.integer(START, 0, 10_000),
        reader.integer(ROWS, 8, 100_000),
        RATE,
        LIMIT,
        TEMPERATURE,
        MARGIN,
        PRICE_SMOOTHING);
  }
}
