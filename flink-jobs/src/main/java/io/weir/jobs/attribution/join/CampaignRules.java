package io.weir.jobs.attribution.join;

import io.weir.contract.EventProblem;
import io.weir.contract.FeatureNames;
import io.weir.jobs.common.deadletter.DeadLetterReason;
import io.weir.jobs.common.deadletter.RejectedMessageException;
import io.weir.schemas.Arm;
import io.weir.schemas.Campaign;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import java.util.Set;
import java.util.stream.Collectors;

/** What one version of a campaign asks of its events. Immutable. */
public final class CampaignRules {
  private final String featureSet;
  private final FeatureNames names;
  private final int numericCount;
  private final int categoricalCount;
  private final Set<String> arms;
  private final long windowMillis;
  private final String currency;

  /** Takes the rules from a campaign. */
  public CampaignRules(Campaign campaign) {
    this.featureSet = campaign.getFeatureSet();
    this.names = new FeatureNames(campaign);
    this.numericCount = campaign.getNumericFeatures().size();
    this.categoricalCount = campaign.getCategoricalFeatures().size();
    this.arms =
        campaign.getArms().stream().map(Arm::getArmId).collect(Collectors.toUnmodifiableSet());
    this.windowMillis = campaign.getAttributionWindowMs();
    this.currency = campaign.getBudget().getCurrency();
  }

  /** Returns the event time one window later, short of the end of time. */
  public long windowEndMillis(long eventTimeMillis) {
    return windowMillis > Long.MAX_VALUE - 1 - eventTimeMillis
        ? Long.MAX_VALUE - 1
        : eventTimeMillis + windowMillis;
  }

  /**
   * Puts features that go by name into the campaign's order.
   *
   * @return an impression that keeps the names beside the positions; the same one where features go
   *     by position
   */
  Impression placed(Impression impression) throws RejectedMessageException {
    if (impression.getFeatures() == null) {
      return impression;
    }
    Impression placed = Impression.newBuilder(impression).build();
    EventProblem problem = names.place(placed);
    if (problem != null) {
      throw new RejectedMessageException(
          DeadLetterReason.of(problem.kind()), problem.path() + " " + problem.message());
    }
    return placed;
  }

  void check(Impression impression) throws RejectedMessageException {
    if (!impression.getFeatureSet().equals(featureSet)) {
      throw new RejectedMessageException(
          DeadLetterReason.UNKNOWN_FEATURE_SET,
          "featureSet is " + impression.getFeatureSet() + ", the campaign's is " + featureSet);
    }
    int numeric = impression.getNumericFeatures().size();
    int categorical = impression.getCategoricalFeatures().size();
    if (numeric != numericCount || categorical != categoricalCount) {
      throw new RejectedMessageException(
          DeadLetterReason.WRONG_FEATURE_COUNT,
          numeric
              + " numeric and "
              + categorical
              + " categorical features, the campaign has "
              + numericCount
              + " and "
              + categoricalCount);
    }
    EventProblem missing = names.missing(impression.getNumericFeatures());
    if (missing != null) {
      throw new RejectedMessageException(
          DeadLetterReason.of(missing.kind()), missing.path() + " " + missing.message());
    }
  }

  void check(Outcome outcome) throws RejectedMessageException {
    String given = outcome.getCurrency();
    if (given != null && !given.equals(currency)) {
      throw new RejectedMessageException(
          DeadLetterReason.CURRENCY_MISMATCH,
          "currency is " + given + ", the campaign's is " + currency);
    }
  }

  void check(Treatment treatment) throws RejectedMessageException {
    if (!arms.contains(treatment.getArmId())) {
      throw new RejectedMessageException(
          DeadLetterReason.UNKNOWN_ARM, "the campaign has no arm " + treatment.getArmId());
    }
  }
}
