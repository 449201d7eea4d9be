package io.weir.backtest.description;

import org.jspecify.annotations.Nullable;

/**
 * How to make observational rows where all rows are randomized (Bi-DFCL, section 5.1, Hybrid data):
 * a two-stage model is trained on some rows and acts as the marketing policy on others; of those,
 * the rows whose arm is the policy's arm are kept.
 *
 * @param policyTraining share of rows that train the policy
 * @param policyRows share of rows the policy acts on
 * @param budget budget per impression of the policy; null for the middle one of the backtest's
 *     budgets
 */
public record ObsFromRct(double policyTraining, double policyRows, @Nullable Double budget) {

  /** The shares of the paper: 5 % and 50 %. */
  public static final ObsFromRct PAPER = new ObsFromRct(0.05, 0.5, null);

  /** Checks the shares. */
  public ObsFromRct {
    Checks.share("obsFromRct.policyTraining", policyTraining);
    Checks.share("obsFromRct.policyRows", policyRows);
    if (!(policyTraining > 0 && policyRows > 0)) {
      throw new IllegalArgumentException("the shares of 'obsFromRct' must be positive");
    }
  }
}
