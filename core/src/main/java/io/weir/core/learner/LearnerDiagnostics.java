package io.weir.core.learner;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a learner knows of its own training. Losses are in scaled units, running means over the last
 * hundred steps or so; NaN where there is nothing yet.
 *
 * @param batches observational mini-batches learned from
 * @param refused batches refused because they were not finite
 * @param factualLoss squared error on observational outcomes, revenue and cost together
 * @param correctionLoss squared error on randomized outcomes, before each step
 * @param parameterNorm Euclidean norm of all served parameters
 * @param correctionNorm Euclidean norm of the corrections
 * @param bridgeSteps hypergradient steps taken
 * @param hypergradientNorm norm of the last hypergradient
 * @param cgResidual relative residual of the last linear solve behind an implicit hypergradient;
 *     the largest number there is if it left the finite range
 * @param cgIterations iterations of that solve
 * @param bridgeLeast smallest bridge weight
 * @param bridgeGreatest greatest bridge weight
 * @param dualPrice smoothed dual price in scaled units
 */
public record LearnerDiagnostics(
    long batches,
    long refused,
    double factualLoss,
    double correctionLoss,
    double parameterNorm,
    double correctionNorm,
    long bridgeSteps,
    double hypergradientNorm,
    double cgResidual,
    double cgIterations,
    double bridgeLeast,
    double bridgeGreatest,
    double dualPrice) {

  /** The finite entries by name, as they go into published diagnostics. */
  public Map<String, Double> asMap() {
    Map<String, Double> map = new LinkedHashMap<>();
    put(map, "learnerBatches", batches);
    put(map, "learnerRefusedBatches", refused);
    put(map, "factualLoss", factualLoss);
    put(map, "correctionLoss", correctionLoss);
    put(map, "parameterNorm", parameterNorm);
    put(map, "correctionNorm", correctionNorm);
    put(map, "bridgeSteps", bridgeSteps);
    put(map, "hypergradientNorm", hypergradientNorm);
    put(map, "cgResidual", cgResidual);
    put(map, "cgIterations", cgIterations);
    put(map, "bridgeLeast", bridgeLeast);
    put(map, "bridgeGreatest", bridgeGreatest);
    put(map, "bridgeDualPrice", dualPrice);
    return map;
  }

  private static void put(Map<String, Double> map, String name, double value) {
    if (Double.isFinite(value)) {
      map.put(name, value);
    }
  }
}
