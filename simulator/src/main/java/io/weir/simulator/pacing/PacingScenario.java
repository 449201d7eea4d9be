package io.weir.simulator.pacing;

/**
 * One way a day can go.
 *
 * @param name for the table
 * @param costError what costs really are, per unit predicted
 * @param diurnal share by which traffic swings over the day around its mean, 0 to 1
 * @param bursty whether traffic comes in bursts: minutes of several times the rate, and lulls
 * @param budgetCut share of the budget that stays after a third of the day; 1 for no cut
 * @param meanDelayMinutes mean time from treatment to redemption, minutes; the attribution window
 *     is six hours
 * @param knownDay whether traffic of the day before was seen
 * @param holdoutRate share of randomized traffic
 */
public record PacingScenario(
    String name,
    double costError,
    double diurnal,
    boolean bursty,
    double budgetCut,
    double meanDelayMinutes,
    boolean knownDay,
    double holdoutRate) {

  static PacingScenario plain(String name, double costError) {
    return new PacingScenario(name, costError, 0, false, 1, 5, false, 0);
  }

  PacingScenario withTraffic(double swing, boolean bursts, boolean known) {
    return new PacingScenario(
        name, costError, swing, bursts, budgetCut, meanDelayMinutes, known, holdoutRate);
  }

  PacingScenario withCut(double kept) {
    return new PacingScenario(
        name, costError, diurnal, bursty, kept, meanDelayMinutes, knownDay, holdoutRate);
  }

  PacingScenario withDelay(double minutes) {
    return new PacingScenario(
        name, costError, diurnal, bursty, budgetCut, minutes, knownDay, holdoutRate);
  }

  PacingScenario withHoldout(double rate) {
    return new PacingScenario(
        name, costError, diurnal, bursty, budgetCut, meanDelayMinutes, knownDay, rate);
  }
}
