package io.weir.backtest.evaluate;

/**
 * An estimate with its 95 % interval.
 *
 * @param estimate the estimate
 * @param lower lower end
 * @param upper upper end
 */
public record Interval(double estimate, double lower, double upper) {}
