package io.weir.learner.sample;

import io.weir.core.pacing.TrafficForecast;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.learner.options.PricingOptions.BudgetHorizon;
import io.weir.schemas.Assignment;
import io.weir.schemas.Budget;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Measures a campaign's traffic in event time and turns its budget into a budget per policy
 * impression. Spend that the policy does not decide (holdout, overrides) is taken off the budget
 * first, since the dual price governs policy traffic alone.
 *
 * <p>How much traffic is still to come is forecast as the budget job does it ({@link
 * TrafficForecast}); what shares of it the holdout and its spend have is what they had in the last
 * slides.
 */
public final class TrafficMeter {
  /** Slides that rates are averaged over. */
  static final int SLIDES = 96;

  /** Least share of the period that what is left of a budget is spread over. */
  private static final double LEAST_REMAINING_SHARE = 0.05;

  private static final long DAY_MILLIS = 86_400_000;
  private static final int FORMAT = 1;

  /** The forecast was an array of numbers before. */
  private static final int FORECAST_FORMAT = 2;

  private static final int FORECAST_IN_NUMBERS = 1;

  private record Slide(long millis, long policy, long randomized, long otherSpendMicros) {}

  private final ArrayDeque<Slide> slides = new ArrayDeque<>();
  private long since = Long.MIN_VALUE;
  private long policy;
  private long randomized;
  private long otherSpendMicros;
  private long periodStart = Long.MIN_VALUE;
  private long periodSpendMicros;
  private TrafficForecast forecast = new TrafficForecast();

  /** When the first sample happened, and how many have happened in the period. */
  private long firstMillis = Long.MIN_VALUE;

  private long periodSamples;

  /** Counts one sample. */
  public void add(
      Assignment assignment, long closedAt, long occurredAt, long costMicros, Budget budget) {
    add(assignment, 1, closedAt, occurredAt, costMicros, budget);
  }

  /**
   * Counts samples that happened in one second.
   *
   * @param costMicros of all of them
   */
  public void add(
      Assignment assignment,
      long samples,
      long closedAt,
      long occurredAt,
      long costMicros,
      Budget budget) {
    if (since == Long.MIN_VALUE) {
      since = closedAt;
    }
    if (assignment == Assignment.POLICY) {
      policy += samples;
    } else {
      otherSpendMicros += costMicros;
      if (assignment == Assignment.RANDOMIZED) {
        randomized += samples;
      }
    }
    long start = budget.getPeriodStart().toEpochMilli();
    if (start != periodStart) {
      periodStart = start;
      periodSpendMicros = 0;
      periodSamples = 0;
    }
    if (firstMillis == Long.MIN_VALUE) {
      firstMillis = occurredAt;
    }
    forecast.count(occurredAt, samples);
    if (occurredAt >= start && occurredAt < budget.getPeriodEnd().toEpochMilli()) {
      periodSpendMicros += costMicros;
      periodSamples += samples;
    }
  }

  /** Closes the slide that ends at the given event time. */
  public void slide(long end) {
    if (since == Long.MIN_VALUE || end <= since) {
      return;
    }
    forecast.advance(end);
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
    double policySeen = 0;
    double randomizedSeen = 0;
    double otherSpend = 0;
    for (Slide slide : slides) {
      policySeen += slide.policy;
      randomizedSeen += slide.randomized;
      otherSpend += slide.otherSpendMicros;
    }
    double seen = policySeen + randomizedSeen;
    if (seen == 0) {
      return Double.POSITIVE_INFINITY;
    }
    // The holdout stands in for policy traffic that has not begun.
    boolean partly = holdoutRate > 0 && holdoutRate < 1;
    double share = policySeen > 0 ? policySeen / seen : partly ? 1 - holdoutRate : 1;
    double scale = policySeen > 0 ? 1 : partly ? 1 / holdoutRate : 1;
    double others = otherSpend / (scale * seen);
    double toCome = scale * toCome(budget, now);
    double whole = toCome + scale * past(budget, now);
    double amount = budget.getAmountMicros();
    double impressions = whole;
    if (horizon == BudgetHorizon.REMAINING) {
      impressions = Math.max(toCome, LEAST_REMAINING_SHARE * whole);
      amount -= periodSpendMicros;
    }
    return Math.max(0, (amount - others * impressions) / (share * impressions));
  }

  /** Returns the impressions expected from now to the end of the period, or of all of it. */
  private double toCome(Budget budget, long now) {
    long start = budget.getPeriodStart().toEpochMilli();
    return forecast.expected(Math.max(now, start), budget.getPeriodEnd().toEpochMilli());
  }

  /** Returns the impressions of the period so far, those before the first sample by forecast. */
  private double past(Budget budget, long now) {
    long start = budget.getPeriodStart().toEpochMilli();
    if (now <= start) {
      return 0;
    }
    double unseen = 0;
    if (firstMillis > start) {
      long days = (now - start + DAY_MILLIS - 1) / DAY_MILLIS * DAY_MILLIS;
      unseen = forecast.expected(start + days, Math.min(firstMillis, now) + days);
    }
    return unseen + periodSamples;
  }

  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeInt(slides.size());
    for (Slide slide : slides) {
      out.writeLong(slide.millis);
      out.writeLong(slide.policy);
      out.writeLong(slide.randomized);
      out.writeLong(slide.otherSpendMicros);
    }
    out.writeLong(since);
    out.writeLong(policy);
    out.writeLong(randomized);
    out.writeLong(otherSpendMicros);
    out.writeLong(periodStart);
    out.writeLong(periodSpendMicros);
    out.begin(FORECAST_FORMAT);
    out.writeLong(firstMillis);
    out.writeLong(periodSamples);
    forecast.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static TrafficMeter read(StateInput from) throws IOException {
    StateInput in = from.piece("traffic", StateInput.UNTOLD, FORMAT);
    TrafficMeter meter = new TrafficMeter();
    for (int count = in.readInt(); count > 0; count--) {
      meter.slides.addLast(new Slide(in.readLong(), in.readLong(), in.readLong(), in.readLong()));
    }
    meter.since = in.readLong();
    meter.policy = in.readLong();
    meter.randomized = in.readLong();
    meter.otherSpendMicros = in.readLong();
    meter.periodStart = in.readLong();
    meter.periodSpendMicros = in.readLong();
    if (in.format() != StateInput.UNTOLD) {
      meter.readForecast(in);
    }
    return meter;
  }

  /** Reads the forecast where it was a part of its own. */
  public void readForecast(StateInput from) throws IOException {
    StateInput in = from.piece("traffic", FORECAST_IN_NUMBERS, FORECAST_FORMAT);
    firstMillis = in.readLong();
    periodSamples = in.readLong();
    forecast = TrafficForecast.read(in.format() == FORECAST_IN_NUMBERS ? in.numbers() : in);
  }
}
