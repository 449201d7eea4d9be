package io.weir.simulator.world;

import io.weir.core.allocation.ExactCostCurve;
import io.weir.core.allocation.Predictions;
import java.util.SplittableRandom;

/** True means of a set of individuals, given their features alone: what the oracle knows. */
public final class Truth {

  private final int individuals;
  private final int arms;
  private final double[] gains;
  private final double[] costs;
  private final ExactCostCurve curve;
  private final double uniformGain;
  private final double uniformCost;

  /**
   * Takes over the arrays.
   *
   * @param gains n x M row-major mean gains over the free arm; not modified afterwards
   * @param costs n x M row-major mean costs, whole currency units; not modified afterwards
   * @param individuals n
   * @param arms M, at least 2
   */
  public Truth(double[] gains, double[] costs, int individuals, int arms) {
    this.individuals = individuals;
    this.arms = arms;
    this.gains = gains;
    this.costs = costs;
    this.curve = ExactCostCurve.of(Predictions.of(gains, costs, arms));
    double gainSum = 0;
    double costSum = 0;
    for (int i = 0; i < individuals * arms; i++) {
      gainSum += gains[i];
      costSum += costs[i];
    }
    double cells = Math.max(1.0, (double) individuals * (arms - 1));
    this.uniformGain = gainSum / cells;
    this.uniformCost = costSum / cells;
  }

  /**
   * True means of individuals drawn from a campaign.
   *
   * @param world campaign
   * @param elapsedMillis milliseconds after the world's start
   * @param individuals how many, drawn uniformly with replacement
   * @param random generator, advanced
   * @return the truth
   */
  public static Truth draw(
      CampaignWorld world, long elapsedMillis, int individuals, SplittableRandom random) {
    int arms = world.arms();
    double[] gains = new double[individuals * arms];
    double[] costs = new double[individuals * arms];
    for (int i = 0; i < individuals; i++) {
      Response response = world.respond(world.drawPerson(random), elapsedMillis);
      for (int arm = 0; arm < arms; arm++) {
        gains[i * arms + arm] = response.gain(arm);
        costs[i * arms + arm] = response.visibleCosts()[arm];
      }
    }
    return new Truth(gains, costs, individuals, arms);
  }

  /** Number of individuals, n. */
  public int individuals() {
    return individuals;
  }

  /** Number of arms, M. */
  public int arms() {
    return arms;
  }

  /** True mean gain of an individual under an arm, over the free arm. */
  public double gain(int individual, int arm) {
    return gains[individual * arms + arm];
  }

  /** True mean cost of an individual under an arm, whole currency units. */
  public double cost(int individual, int arm) {
    return costs[individual * arms + arm];
  }

  /**
   * The oracle's gain at a budget: the value of the linear relaxation of the multiple-choice
   * knapsack. No policy, not even a randomized one, gains more in the mean at the same mean cost.
   *
   * @param budgetPerIndividual mean cost allowed, whole currency units; not negative
   * @return mean gain per individual over giving everyone the free arm; concave in the budget
   */
  public double oracleGainAt(double budgetPerIndividual) {
    return curve.at(budgetPerIndividual).revenueBound(budgetPerIndividual);
  }

  /**
   * The oracle's dual price at a budget.
   *
   * @param budgetPerIndividual mean cost allowed, whole currency units; not negative
   * @return gain per currency unit; 0 where the budget does not bind
   */
  public double dualPriceAt(double budgetPerIndividual) {
    return curve.at(budgetPerIndividual).dualPrice();
  }

  /** Mean cost at which nothing is left to gain, whole currency units. */
  public double saturationCost() {
    return curve.costAt(0);
  }

  /** Mean cost of giving every arm, the free one too, with the same probability. */
  public double evenOddsCost() {
    return uniformCost * (arms - 1) / arms;
  }

  /**
   * Random's gain at a budget; see {@link PolicyValue} for what random does.
   *
   * @param budgetPerIndividual mean cost allowed, whole currency units; not negative
   * @return mean gain per individual
   */
  public double randomGainAt(double budgetPerIndividual) {
    double share = uniformCost > 0 ? Math.min(1, budgetPerIndividual / uniformCost) : 1;
    return share * uniformGain;
  }
}
