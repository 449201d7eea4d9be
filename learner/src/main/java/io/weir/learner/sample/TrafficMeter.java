package io.weir.learner.sample;

import io.weir.learner.options.PricingOptions.BudgetHorizon;
import io.weir.schemas.Assignment;
import io.weir.schemas.Budget;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Measures a campaign's traffic in event time and turns its budget into a budget per policy
 * impression. Spend that the policy does not decide (holdout, overrides) is taken off the budget
 * first, since the dual price governs policy traffic alone.
 */
public final class TrafficMeter {
  /** Slides that rates are averaged over. */
  static final int SLIDES = 96;

  /** Least share of the period that what is left of a budget is spread over. */
  private static final double LEAST_REMAINING_SHARE = 0.05;

  private record Slide(long millis, long policy, long randomized, long otherSpendMicros) {}

  private final ArrayDeque<Slide> slides = new ArrayDeque<>();
  private long since = Long.MIN_VALUE;
  private long policy;
  private long randomized;
  private long otherSpendMicros;
  private long periodStart = Long.MIN_VALUE;
  private long periodSpendMicros;

  /** Counts one sample. */
  public void add(
      Assignment assignment, long closedAt, long occurredAt, long costMicros, Budget budget) {
    if (since == Long.MIN_VALUE) {
      since = closedAt;
    }
    if (assignment == Assignment.POLICY) {
      policy++;
    } else {
      otherSpendMicros += costMicros;
      if (assignment == Assignment.RANDOMIZED) {
        randomized++;
      }
    }
    long start = budget.getPeriodStart().toEpochMilli();
    if (start != periodStart) {
      periodStart = start;
      periodSpendMicros = 0;
    }
    if (occurredAt >= start && occurredAt < budget.getPeriodEnd().toEpochMilli()) {
      periodSpendMicros += costMicros;
    }
  }

  /** Closes the slide that ends at the given event time. */
  public void slide(long end) {
    if (since == Long.MIN_VALUE || end <= since) {
      return;
    }
    slides.addLast(new Slide(end - since, policy, randomized, otherSpendMicros));
    if (slides.size() > SLIDES) {
      slides.removeFirst();
    }
    since = end;
    policy = 0;
    randomized = 0;
    otherSpendMicros = 0;
  }

  /**
   * Returns the budget per policy impression in micros, zero or more, not rounded.
   *
   * @param budget budget of the period
   * @param horizon what stretch it is spread over
   * @param now event time
   * @param holdoutRate share of units in the holdout, which stands in for policy traffic that has
   *     not been seen yet
   * @return positive infinity before any traffic was measured
   */
  public double budgetPerImpressionMicros(
      Budget budget, BudgetHorizon horizon, long now, double holdoutRate) {
    long millis = 0;
    double policySeen = 0;
    double randomizedSeen = 0;
    double otherSpend = 0;
    for (Slide slide : slides) {
      millis += slide.millis;
      policySeen += slide.policy;
      randomizedSeen += slide.randomized;
      otherSpend += slide.otherSpendMicros;
    }
    if (policySeen == 0) {
      policySeen =
          holdoutRate > 0 && holdoutRate < 1
              ? randomizedSeen * (1 - holdoutRate) / holdoutRate
              : randomizedSeen;
    }
    if (millis == 0 || policySeen == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double start = budget.getPeriodStart().toEpochMilli();
    double end = budget.getPeriodEnd().toEpochMilli();
    double stretch = end - start;
    double amount = budget.getAmountMicros();
    if (horizon == BudgetHorizon.REMAINING) {
      stretch = Math.max(end - Math.max(now, start), LEAST_REMAINING_SHARE * stretch);
      amount -= periodSpendMicros;
    }
    double others = otherSpend / millis * stretch;
    double impressions = policySeen / millis * stretch;
    return Math.max(0, (amount - others) / impressions);
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(slides.size());
    for (Slide slide : slides) {
      out.writeLong(slide.millis);
      out.writeLong(slide.policy);
      out.writeLong(slide.randomized);
      out.writeLong(slide.otherSpendMicros);
    }
    for (long value :
        new long[] {since, policy, randomized, otherSpendMicros, periodStart, periodSpendMicros}) {
      out.writeLong(value);
    }
  }

  public static TrafficMeter read(DataInput in) throws IOException {
    TrafficMeter meter = new TrafficMeter();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      meter.slides.addLast(new Slide(in.readLong(), in.readLong(), in.readLong(), in.readLong()));
    }
    meter.since = in.readLong();
    meter.policy = in.readLong();
    meter.randomized = in.readLong();
    meter.otherSpendMicros = in.readLong();
    meter.periodStart = in.readLong();
    meter.periodSpendMicros = in.readLong();
    return meter;
  }
}
