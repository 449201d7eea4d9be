package io.weir.learner.estimate;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * Outcome model of doubly robust scores, made of earlier randomized samples alone: for arm j,
 *
 * <pre>q_j(x) = m_j + beta (f_j(x) - fbar_j)</pre>
 *
 * <p>with running means m of the outcome and fbar of some model's predictions f, and the running
 * slope beta of outcomes on predictions within arms, cut to [0, 1]. As it is fixed before a sample
 * is scored, the score q_wanted + 1[given = wanted] / p (observed - q_given) stays unbiased however
 * wrong it is; what it explains no longer makes noise.
 */
public final class OutcomeModel {
  /** From so many samples of an arm on, older ones count for less. */
  private static final double MEMORY = 2_000;

  /** Samples before the slope is leaned on. */
  private static final double SLOPE_FROM = 50;

  private final double[] count;
  private final double[] outcomeMean;
  private final double[] predictionMean;
  private double products;
  private double squares;
  private double seen;

  /** Starts knowing nothing. */
  public OutcomeModel(int arms) {
    count = new double[arms];
    outcomeMean = new double[arms];
    predictionMean = new double[arms];
  }

  /**
   * Returns the score of giving one arm.
   *
   * @param wanted arm a policy would give
   * @param given arm that was given
   * @param propensity probability it had, in (0, 1]
   * @param observed observed outcome
   * @param predictions predictions for this sample, by arm from {@code offset} on
   */
  public double score(
      int wanted, int given, double propensity, double observed, double[] predictions, int offset) {
    double correction =
        wanted == given ? (observed - value(given, predictions, offset)) / propensity : 0;
    return value(wanted, predictions, offset) + correction;
  }

  private double value(int arm, double[] predictions, int offset) {
    double slope =
        seen < SLOPE_FROM || squares <= 0 ? 0 : Math.max(0, Math.min(1, products / squares));
    return outcomeMean[arm] + slope * (predictions[offset + arm] - predictionMean[arm]);
  }

  /** Takes in a randomized sample, once it has been scored. */
  public void add(int arm, double observed, double[] predictions, int offset) {
    count[arm] = Math.min(MEMORY, count[arm] + 1);
    double outcomeGap = observed - outcomeMean[arm];
    double predictionGap = predictions[offset + arm] - predictionMean[arm];
    outcomeMean[arm] += outcomeGap / count[arm];
    predictionMean[arm] += predictionGap / count[arm];
    double keep = 1 - 1 / MEMORY;
    products = keep * products + outcomeGap * predictionGap;
    squares = keep * squares + predictionGap * predictionGap;
    seen++;
  }

  public void write(StateOutput out) throws IOException {
    out.writeInt(count.length);
    for (int arm = 0; arm < count.length; arm++) {
      out.writeDouble(count[arm]);
      out.writeDouble(outcomeMean[arm]);
      out.writeDouble(predictionMean[arm]);
    }
    out.writeDouble(products);
    out.writeDouble(squares);
    out.writeDouble(seen);
  }

  public static OutcomeModel read(StateInput in) throws IOException {
    OutcomeModel model = new OutcomeModel(in.readInt());
    for (int arm = 0; arm < model.count.length; arm++) {
      model.count[arm] = in.readDouble();
      model.outcomeMean[arm] = in.readDouble();
      model.predictionMean[arm] = in.readDouble();
    }
    model.products = in.readDouble();
    model.squares = in.readDouble();
    model.seen = in.readDouble();
    return model;
  }
}
