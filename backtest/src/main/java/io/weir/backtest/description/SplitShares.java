package io.weir.backtest.description;

/**
 * Shares of the randomized rows. What is left over is not used.
 *
 * @param train learned from
 * @param validation for what methods choose by validation
 * @param test for evaluation only
 */
public record SplitShares(double train, double validation, double test) {

  /** Checks that the shares fit. */
  public SplitShares {
    Checks.share("split.train", train);
    Checks.share("split.validation", validation);
    Checks.share("split.test", test);
    if (train + validation + test > 1 + 1e-9) {
      throw new IllegalArgumentException("the shares of 'split' exceed one");
    }
    if (!(train > 0 && test > 0)) {
      throw new IllegalArgumentException("'split' needs rows to train and to test on");
    }
  }
}
