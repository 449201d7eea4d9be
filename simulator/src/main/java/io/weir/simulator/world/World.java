package io.weir.simulator.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A marketplace: several campaigns, independent of one another.
 *
 * @param seed root seed; everything follows from it and the specifications
 * @param campaigns campaigns, one or more, with distinct identifiers
 */
public record World(long seed, List<SimulatedCampaign> campaigns) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is no campaign, or two share an identifier
   */
  public World {
    campaigns = List.copyOf(campaigns);
    Set<String> ids = new HashSet<>();
    for (SimulatedCampaign campaign : campaigns) {
      if (!ids.add(campaign.campaignId())) {
        throw new IllegalArgumentException("two campaigns named " + campaign.campaignId());
      }
    }
    if (campaigns.isEmpty()) {
      throw new IllegalArgumentException("a world needs a campaign");
    }
  }

  /**
   * Draws a marketplace. A campaign's coefficients depend on the seed and its identifier alone, not
   * on the other campaigns.
   *
   * @param seed root seed
   * @param specs campaigns, one or more
   * @return the marketplace
   */
  public static World draw(long seed, List<CampaignSpec> specs) {
    List<SimulatedCampaign> campaigns = new ArrayList<>();
    for (CampaignSpec spec : specs) {
      campaigns.add(SimulatedCampaign.draw(spec, seed, spec.campaignId().hashCode()));
    }
    return new World(seed, campaigns);
  }

  /**
   * The bundled marketplace: a ride discount with one paid arm, a grocery coupon with five arms, a
   * food-delivery coupon with eight.
   *
   * @param seed root seed
   * @param attributionWindow attribution window of every campaign, 100 ms or more
   * @param drift change of effects in every campaign
   * @return the marketplace
   */
  public static World bundled(long seed, Duration attributionWindow, Drift drift) {
    return draw(seed, bundledSpecs(attributionWindow, drift));
  }

  /**
   * Specifications of the bundled marketplace.
   *
   * @param attributionWindow attribution window of every campaign
   * @param drift change of effects in every campaign
   * @return three campaigns
   */
  public static List<CampaignSpec> bundledSpecs(Duration attributionWindow, Drift drift) {
    return List.of(
        spec("rides", 2, 0.25, 9, 2.5, attributionWindow, drift),
        spec("groceries", 5, 0.35, 30, 8, attributionWindow, drift),
        spec("meals", 8, 0.40, 18, 5, attributionWindow, drift));
  }

  /**
   * Specifications of a larger marketplace: the bundled campaigns and further ones of 2 to 8 arms.
   *
   * @param count number of campaigns, positive
   * @param attributionWindow attribution window of every campaign
   * @param drift change of effects in every campaign
   * @return the campaigns
   */
  public static List<CampaignSpec> specs(int count, Duration attributionWindow, Drift drift) {
    List<CampaignSpec> bundled = bundledSpecs(attributionWindow, drift);
    List<CampaignSpec> specs = new ArrayList<>(bundled.subList(0, Math.min(count, bundled.size())));
    for (int i = specs.size(); i < count; i++) {
      int arms = 2 + i % 7;
      double orderValue = 8 + 3 * (i % 5);
      String id = "campaign-" + (i + 1);
      specs.add(spec(id, arms, 0.3, orderValue, orderValue / 3.6, attributionWindow, drift));
    }
    return specs;
  }

  private static CampaignSpec spec(
      String id,
      int arms,
      double share,
      double orderValue,
      double maxFaceValue,
      Duration window,
      Drift drift) {
    List<String> armIds = new ArrayList<>(List.of("none"));
    for (int arm = 1; arm < arms; arm++) {
      armIds.add("coupon-" + arm);
    }
    List<NumericFeature> numeric =
        List.of(
            new NumericFeature("age_years", 39, 11, false),
            new NumericFeature("orders_90d", 4, 0.7, true),
            new NumericFeature("days_since_order", 9, 0.9, true),
            new NumericFeature("basket_value", orderValue, 0.35, true),
            new NumericFeature("app_minutes_7d", 25, 0.8, true),
            new NumericFeature("price_sensitivity", 0, 1, false));
    List<CategoricalFeature> categorical =
        List.of(
            new CategoricalFeature("segment", List.of("new", "casual", "loyal", "lapsed"), 8),
            new CategoricalFeature("channel", List.of("search", "social", "partner"), 8));
    return new CampaignSpec(
        id,
        id + "-v1",
        armIds,
        numeric,
        categorical,
        share,
        orderValue,
        maxFaceValue,
        CampaignSpec.MAX_EFFECT_SIZE,
        1,
        0.3,
        window,
        Circumstances.of(drift));
  }
}
