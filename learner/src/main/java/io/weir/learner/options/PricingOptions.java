package io.weir.learner.options;

import io.weir.core.option.Option;
import io.weir.core.option.OptionDefinitions;
import java.util.List;

/** The budget, the ladder of prices, and how a solve is cut into steps. */
public final class PricingOptions {
  private static final OptionDefinitions ALL = new OptionDefinitions();

  /** Over which stretch the budget is spread. */
  public enum BudgetHorizon {
    /** The whole period at the observed rate of traffic; pacing is left to the budget job. */
    PERIOD,
    /** What is left of the budget over what is left of the period. */
    REMAINING
  }

  /** What is done with a budget whose spending is not shown to bring anything. */
  public enum Unproven {
    /** Spend it as well as one can. */
    SPEND,
    /** Keep it: everybody gets the free arm. */
    KEEP
  }

  /** Unproven effects. */
  public static final Option<Unproven> UNPROVEN =
      ALL.constant(
          "budget.unproven",
          Unproven.SPEND,
          "What is done with the budget while it is not shown, by a 95 % interval, that the policy"
              + " brings in more than the free arm for everybody. SPEND, since a small effect that"
              + " pays takes long to be shown, and who gives a budget wants it used.");

  /** Ladder. */
  public static final Option<List<Double>> LADDER =
      ALL.list(
          "price.ladder",
          "0.25,0.5,0.75,1,1.25,1.5,2,3",
          "1 to 32 ascending positive factors",
          "Budgets of the ladder, as multiples of the budget per impression.",
          Double::parseDouble,
          PricingOptions::ascending);

  /** Horizon. */
  public static final Option<BudgetHorizon> BUDGET_HORIZON =
      ALL.constant(
          "budget.horizon",
          BudgetHorizon.PERIOD,
          "Over which stretch the campaign's budget is spread.");

  /** Fixed budget. */
  public static final Option<Long> BUDGET_PER_IMPRESSION_MICROS =
      ALL.longInteger(
          "budget.per-impression-micros",
          -1,
          -1,
          Long.MAX_VALUE,
          "Budget per policy impression in micros; -1 derives it from the campaign's budget.");

  /** Solve, chunk. */
  public static final Option<Integer> SOLVE_CHUNK_ROWS =
      ALL.integer(
          "solve.chunk-rows",
          1_024,
          16,
          65_536,
          "Window rows that one step of a solve scores before records and barriers may pass.");

  /**
   * A window of the default size is solved for one record a step; a larger one must not take as
   * many slides as it has times the rows (docs/evidence/stalls.md).
   */
  private static final int ROWS_PER_RECORD = 20_000;

  private PricingOptions() {}

  /** Returns how many records go with a step of a solve on so many rows. */
  public static int recordsPerStep(int rows) {
    return 1 + rows / ROWS_PER_RECORD;
  }

  private static boolean ascending(List<Double> factors) {
    for (int i = 0; i < factors.size(); i++) {
      double before = i == 0 ? 0 : factors.get(i - 1);
      if (!(factors.get(i) > before) || factors.get(i).isInfinite()) {
        return false;
      }
    }
    return factors.size() <= 32;
  }

  /** Returns these options in the order they are documented. */
  static List<Option<?>> all() {
    return ALL.list();
  }
}
