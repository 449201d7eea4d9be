package io.weir.core.pacing;

/**
 * What pacing says at a moment. Money in currency units.
 *
 * @param price to decide with; infinite when nothing is left to promise
 * @param openSpend what treatments issued so far are still expected to cost
 * @param projected spend at the end of the period, redemptions after it included
 * @param projectedLower lower end of its 95 % interval
 * @param projectedUpper upper end of its 95 % interval
 * @param expectedImpressions policy traffic still to come in the period
 * @param costRatio realized per predicted unit of cost
 */
public record PacingReading(
    double price,
    double openSpend,
    double projected,
    double projectedLower,
    double projectedUpper,
    double expectedImpressions,
    double costRatio) {}
