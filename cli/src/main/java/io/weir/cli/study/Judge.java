package io.weir.cli.study;

import io.weir.schemas.Model;
import io.weir.simulator.world.PolicyValue;
import io.weir.simulator.world.Response;
import io.weir.simulator.world.SimulatedCampaign;
import io.weir.simulator.world.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Knows what a campaign's policies are truly worth at one time, on individuals that no stream has
 * met: 0 is chance, 1 the oracle, at equal true cost.
 */
final class Judge {
  private static final int INDIVIDUALS = 5_000;
  private static final long STREAM = 51;

  private final SimulatedCampaign campaign;
  private final long elapsedMillis;
  private final Truth truth;
  private final double freeRevenue;
  private final List<io.weir.simulator.world.Person> people = new ArrayList<>();
  private final List<List<Float>> numeric = new ArrayList<>();
  private final double[] oldPolicy = new double[2];

  /**
   * Draws the individuals.
   *
   * @param elapsedMillis milliseconds after the world's start
   */
  Judge(SimulatedCampaign campaign, long elapsedMillis) {
    this.campaign = campaign;
    this.elapsedMillis = elapsedMillis;
    int arms = campaign.world().arms();
    SplittableRandom random = campaign.world().stream(STREAM);
    double free = 0;
    double[] gains = new double[INDIVIDUALS * arms];
    double[] costs = new double[INDIVIDUALS * arms];
    for (int i = 0; i < INDIVIDUALS; i++) {
      var person = campaign.world().drawPerson(random);
      people.add(person);
      numeric.add(ScoredPeople.numeric(person));
      Response response = campaign.world().respond(person, elapsedMillis);
      free += response.visibleRevenue()[0] / INDIVIDUALS;
      for (int arm = 0; arm < arms; arm++) {
        gains[i * arms + arm] = response.gain(arm);
        costs[i * arms + arm] = response.visibleCosts()[arm];
      }
      int old = campaign.oldPolicy().choose(person, random);
      oldPolicy[0] += response.gain(old) / INDIVIDUALS;
      oldPolicy[1] += response.costs()[old] / INDIVIDUALS;
    }
    this.freeRevenue = free;
    this.truth = new Truth(gains, costs, INDIVIDUALS, arms);
  }

  /** Returns whether what it knows is true at another time, too. */
  boolean judgesAt(long elapsed) {
    return campaign.world().spec().circumstances().same(elapsedMillis, elapsed);
  }

  /** Value of the policy that ran before. */
  PolicyValue oldPolicy() {
    return PolicyValue.of(truth, oldPolicy[0], oldPolicy[1]);
  }

  /**
   * What a published pair truly does.
   *
   * @param value its value
   * @param revenue revenue per impression, objective units
   * @param arms arm of each individual
   */
  record Verdict(PolicyValue value, double revenue, int[] arms) {}

  /**
   * Returns what a policy truly earns beyond chance, per impression, where the one that costs more
   * decides as many impressions as the other's spend pays for.
   */
  double gainOverChance(Verdict of) {
    double own = of.value().meanCost();
    double chance = truth.evenOddsCost();
    double ownShare = own > chance ? chance / own : 1;
    return ownShare * (of.revenue() - freeRevenue) - truth.randomGainAt(Math.min(own, chance));
  }

  /** Judges a published model at a price. */
  Verdict judge(Model model, double dualPrice) {
    ScoredPeople scored = new ScoredPeople(model);
    int[] arms = new int[INDIVIDUALS];
    double gain = 0;
    double cost = 0;
    for (int i = 0; i < INDIVIDUALS; i++) {
      arms[i] = scored.decide(people.get(i), numeric.get(i), dualPrice);
      gain += truth.gain(i, arms[i]) / INDIVIDUALS;
      cost += truth.cost(i, arms[i]) / INDIVIDUALS;
    }
    return new Verdict(PolicyValue.of(truth, gain, cost), freeRevenue + gain, arms);
  }
}
