package io.weir.learner.solve;

import io.weir.learner.estimate.MeanEstimate;
import io.weir.learner.evidence.PolicyJudgement;
import java.util.Map;

/** Names the numbers of a solve. */
public final class SolveReport {
  private SolveReport() {}

  /** Adds a solve's numbers to a publication's diagnostics. */
  public static void report(Solve.Result result, Map<String, Double> diagnostics) {
    Solve.Priced served = result.served();
    if (served != null) {
      PolicyJudgement judgement = served.judgement();
      diagnostics.put("effectiveSampleSize", judgement.effectiveSamples());
      diagnostics.put("judgedSamples", judgement.value().rows());
      report("judgedCost", judgement.cost(), diagnostics);
      report("incrementalValue", judgement.incremental(), diagnostics);
      diagnostics.put("effectResolved", effectResolved(result) ? 1.0 : 0.0);
      diagnostics.put("costCorrection", served.correction().factor());
      diagnostics.put("costCorrectionError", served.correction().standardError());
      diagnostics.put("predictedCost", served.price().expectedCost());
      diagnostics.put("predictedRevenue", served.price().expectedRevenue());
    }
    PolicyJudgement candidate = result.candidate();
    if (candidate != null) {
      report("candidateValue", candidate.value(), diagnostics);
    }
  }

  /** Returns whether what is to serve is shown to bring in more than the free arm for everybody. */
  public static boolean effectResolved(Solve.Result result) {
    return result.served() != null && result.served().judgement().incremental().lower() > 0;
  }

  private static void report(String name, MeanEstimate of, Map<String, Double> diagnostics) {
    if (of.rows() > 0) {
      diagnostics.put(name, of.value());
      diagnostics.put(name + "Lower", of.lower());
      diagnostics.put(name + "Upper", of.upper());
    }
  }
}
