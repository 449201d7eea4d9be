package io.weir.core.f64.level;

import io.weir.core.allocation.LoggedSamples;
import io.weir.core.decision.CostAdjustedLoss;
import io.weir.core.decision.DecisionLossKind;
import java.util.Arrays;

/**
 * Any surrogate of {@code io.weir.core.decision} as the upper level's loss: PPL, PIFD, DPL, DIFD or
 * IDL (docs/explanation/method.md), at a price that follows the learner. Temperature and least
 * margin are shares of the spread of revenue - price x cost over the rows at hand, gathered in a
 * first pass; IDL gathers its exchange rate in a second. Propensities are the batch's, or counted
 * on its rows.
 *
 * <p>Where asked, outcomes count relative to the mean prediction of the individual over its arms,
 * held fixed: the soft policy's probabilities sum to one, so that this changes no expectation of
 * the policy losses and lowers their variance. Finite differences take outcomes as they are.
 */
public final class SurrogateGradient implements ChunkedDecisionGradient {
  /** Rows, sum and squares of the scores, IDL's two derivatives; then rows per arm. */
  private static final int COUNTS = 5;

  private static final /* wide */ double LEAST_SPREAD = 1e-9d;

  private final DecisionLossKind kind;
  private final /* wide */ double[] priceFactors;
  private final /* wide */ double temperature;
  private final /* wide */ double margin;
  private final boolean relative;
  private final boolean centred;
  private /* wide */ double price;

  private SurrogateGradient(
      DecisionLossKind kind,
      /* wide */ double[] priceFactors,
      /* wide */ double temperature,
      /* wide */ double margin,
      boolean relative,
      boolean centred) {
    if (!(temperature > 0 && margin > 0) || priceFactors.length == 0) {
      throw new IllegalArgumentException(
          "temperature %s, margin %s, %d prices"
              .formatted(temperature, margin, priceFactors.length));
    }
    this.kind = kind;
    this.priceFactors = kind.dual() ? priceFactors.clone() : new /* wide */ double[] {1d};
    this.temperature = temperature;
    this.margin = margin;
    this.relative = relative;
    this.centred = centred && kind != DecisionLossKind.PIFD && kind != DecisionLossKind.DIFD;
  }

  /**
   * A surrogate whose scales follow the spread of the scores; its price is zero until {@link
   * #moveTo}.
   *
   * @param priceFactors ladder of DPL and DIFD as multiples of the price; others take the price
   * @param temperature of the soft policy, in spreads, positive
   * @param margin least margin of finite differences, in spreads, positive
   * @param centred whether outcomes count relative to the individual's mean prediction
   */
  public static SurrogateGradient relative(
      DecisionLossKind kind,
      /* wide */ double[] priceFactors,
      /* wide */ double temperature,
      /* wide */ double margin,
      boolean centred) {
    return new SurrogateGradient(kind, priceFactors, temperature, margin, true, centred);
  }

  /**
   * A surrogate at given prices and scales, all in the units of the network.
   *
   * @param prices one for the primal kinds, at least one for the dual ones
   * @param temperature of the soft policy, positive
   * @param margin least margin of finite differences, positive
   */
  public static SurrogateGradient fixed(
      DecisionLossKind kind,
      /* wide */ double[] prices,
      /* wide */ double temperature,
      /* wide */ double margin) {
    SurrogateGradient surrogate =
        new SurrogateGradient(kind, prices, temperature, margin, false, false);
    surrogate.moveTo(kind.dual() ? 1d : prices[0]);
    return surrogate;
  }

  /**
   * Sets the price, which must then stay until a run over the rows is done.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public void moveTo(/* wide */ double newPrice) {
    if (!(newPrice >= 0) || newPrice == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("price " + newPrice);
    }
    price = newPrice;
  }

  /** The price in use. */
  public /* wide */ double price() {
    return price;
  }

  @Override
  public int memorySize(int arms) {
    return COUNTS + arms;
  }

  @Override
  public int gatheringPasses() {
    return kind == DecisionLossKind.IDL ? 2 : 1;
  }

  @Override
  public void gather(
      int pass,
      double[] predictions,
      SampleBatch randomized,
      int from,
      int to,
      /* wide */ double[] memory) {
    if (pass == 0) {
      scores(predictions, randomized, from, to, memory);
      return;
    }
    /* wide */ double tau = tau(memory, randomized.arms);
    if (Double.isFinite((double) tau)) {
      /* wide */ double[] outputs = widened(predictions, randomized, from, to);
      new CostAdjustedLoss(price, tau, null)
          .addPriceDerivatives(
              logged(outputs, randomized, from, to, memory), outputs, memory, COUNTS - 2);
    }
  }

  private void scores(
      double[] predictions, SampleBatch randomized, int from, int to, /* wide */ double[] memory) {
    int arms = randomized.arms;
    for (int i = from; i < to; i++) {
      int row = i * 2 * arms;
      for (int j = 0; j < arms; j++) {
        /* wide */ double score = predictions[row + j] - price * predictions[row + arms + j];
        memory[1] += score;
        memory[2] += score * score;
      }
      memory[COUNTS + randomized.arm[i]]++;
    }
    memory[0] += to - from;
  }

  @Override
  public /* wide */ double evaluate(
      double[] predictions,
      SampleBatch randomized,
      int from,
      int to,
      /* wide */ double[] memory,
      double[] outputGradient) {
    int arms = randomized.arms;
    /* wide */ double tau = tau(memory, arms);
    if (!Double.isFinite((double) tau)) {
      Arrays.fill(outputGradient, from * 2 * arms, to * 2 * arms, Double.NaN);
      return Double.NaN;
    }
    /* wide */ double[] outputs = widened(predictions, randomized, from, to);
    LoggedSamples samples = logged(outputs, randomized, from, to, memory);
    /* wide */ double[] prices = priceFactors.clone();
    for (int k = 0; k < prices.length; k++) {
      prices[k] *= price;
    }
    /* wide */ double least = relative ? margin * spread(memory, arms) : margin;
    /* wide */ double exchange =
        kind == DecisionLossKind.IDL
            ? new CostAdjustedLoss(price, tau, null)
                .exchangeRate(memory[COUNTS - 2], memory[COUNTS - 1])
            : 0;
    /* wide */ double[] gradient = new /* wide */ double[outputs.length];
    // The loss is a mean over the rows it is shown: these count for their share of all.
    /* wide */ double share = (to - from) / (/* wide */ double) randomized.rows;
    /* wide */ double loss =
        kind.additive(prices, exchange, tau, least)
            .evaluateRows(samples, outputs, 0, to - from, gradient);
    for (int k = 0; k < gradient.length; k++) {
      outputGradient[from * 2 * arms + k] = (double) (share * gradient[k]);
    }
    return share * loss;
  }

  private /* wide */ double tau(/* wide */ double[] memory, int arms) {
    return relative ? temperature * spread(memory, arms) : temperature;
  }

  /** Pooled standard deviation of the scores. */
  private static /* wide */ double spread(/* wide */ double[] memory, int arms) {
    /* wide */ double n = memory[0] * arms;
    /* wide */ double mean = memory[1] / n;
    return Math.max(Math.sqrt(Math.max(memory[2] / n - mean * mean, 0)), LEAST_SPREAD);
  }

  private static /* wide */ double[] widened(
      double[] predictions, SampleBatch randomized, int from, int to) {
    int columns = 2 * randomized.arms;
    /* wide */ double[] outputs = new /* wide */ double[(to - from) * columns];
    for (int k = 0; k < outputs.length; k++) {
      outputs[k] = predictions[from * columns + k];
    }
    return outputs;
  }

  private LoggedSamples logged(
      /* wide */ double[] outputs,
      SampleBatch batch,
      int from,
      int to,
      /* wide */ double[] memory) {
    int n = to - from;
    int arms = batch.arms;
    /* wide */ double[] revenue = new /* wide */ double[n];
    /* wide */ double[] cost = new /* wide */ double[n];
    /* wide */ double[] propensity = new /* wide */ double[n];
    for (int i = 0; i < n; i++) {
      int row = from + i;
      revenue[i] = batch.revenue[row] - (centred ? mean(outputs, i * 2 * arms, arms) : 0);
      cost[i] = batch.cost[row] - (centred ? mean(outputs, i * 2 * arms + arms, arms) : 0);
      propensity[i] =
          batch.propensity.length > 0
              ? batch.propensity[row]
              : memory[COUNTS + batch.arm[row]] / memory[0];
    }
    return LoggedSamples.of(
        arms, Arrays.copyOfRange(batch.arm, from, to), revenue, cost, propensity);
  }

  private static /* wide */ double mean(/* wide */ double[] values, int from, int n) {
    /* wide */ double sum = 0;
    for (int j = 0; j < n; j++) {
      sum += values[from + j];
    }
    return sum / n;
  }
}
