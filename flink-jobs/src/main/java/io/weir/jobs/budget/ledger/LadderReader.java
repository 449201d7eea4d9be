package io.weir.jobs.budget.ledger;

import io.weir.core.money.Money;
import io.weir.core.pacing.PriceLadder;
import io.weir.jobs.budget.state.LadderTerms;
import io.weir.schemas.DualPrice;
import io.weir.schemas.LadderStep;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Between the published ladder, the one in state and the one that pacing works with. */
final class LadderReader {

  private LadderReader() {}

  /** Takes what can be used of a published price: rungs of a budget and a finite price. */
  static LadderTerms terms(DualPrice price) {
    List<Double> rungs = new ArrayList<>();
    List<Double> prices = new ArrayList<>();
    double below = 0;
    for (LadderStep step : price.getLadder()) {
      double rung = new Money(step.getBudgetPerImpressionMicros()).units();
      if (rung > below && step.getDualPrice() >= 0 && Double.isFinite(step.getDualPrice())) {
        rungs.add(rung);
        prices.add(step.getDualPrice());
        below = rung;
      }
    }
    if (rungs.isEmpty()
        && price.getBudgetPerImpressionMicros() > 0
        && Double.isFinite(price.getDualPrice())) {
      rungs.add(new Money(price.getBudgetPerImpressionMicros()).units());
      prices.add(price.getDualPrice());
    }
    return new LadderTerms(
        price.getModelVersion(),
        price.getPriceVersion(),
        price.getComputedAt().toEpochMilli(),
        price.getDualPrice(),
        new Money(price.getBudgetPerImpressionMicros()).units(),
        rungs,
        prices);
  }

  /** The ladder; null if the price has no rung. */
  static @Nullable PriceLadder ladder(@Nullable LadderTerms terms) {
    if (terms == null || terms.getRungs().isEmpty()) {
      return null;
    }
    return PriceLadder.of(array(terms.getRungs()), array(terms.getPrices()));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
