package io.weir.learner.estimate;

/**
 * By what factor a policy's true cost differs from the one its model claims.
 *
 * <p>A model chooses the arms whose cost it thinks low, and claims too little for them; and what it
 * claims on rows that it has learned from is not what it claims of others. Two sources tell: judged
 * samples, none of which had been learned from, and the published pairs' own decisions. Each is
 * noisy, and neither says anything at first, so they are shrunk towards no correction with the
 * weight of a prior (normal means with known variances).
 *
 * @param factor true cost over claimed cost
 * @param standardError of the factor; that of the prior where nothing was seen
 */
public record CostCorrection(double factor, double standardError) {
  /** How far models were seen to be off before anything was known of them. */
  private static final double PRIOR_DEVIATION = 0.15;

  private static final double MOST = 2;

  /** Without any evidence. */
  public static CostCorrection none() {
    return new CostCorrection(1, PRIOR_DEVIATION);
  }

  /**
   * Brings both sources together.
   *
   * @param judged true over predicted cost of judged samples
   * @param served true over claimed cost of decisions made
   */
  public static CostCorrection of(MeanEstimate judged, MeanEstimate served) {
    double precision = 1 / (PRIOR_DEVIATION * PRIOR_DEVIATION);
    double weighted = precision;
    for (MeanEstimate source : new MeanEstimate[] {judged, served}) {
      double weight = precision(source.standardError());
      precision += weight;
      weighted += weight > 0 ? weight * bounded(source.value()) : 0;
    }
    return new CostCorrection(bounded(weighted / precision), 1 / Math.sqrt(precision));
  }

  private static double precision(double standardError) {
    return standardError > 0 && Double.isFinite(standardError)
        ? 1 / (standardError * standardError)
        : 0;
  }

  private static double bounded(double factor) {
    return Math.max(1 / MOST, Math.min(MOST, factor));
  }
}
