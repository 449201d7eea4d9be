package io.weir.core.decision;

import java.util.Arrays;
import java.util.function.DoubleFunction;

/** The decision losses by name, for options and tables. */
public enum DecisionLossKind {
  /** Primal policy learning, at the price of the budget at hand. */
  PPL,
  /** Primal improved finite differences. */
  PIFD,
  /** Dual policy learning, over a ladder of prices. */
  DPL,
  /** Dual improved finite differences, over a ladder of prices. */
  DIFD,
  /** Policy learning with the cost-adjusted gain. */
  IDL;

  /** Whether the loss is meant for a ladder of prices instead of the one price of a budget. */
  public boolean dual() {
    return this == DPL || this == DIFD;
  }

  /**
   * Builds the loss.
   *
   * @param dualPrices one price for the primal kinds, at least one for the dual ones
   * @param tau temperature, positive
   * @param minimumMargin least margin of the finite differences, positive; the others do not use it
   * @throws IllegalArgumentException on a wrong number of prices or a value out of range
   */
  public DecisionLoss loss(double[] dualPrices, double tau, double minimumMargin) {
    if (dual() ? dualPrices.length == 0 : dualPrices.length != 1) {
      throw new IllegalArgumentException(this + " with " + dualPrices.length + " prices");
    }
    return this == IDL
        ? new CostAdjustedLoss(dualPrices[0], tau, null)
        : additive(dualPrices, 0, tau, minimumMargin);
  }

  /**
   * Builds the loss as a sum over samples, which every kind is once the exchange rate of {@link
   * #IDL} is known.
   *
   * @param exchangeRate revenue units per currency unit, see {@link CostAdjustedLoss#exchangeRate};
   *     only IDL uses it
   * @throws IllegalArgumentException as {@link #loss}
   */
  public AdditiveDecisionLoss additive(
      double[] dualPrices, double exchangeRate, double tau, double minimumMargin) {
    if (dual() ? dualPrices.length == 0 : dualPrices.length != 1) {
      throw new IllegalArgumentException(this + " with " + dualPrices.length + " prices");
    }
    double price = dualPrices[0];
    return switch (this) {
      case PPL -> new PolicyLearningLoss(price, 0, tau, null);
      case PIFD -> new FiniteDifferenceLoss(price, 0, tau, minimumMargin);
      case DPL -> mean(dualPrices, p -> new PolicyLearningLoss(p, p, tau, null));
      case DIFD -> mean(dualPrices, p -> new FiniteDifferenceLoss(p, p, tau, minimumMargin));
      case IDL -> new PolicyLearningLoss(price, exchangeRate, tau, null);
    };
  }

  private static AdditiveDecisionLoss mean(
      double[] prices, DoubleFunction<? extends AdditiveDecisionLoss> at) {
    return new MeanLoss(Arrays.stream(prices).mapToObj(at).toList());
  }
}
