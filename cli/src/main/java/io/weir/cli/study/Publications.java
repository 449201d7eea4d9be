package io.weir.cli.study;

import io.weir.learner.publish.Publisher;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.simulator.traffic.SampleStream;
import io.weir.simulator.world.CampaignWorld;
import io.weir.simulator.world.Person;
import io.weir.simulator.world.SimulatedCampaign;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one campaign's learner published that may be acted on, in order; and the decisions that a
 * service would make by it.
 */
final class Publications implements Publisher {
  /**
   * A published pair.
   *
   * @param elapsedMillis when it was published, milliseconds after the world's start
   * @param model the model
   * @param price its price
   */
  record Pair(long elapsedMillis, Model model, DualPrice price) {}

  private final Map<Long, Model> models = new HashMap<>();
  private final List<Pair> pairs = new ArrayList<>();
  private long elapsedMillis;
  private @Nullable ScoredPeople scored;
  private long scoredVersion = Long.MIN_VALUE;

  /** Tells the time of what is published from now on. */
  void at(long elapsed) {
    elapsedMillis = elapsed;
  }

  @Override
  public void publish(@Nullable Model model, DualPrice price, boolean shadow) {
    if (shadow) {
      return;
    }
    if (model != null) {
      models.put(model.getModelVersion(), model);
    }
    Model of = models.get(price.getModelVersion());
    if (of != null) {
      pairs.add(new Pair(elapsedMillis, of, price));
    }
  }

  /** Returns the pairs published so far, in order. */
  List<Pair> pairs() {
    return pairs;
  }

  /** Decides for a person by the newest pair; null where there is none yet. */
  SampleStream.@Nullable Decided decide(Person person) {
    if (pairs.isEmpty()) {
      return null;
    }
    Pair newest = pairs.get(pairs.size() - 1);
    ScoredPeople by = scored;
    if (by == null || scoredVersion != newest.model.getModelVersion()) {
      by = new ScoredPeople(newest.model);
      scored = by;
      scoredVersion = newest.model.getModelVersion();
    }
    double price = newest.price.getDualPrice();
    return new SampleStream.Decided(
        by.decide(person, ScoredPeople.numeric(person), price), scoredVersion, price);
  }

  /**
   * A takeover by the pairs of several campaigns from one time on.
   *
   * @param share share of the people for whom they decide, always the same ones
   */
  static SampleStream.Takeover takeover(
      Map<String, Publications> of, long fromMillis, double share) {
    return (SimulatedCampaign campaign, Person person, long elapsed) -> {
      Publications own = of.get(campaign.campaignId());
      boolean ours = person.index() < share * CampaignWorld.POPULATION;
      return own == null || elapsed < fromMillis || !ours ? null : own.decide(person);
    };
  }
}
