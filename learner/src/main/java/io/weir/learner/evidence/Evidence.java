package io.weir.learner.evidence;

import java.util.Map;

/**
 * What randomized samples that came after a candidate was frozen say of it, against what would
 * serve without it: everything a decision of the gate rests on.
 *
 * @param reference what it is compared with
 * @param samples randomized samples behind it
 * @param gain candidate less reference, revenue per impression
 * @param gainHalfWidth half the width of the interval of the gain
 * @param referenceValue revenue per impression of the reference
 * @param cost cost per impression of the candidate, whole currency units
 * @param costHalfWidth half the width of its interval, of the same kind
 */
public record Evidence(
    Reference reference,
    double samples,
    double gain,
    double gainHalfWidth,
    double referenceValue,
    double cost,
    double costHalfWidth) {

  /** What a candidate must not fall behind. */
  public enum Reference {
    /** The live model at its price. */
    LIVE,
    /** The policy before Weir, with as much of it as the budget pays for. */
    OLD_POLICY,
    /** The holdout's own draws, with as much of them as the budget pays for. */
    RANDOM
  }

  public double gainLower() {
    return gain - gainHalfWidth;
  }

  public double gainUpper() {
    return gain + gainHalfWidth;
  }

  public void report(Map<String, Double> diagnostics) {
    diagnostics.put("gateReference", (double) reference.ordinal());
    diagnostics.put("gateEvidenceSamples", samples);
    if (samples > 1) {
      diagnostics.put("gateGain", gain);
      diagnostics.put("gateGainLower", gainLower());
      diagnostics.put("gateGainUpper", gainUpper());
      diagnostics.put("gateReferenceValue", referenceValue);
      diagnostics.put("gateCandidateCost", cost);
      diagnostics.put("gateCandidateCostLower", cost - costHalfWidth);
    }
  }
}
