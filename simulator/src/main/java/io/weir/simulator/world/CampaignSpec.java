package io.weir.simulator.world;

import java.time.Duration;
import java.util.List;

/**
 * What one simulated campaign is made of; {@link CampaignWorld} draws its coefficients from the
 * seed.
 *
 * @param campaignId identifier
 * @param featureSet name of the feature layout
 * @param arms arm identifiers, the first is free; 2 to 8
 * @param numeric numeric features; at least three
 * @param categorical categorical features; at least one. The first is the segment by which the
 *     effect of confounding differs
 * @param trafficShare weight of this campaign in the traffic; positive
 * @param orderValue mean value of one order, objective units; positive
 * @param maxFaceValue face value of the most generous arm, whole currency units; positive
 * @param effectSize largest rise of the purchase probability; (0, 0.28]
 * @param confounding strength with which the hidden intent moves purchases: 0 for none, 1 for the
 *     most that keeps every probability inside (0, 1)
 * @param budgetShare budget per impression as a share of what the best unconstrained policy would
 *     cost; (0, 1]
 * @param attributionWindow attribution window; every outcome happens inside it
 * @param circumstances what moves, and how rare outcomes are
 */
public record CampaignSpec(
    String campaignId,
    String featureSet,
    List<String> arms,
    List<NumericFeature> numeric,
    List<CategoricalFeature> categorical,
    double trafficShare,
    double orderValue,
    double maxFaceValue,
    double effectSize,
    double confounding,
    double budgetShare,
    Duration attributionWindow,
    Circumstances circumstances) {

  /** Largest rise of a purchase probability that keeps probabilities inside (0, 1). */
  public static final double MAX_EFFECT_SIZE = 0.28;

  /**
   * Validates and copies the lists.
   *
   * @throws IllegalArgumentException if a value is outside its documented range
   */
  public CampaignSpec {
    arms = List.copyOf(arms);
    numeric = List.copyOf(numeric);
    categorical = List.copyOf(categorical);
    check(campaignId, arms.size() >= 2 && arms.size() <= 8, "2 to 8 arms");
    check(campaignId, arms.stream().distinct().count() == arms.size(), "distinct arms");
    check(campaignId, numeric.size() >= 3, "three or more numeric features");
    check(campaignId, !categorical.isEmpty(), "a categorical feature");
    check(campaignId, trafficShare > 0, "a positive traffic share");
    check(campaignId, orderValue > 0 && maxFaceValue > 0, "positive order and face values");
    check(campaignId, effectSize > 0 && effectSize <= MAX_EFFECT_SIZE, "effectSize in (0, 0.28]");
    check(campaignId, confounding >= 0 && confounding <= 1, "confounding in [0, 1]");
    check(campaignId, budgetShare > 0 && budgetShare <= 1, "budgetShare in (0, 1]");
    check(campaignId, attributionWindow.toMillis() >= 100, "a window of 100 ms or more");
  }

  private static void check(String campaignId, boolean condition, String need) {
    if (!condition) {
      throw new IllegalArgumentException("campaign " + campaignId + " needs " + need);
    }
  }

  /** The same campaign in other circumstances. */
  public CampaignSpec in(Circumstances others) {
    return new CampaignSpec(
        campaignId,
        featureSet,
        arms,
        numeric,
        categorical,
        trafficShare,
        orderValue,
        maxFaceValue,
        effectSize,
        confounding,
        budgetShare,
        attributionWindow,
        others);
  }

  /**
   * The same campaign with another strength of confounding.
   *
   * @param newConfounding strength in [0, 1]
   * @return a copy
   */
  public CampaignSpec withConfounding(double newConfounding) {
    return new CampaignSpec(
        campaignId,
        featureSet,
        arms,
        numeric,
        categorical,
        trafficShare,
        orderValue,
        maxFaceValue,
        effectSize,
        newConfounding,
        budgetShare,
        attributionWindow,
        circumstances);
  }
}
