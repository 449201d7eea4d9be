package io.weir.simulator.world;

import java.util.SplittableRandom;
import java.util.function.ToIntFunction;

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
    Person person = campaign.world().drawPerson(random);
    return row(person, choose(person), elapsedMillis, random);
  }

  /**
   * Draws the next row with an arm that somebody else may choose. Whatever is chosen, the rows
   * after it are of the same people with the same luck.
   *
   * @param elapsedMillis milliseconds after the world's start
   * @param choice gives the person's arm; negative for the arm of this log
   * @return the row
   */
  public Row next(long elapsedMillis, ToIntFunction<Person> choice) {
    Person person = campaign.world().drawPerson(random);
    int own = choose(person);
    SplittableRandom luck = new SplittableRandom(random.nextLong());
    int other = choice.applyAsInt(person);
    return row(person, other < 0 ? own : other, elapsedMillis, luck);
  }

  private int choose(Person person) {
    return randomized
        ? random.nextInt(campaign.world().arms())
        : campaign.oldPolicy().choose(person, random);
  }

  private Row row(Person person, int arm, long elapsedMillis, SplittableRandom luck) {
    Response response = campaign.world().respond(person, elapsedMillis);
    double revenue = 0;
    long costMicros = 0;
    for (OutcomeDraw outcome : campaign.world().drawOutcomes(response, arm, luck)) {
      revenue += outcome.revenue();
      costMicros += outcome.costMicros();
    }
    return new Row(elapsedMillis, person, response, randomized, arm, revenue, costMicros);
  }
}
