package io.weir.learner.evidence;

/**
 * Outcome model of doubly robust scores, cross-fitted: units fall into two folds by their bucket,
 * and a row is scored by what the rows of the other fold say,
 *
 * <pre>q_j(x) = m_j + beta (f_j(x) - fbar_j)</pre>
 *
 * <p>with means m of the outcome and fbar of the predictions f where arm j was given, and the slope
 * beta of outcomes on predictions within arms, cut to [0, 1]. The score q_wanted + 1[given =
 * wanted] / p (observed - q_given) is unbiased however wrong q is (Robins, Rotnitzky and Zhao 1994;
 * cross-fitting: Chernozhukov et al. 2018).
 */
final class CrossFit {
  private static final int FOLDS = 2;

  /** Rows of an arm, in the other fold, from which its own means are used. */
  private static final int LEAST = 3;

  private final int arms;
  private final JudgedSample rows;
  private final double[] outcome;
  private final int offset;

  /** Row-major [folds, arms], of the rows outside the fold. */
  private final double[] mean;

  private final double[] predicted;
  private final double[] slope = new double[FOLDS];

  /**
   * Fits.
   *
   * @param rows judged samples, with propensities
   * @param outcome of each row
   * @param offset where the predictions of this outcome begin in a row of predictions
   */
  CrossFit(JudgedSample rows, double[] outcome, int offset) {
    this.rows = rows;
    this.arms = rows.arms();
    this.outcome = outcome;
    this.offset = offset;
    this.mean = new double[FOLDS * arms];
    this.predicted = new double[FOLDS * arms];
    for (int fold = 0; fold < FOLDS; fold++) {
      fitMeans(fold);
      slope[fold] = fitSlope(fold);
    }
  }

  private static int fold(int bucket) {
    return bucket % FOLDS;
  }

  private void fitMeans(int fold) {
    double[] weights = new double[arms];
    int[] counts = new int[arms];
    double all = 0;
    double allWeights = 0;
    for (int i = 0; i < rows.rows(); i++) {
      if (fold(rows.bucket(i)) != fold) {
        int arm = rows.arm(i);
        double weight = rows.weight(i) / rows.propensity(i);
        weights[arm] += weight;
        counts[arm]++;
        mean[fold * arms + arm] += weight * outcome[i];
        predicted[fold * arms + arm] += weight * rows.prediction(i, offset + arm);
        all += weight * outcome[i];
        allWeights += weight;
      }
    }
    for (int arm = 0; arm < arms; arm++) {
      int at = fold * arms + arm;
      boolean enough = counts[arm] >= LEAST;
      mean[at] = enough ? mean[at] / weights[arm] : allWeights > 0 ? all / allWeights : 0;
      predicted[at] = enough ? predicted[at] / weights[arm] : Double.NaN;
    }
  }

  private double fitSlope(int fold) {
    double products = 0;
    double squares = 0;
    for (int i = 0; i < rows.rows(); i++) {
      int at = fold * arms + rows.arm(i);
      if (fold(rows.bucket(i)) != fold && !Double.isNaN(predicted[at])) {
        double weight = rows.weight(i) / rows.propensity(i);
        double gap = rows.prediction(i, offset + rows.arm(i)) - predicted[at];
        products += weight * gap * (outcome[i] - mean[at]);
        squares += weight * gap * gap;
      }
    }
    return squares > 0 ? Math.max(0, Math.min(1, products / squares)) : 0;
  }

  private double value(int fold, int row, int arm) {
    int at = fold * arms + arm;
    return Double.isNaN(predicted[at])
        ? mean[at]
        : mean[at] + slope[fold] * (rows.prediction(row, offset + arm) - predicted[at]);
  }

  /** Returns the score of giving a row one arm. */
  double score(int row, int wanted) {
    int fold = fold(rows.bucket(row));
    double correction =
        rows.arm(row) == wanted
            ? (outcome[row] - value(fold, row, wanted)) / rows.propensity(row)
            : 0;
    return value(fold, row, wanted) + correction;
  }
}
