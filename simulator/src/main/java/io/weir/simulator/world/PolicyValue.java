package io.weir.simulator.world;

/**
 * A policy between random (0) and the oracle (1), all three at the same cost.
 *
 * <p>With g and c the policy's mean gain and mean cost per individual by the true means:
 *
 * <ul>
 *   <li>the <b>oracle</b> gains {@link Truth#oracleGainAt} c: the best any policy on the observable
 *       features can do with the true means in its hands;
 *   <li><b>random</b> gives everyone, with the same probability a, one of the M - 1 paid arms at
 *       even odds, else the free arm; a is such that its cost is c, or 1 where even that costs less
 *       than c;
 *   <li>normalized value = (g - random) / (oracle - random).
 * </ul>
 *
 * <p>Taking the policy's own cost as the budget means that spending less is no fault and spending
 * more no merit here: whether the budget was kept is told by spend, not by this number. It is 0
 * where nothing was spent (there is nothing to allocate). It is at most 1 for a policy that sees
 * the features only, and can be below 0.
 *
 * @param individuals number of individuals averaged over
 * @param meanGain mean gain g of the policy, revenue units per individual over the free arm
 * @param meanCost mean cost c of the policy, whole currency units per individual
 * @param oracleGain the oracle's mean gain at c
 * @param randomGain random's mean gain at c
 * @param normalizedValue the policy between random (0) and oracle (1)
 */
public record PolicyValue(
    int individuals,
    double meanGain,
    double meanCost,
    double oracleGain,
    double randomGain,
    double normalizedValue) {

  private static final double LEAST_SPREAD = 1e-12;

  /** Value of a policy that has decided nothing yet. */
  public static final PolicyValue NONE = new PolicyValue(0, 0, 0, 0, 0, 0);

  /**
   * Places a policy on the scale.
   *
   * @param truth true means of the individuals
   * @param meanGain the policy's mean gain over the free arm on these individuals
   * @param meanCost the policy's mean cost on these individuals
   * @return the value
   */
  public static PolicyValue of(Truth truth, double meanGain, double meanCost) {
    if (truth.individuals() == 0) {
      return NONE;
    }
    double oracle = truth.oracleGainAt(meanCost);
    double random = truth.randomGainAt(meanCost);
    double spread = oracle - random;
    double normalized = spread > LEAST_SPREAD && meanCost > 0 ? (meanGain - random) / spread : 0;
    return new PolicyValue(truth.individuals(), meanGain, meanCost, oracle, random, normalized);
  }
}
