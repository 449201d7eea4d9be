package io.weir.simulator.world;

import io.weir.core.money.Money;
import java.util.List;

/**
 * A campaign of the marketplace with everything that is known about it.
 *
 * @param world potential outcomes
 * @param truth true means of a reference sample of the population at the start, for the oracle
 * @param budgetPerImpression budget, whole currency units per impression
 * @param oldPolicy the policy that ran before, calibrated to that budget
 */
public record SimulatedCampaign(
    CampaignWorld world, Truth truth, double budgetPerImpression, OldPolicy oldPolicy)
    implements LoggedMarket {

  private static final int REFERENCE_SIZE = 20_000;
  private static final long REFERENCE = 4;

  /**
   * Draws a campaign.
   *
   * @param spec what it is made of
   * @param seed root seed
   * @param stream label of its random streams
   * @return the campaign
   */
  public static SimulatedCampaign draw(CampaignSpec spec, long seed, long stream) {
    CampaignWorld world = new CampaignWorld(spec, seed, stream);
    Truth truth = Truth.draw(world, 0, REFERENCE_SIZE, world.stream(REFERENCE));
    // Where nothing has an effect no spend gains anything: a share of what chance would spend.
    double basis = truth.saturationCost() > 0 ? truth.saturationCost() : truth.evenOddsCost();
    double budget = spec.budgetShare() * basis;
    return new SimulatedCampaign(world, truth, budget, new OldPolicy(world, budget));
  }

  /** Identifier. */
  public String campaignId() {
    return world.spec().campaignId();
  }

  @Override
  public List<String> arms() {
    return world.spec().arms();
  }

  @Override
  public List<String> numericNames() {
    return world.spec().numeric().stream().map(NumericFeature::name).toList();
  }

  @Override
  public List<String> categoricalNames() {
    return world.spec().categorical().stream().map(CategoricalFeature::name).toList();
  }

  @Override
  public Log log(boolean randomized, long stream) {
    ExperimentLog log = new ExperimentLog(this, randomized, world.stream(stream));
    return elapsedMillis -> {
      ExperimentLog.Row row = log.next(elapsedMillis);
      return new Row(
          row.person().numeric(),
          row.person().categorical(),
          row.arm(),
          row.revenue(),
          new Money(row.costMicros()).units(),
          row.response().visibleRevenue(),
          row.response().visibleCosts());
    };
  }
}
