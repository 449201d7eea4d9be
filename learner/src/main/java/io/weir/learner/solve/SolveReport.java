package io.weir.learner.solve;

import io.weir.learner.judge.PolicyEvaluation;
import java.util.Map;

/** Names the numbers of a solve. */
public final class SolveReport {
  private SolveReport() {}

  /** Adds a solve's numbers to a publication's diagnostics. */
  public static void report(Solve.Result result, Map<String, Double> diagnostics) {
    PolicyEvaluation candidate = result.candidate();
    PolicyEvaluation live = result.live();
    if (result.value() != null) {
      diagnostics.put("effectiveSampleSize", result.value().effectiveSamples());
      diagnostics.put("observedCost", result.value().cost());
      diagnostics.put("observedCostHalfWidth", result.value().costHalfWidth());
    }
    if (result.price() != null) {
      diagnostics.put("predictedCost", result.price().expectedCost());
      diagnostics.put("predictedRevenue", result.price().expectedRevenue());
    }
    if (candidate != null) {
      diagnostics.put("candidateValue", candidate.value());
    }
    if (live != null) {
      diagnostics.put("liveValue", live.value());
    }
    if (candidate != null && live != null) {
      diagnostics.put("gain", candidate.value() - live.value());
      diagnostics.put("gainHalfWidth", candidate.differenceHalfWidth(live));
    }
  }
}
