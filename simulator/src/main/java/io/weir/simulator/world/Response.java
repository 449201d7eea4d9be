package io.weir.simulator.world;

/**
 * Potential outcomes of one person, for each of M arms, at one time. Arrays have M entries, are
 * owned by the response and not to be modified.
 *
 * @param purchaseProbability probability of a purchase given features and hidden intent
 * @param redemptionRate probability that a purchaser redeems, given the arm; 0 for the free arm
 * @param orderValue mean value of one order, objective units
 * @param organicRevenue mean of what the person spends whatever the arm, objective units
 * @param revenue mean revenue given features and hidden intent, objective units
 * @param costs mean cost given features and hidden intent, whole currency units
 * @param visibleRevenue mean revenue given the features alone (intent averaged out)
 * @param visibleCosts mean cost given the features alone
 */
@SuppressWarnings("ArrayRecordComponent") // a value holder of the hot path; never compared
public record Response(
    double[] purchaseProbability,
    double[] redemptionRate,
    double orderValue,
    double organicRevenue,
    double[] revenue,
    double[] costs,
    double[] visibleRevenue,
    double[] visibleCosts) {

  /**
   * Gain of an arm: mean revenue above the free arm's. The hidden intent adds the same to every
   * arm, so it cancels.
   *
   * @param arm arm index
   * @return revenue units per impression
   */
  public double gain(int arm) {
    return visibleRevenue[arm] - visibleRevenue[0];
  }
}
