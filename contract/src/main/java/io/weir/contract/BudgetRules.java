package io.weir.contract;

import io.weir.schemas.Budget;
import java.time.Duration;
import java.util.Currency;

/** What is asked of a budget. */
final class BudgetRules {
  private BudgetRules() {}

  static void check(Budget budget, Problems problems) {
    problems.in(Ranges.BUDGET_MICROS, "budget.amountMicros", budget.getAmountMicros());
    if (!isCurrency(budget.getCurrency())) {
      problems.add(
          "budget.currency",
          "is \"" + budget.getCurrency() + "\", which is no ISO 4217 code such as EUR");
    }
    boolean start = problems.in(Ranges.TIME, "budget.periodStart", budget.getPeriodStart());
    boolean end = Ranges.TIME.contains(budget.getPeriodEnd());
    if (!end) {
      problems.add(
          "budget.periodEnd",
          "is "
              + budget.getPeriodEnd()
              + ", allowed: "
              + Ranges.TIME
              + "; a period has an end, as its budget is spread until then");
    }
    if (start && end) {
      checkLength(budget, problems);
    }
  }

  private static void checkLength(Budget budget, Problems problems) {
    if (!budget.getPeriodEnd().isAfter(budget.getPeriodStart())) {
      problems.add("budget.periodEnd", "must be after budget.periodStart");
      return;
    }
    long millis = Duration.between(budget.getPeriodStart(), budget.getPeriodEnd()).toMillis();
    if (!Ranges.PERIOD_MILLIS.contains(millis)) {
      problems.add(
          "budget.periodEnd",
          "lies " + millis + " milliseconds after periodStart, allowed: " + Ranges.PERIOD_MILLIS);
    }
  }

  static boolean isCurrency(String code) {
    try {
      Currency.getInstance(code);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
