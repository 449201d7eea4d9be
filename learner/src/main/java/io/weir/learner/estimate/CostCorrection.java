package io.weir.learner.estimate;

/**
 * By what factor a policy's true cost differs from the one its model claims.
 *
 * <p>A model chooses the arms whose cost it thinks low, and claims too little for them; and what it
 * claims on rows that it has learned from is not what it claims of others. Two sources tell: judged
 * samples, none of which had been learned from, and the published pairs' own decisions. Each is
 * noisy, and neither says anything at first, so they are shrunk towards no correction.
 *
 * <p>The prior of the factor's logarithm has Student's t: mostly models are nearly right, but where
 * evidence says beyond doubt that one is not, the prior gives way (O'Hagan 1979, "On outlier
 * rejection phenomena in Bayes inference"). The factor is the posterior's median. Where costs are
 * rare, a source that has seen few of them is wide above and narrow below: its normal likelihood
 * has two halves.
 *
 * @param factor true cost over claimed cost
 * @param standardError half of the stretch that holds the middle 68 % of the posterior; the scale
 *     of the prior where nothing was seen
 */
public record CostCorrection(double factor, double standardError) {
  /** How far models were seen to be off before anything was known of them. */
  private static final double PRIOR_DEVIATION = 0.15;

  private static final double PRIOR_FREEDOM = 3;

  private static final double MOST = 8;
  private static final double NORMAL_975 = 1.959963984540054;

  /** Normal probability of less than one standard deviation above the mean. */
  private static final double UPPER = 0.8413447460685429;

  /** Points at which the posterior is looked at, evenly between the logarithms of its ends. */
  private static final int POINTS = 2_001;

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
    if (!tells(judged) && !tells(served)) {
      return none();
    }
    double[] logDensity = new double[POINTS];
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < POINTS; i++) {
      double z = logFactor(i) / PRIOR_DEVIATION;
      logDensity[i] =
          -(PRIOR_FREEDOM + 1) / 2 * StrictMath.log1p(z * z / PRIOR_FREEDOM)
              + logLikelihood(judged, StrictMath.exp(logFactor(i)))
              + logLikelihood(served, StrictMath.exp(logFactor(i)));
      largest = Math.max(largest, logDensity[i]);
    }
    double[] below = new double[POINTS];
    double total = 0;
    for (int i = 0; i < POINTS; i++) {
      total += StrictMath.exp(logDensity[i] - largest);
      below[i] = total;
    }
    double spread = factorAt(below, UPPER * total) - factorAt(below, (1 - UPPER) * total);
    return new CostCorrection(factorAt(below, total / 2), spread / 2);
  }

  /** Returns the factor below which a given part of the posterior lies. */
  private static double factorAt(double[] below, double part) {
    int i = 0;
    while (below[i] < part) {
      i++;
    }
    double before = i == 0 ? 0 : below[i - 1];
    double within = (part - before) / (below[i] - before) - 0.5;
    return StrictMath.exp(logFactor(i) + within * (logFactor(1) - logFactor(0)));
  }

  private static double logFactor(int point) {
    return StrictMath.log(MOST) * (2.0 * point / (POINTS - 1) - 1);
  }

  private static boolean tells(MeanEstimate source) {
    return source.standardError() > 0
        && Double.isFinite(source.value())
        && Double.isFinite(source.lower())
        && Double.isFinite(source.upper());
  }

  private static double logLikelihood(MeanEstimate source, double factor) {
    if (!tells(source)) {
      return 0;
    }
    double value = Math.max(1 / MOST, Math.min(MOST, source.value()));
    double width =
        factor > value ? source.upper() - source.value() : source.value() - source.lower();
    double z = NORMAL_975 * (factor - value) / width;
    return width > 0 ? -z * z / 2 : 0;
  }
}
