package io.weir.simulator.traffic;

import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.Impression;
import io.weir.simulator.decider.Choice;
import io.weir.simulator.decider.Decider;
import io.weir.simulator.world.Response;
import io.weir.simulator.world.SimulatedCampaign;
import io.weir.simulator.world.World;
import java.util.List;

/** Knows the truth: the best policy on the features, with a fifth of the units held out. */
final class OracleDecider implements Decider {

  private final World world;
  private final long firstModelAtImpression;
  private long decisions;
  boolean waited;
  boolean closed;

  OracleDecider(World world, long firstModelAtImpression) {
    this.world = world;
    this.firstModelAtImpression = firstModelAtImpression;
  }

  @Override
  public void awaitCampaigns(List<Campaign> campaigns) {
    waited = true;
  }

  static boolean heldOut(String unitId) {
    return Math.floorMod(unitId.hashCode(), 5) == 0;
  }

  @Override
  public Choice decide(Impression impression) {
    SimulatedCampaign campaign =
        world.campaigns().stream()
            .filter(c -> c.campaignId().equals(impression.getCampaignId()))
            .findFirst()
            .orElseThrow();
    List<String> arms = campaign.world().spec().arms();
    String unit = impression.getUnitId();
    if (heldOut(unit)) {
      String arm = arms.get(Math.floorMod(unit.hashCode() / 5, arms.size()));
      return new Choice(arm, Assignment.RANDOMIZED, 1.0 / arms.size(), null, null);
    }
    if (decisions++ < firstModelAtImpression) {
      return new Choice(arms.get(0), Assignment.OVERRIDE, null, null, null);
    }
    int index = Integer.parseInt(unit.substring(unit.lastIndexOf("-u") + 2));
    Response response = campaign.world().respond(campaign.world().person(index), 0);
    double price = campaign.truth().dualPriceAt(campaign.budgetPerImpression());
    int best = 0;
    for (int arm = 1; arm < arms.size(); arm++) {
      double margin = response.gain(arm) - price * response.visibleCosts()[arm];
      best = margin > response.gain(best) - price * response.visibleCosts()[best] ? arm : best;
    }
    return new Choice(arms.get(best), Assignment.POLICY, null, 3L, price);
  }

  @Override
  public void close() {
    closed = true;
  }
}
