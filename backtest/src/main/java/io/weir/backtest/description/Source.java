package io.weir.backtest.description;

/** How the arms of a row came about. */
public enum Source {
  /** Observational: a policy chose the arm, by rules that may be unknown. */
  OBS,
  /** Randomized: chance chose the arm, with a known or countable probability. */
  RCT
}
