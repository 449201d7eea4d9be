package io.weir.simulator.world;

import java.util.SplittableRandom;

/**
 * A log of impressions with their summed outcomes: randomized evenly over the arms, or given by the
 * old policy.
 */
public final class ExperimentLog {

  private final SimulatedCampaign campaign;
  private final boolean randomized;
  private final SplittableRandom random;

  /**
   * Opens a log.
   *
   * @param campaign campaign
   * @param randomized true: every arm with the same probability; false: the old policy chooses
   * @param random generator, advanced
   */
  public ExperimentLog(SimulatedCampaign campaign, boolean randomized, SplittableRandom random) {
    this.campaign = campaign;
    this.randomized = randomized;
    this.random = random;
  }

  /**
   * One impression with what followed it.
   *
   * @param elapsedMillis milliseconds after the world's start
   * @param person who
   * @param response potential outcomes
   * @param randomized whether chance chose the arm
   * @param arm arm given
   * @param revenue sum over its outcomes, objective units
   * @param costMicros sum over its outcomes, micros of the currency
   */
  public record Row(
      long elapsedMillis,
      Person person,
      Response response,
      boolean randomized,
      int arm,
      double revenue,
      long costMicros) {}

  /**
   * Draws the next row.
   *
   * @param elapsedMillis milliseconds after the world's start
   * @return the row
   */
  public Row next(long elapsedMillis) {
    CampaignWorld world = campaign.world();
    Person person = world.drawPerson(random);
    Response response = world.respond(person, elapsedMillis);
    int arm =
        randomized ? random.nextInt(world.arms()) : campaign.oldPolicy().choose(person, random);
    double revenue = 0;
    long costMicros = 0;
    for (OutcomeDraw outcome : world.drawOutcomes(response, arm, random)) {
      revenue += outcome.revenue();
      costMicros += outcome.costMicros();
    }
    return new Row(elapsedMillis, person, response, randomized, arm, revenue, costMicros);
  }
}
