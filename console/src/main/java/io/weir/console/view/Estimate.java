package io.weir.console.view;

/**
 * A value with its 95 % interval, revenue units per impression.
 *
 * @param value point estimate
 * @param lower lower end
 * @param upper upper end
 */
public record Estimate(double value, double lower, double upper) {}
