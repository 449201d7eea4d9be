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
  private static final String FACTORS = KIND + ".price-factors";
  private static final String HYPERGRADIENT = KIND + ".hypergradient";
  private static final String DAMPING = KIND + ".damping";
  private static final String ITERATIONS = KIND + ".iterations";
  private static final String SOLUTION_RATE = KIND + ".solution-rate";
  private static final String EVERY = KIND + ".every";
  private static final String START = KIND + ".start-chunk";
  private static final String ROWS = KIND + ".batch-size";
  private static final String RATE = KIND + ".rate";
  private static final String LIMIT = KIND + ".limit";
  private static final String TEMPERATURE = KIND + ".temperature";
  private static final String MARGIN = KIND + ".margin";
  private static final String SMOOTHING = KIND + ".price-smoothing";

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
              FACTORS,
              "0.5,1,2",
              "1 to 16 numbers of 0 to 100",
              "Prices of DPL and DIFD as multiples of the dual price; others take the price"
                  + " itself."),
          new OptionDefinition(
              HYPERGRADIENT,
              "EXPLICIT",
              "IMPLICIT, EXPLICIT or SINGLE_LOOP",
              "How the stream learner's bridge differentiates: by conjugate gradients, through one"
                  + " step of the trunk, or with a solution that takes one step at a time."),
          new OptionDefinition(
              DAMPING,
              "0.1",
              "0 to 10",
              "Damping of IMPLICIT and SINGLE_LOOP, as a share of the curvature's largest"
                  + " eigenvalue."),
          new OptionDefinition(
              ITERATIONS, "20", "1 to 200", "Iterations of conjugate gradients, IMPLICIT."),
          new OptionDefinition(
              SOLUTION_RATE, "0.1", "above 0 to 1", "Rate of the solution, SINGLE_LOOP."),
          new OptionDefinition(
              EVERY, "8", "1 to 10000", "Mini-batches between hypergradient steps."),
          new OptionDefinition(START, "2", "0 to 10000", "Whole chunks before the bridge moves."),
          new OptionDefinition(
              ROWS, "1000", "8 to 100000", "Window rows of one decision gradient."),
          new OptionDefinition(RATE, "0.03", "above 0 to 1", "Adam rate of the bridge's logits."),
          new OptionDefinition(LIMIT, "2", "above 0 to 20", "Greatest absolute logit."),
          new OptionDefinition(
              TEMPERATURE,
              "0.5",
              "0.01 to 100",
              "Softmax temperature of the decision gradient, in spreads of revenue - price x cost."),
          new OptionDefinition(
              MARGIN,
              "1e-3",
              "1e-9 to 1",
              "Least margin of PIFD and DIFD, in spreads of revenue - price x cost."),
          new OptionDefinition(
              SMOOTHING, "0.9", "0 to below 1", "Smoothing of supplied dual prices."));

  static BridgeOptions read(OptionReader reader) {
    double[] factors = reader.reals(FACTORS, 16, 100);
    return new BridgeOptions(
        reader.constant(KIND, BridgeKind.class),
        reader.constant(SURROGATE, DecisionLossKind.class),
        java.util.Arrays.stream(factors).boxed().toList(),
        reader.constant(HYPERGRADIENT, HypergradientKind.class),
        reader.real(DAMPING, 0, 10),
        reader.integer(ITERATIONS, 1, 200),
        reader.rate(SOLUTION_RATE),
        reader.integer(EVERY, 1, 10_000),
        reader.integer(START, 0, 10_000),
        reader.integer(ROWS, 8, 100_000),
        reader.rate(RATE),
        reader.real(LIMIT, Double.MIN_VALUE, 20),
        reader.real(TEMPERATURE, 0.01, 100),
        reader.real(MARGIN, 1e-9, 1),
        reader.real(SMOOTHING, 0, Math.nextDown(1.0)));
  }
}
