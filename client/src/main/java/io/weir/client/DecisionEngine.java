package io.weir.client;

import io.weir.core.feature.FeatureLayout;
import io.weir.core.feature.FeatureRow;
import io.weir.core.hash.Utf8Hasher;
import io.weir.core.holdout.HoldoutRule;
import io.weir.core.scoring.ScoringScratch;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Impression;
import io.weir.schemas.Model;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Decides from what it has been told. It knows no Kafka, no threads and no clock.
 *
 * <p>The rule, in this order: an unknown campaign has no arm; a campaign that is not ACTIVE gives
 * its free arm; a unit in the holdout gets its randomized arm, whatever else is missing or spent
 * (the price is for policy traffic: the holdout's spend was subtracted from the budget first); an
 * exhausted budget gives the free arm; then the arm of largest r - price c, with the newest model
 * that has a price and a price that belongs to it, a present paced price first. A paced price that
 * is no longer renewed, or that the budget job calls STALE, decides only where it is dearer than
 * the learner's. Anything missing, or stale altogether, gives the free arm.
 *
 * <p>A budget status counts for impressions of its period alone. EXHAUSTED is about money and not
 * about a model, so it holds under any model and does not go stale before its period ends.
 *
 * <p>Deciding takes no lock and may be done by many threads, during updates too.
 */
public final class DecisionEngine {
  private final ConcurrentHashMap<String, CampaignSnapshot> campaigns = new ConcurrentHashMap<>();
  private final ThreadLocal<Work> work = ThreadLocal.withInitial(Work::new);
  private final long priceTtlMillis;
  private final long modelTtlMillis;
  private final long pacedTtlMillis;

  /** What one thread works with: deciding allocates the decision and nothing else. */
  private static final class Work {
    final Utf8Hasher hasher = new Utf8Hasher();
    final FeatureRow row = new FeatureRow();
    final ScoringScratch scratch = new ScoringScratch();
  }

  /** Makes an engine that knows nothing yet. */
  public DecisionEngine(TimeToLive timeToLive) {
    this.priceTtlMillis = timeToLive.price().toMillis();
    this.modelTtlMillis = timeToLive.model().toMillis();
    this.pacedTtlMillis = timeToLive.paced().toMillis();
  }

  /**
   * Takes a campaign's configuration; an older or equal version is ignored.
   *
   * @throws RejectedRecordException if it cannot be decided by; the last good one stays
   */
  public void apply(Campaign campaign) throws RejectedRecordException {
    CampaignPlan plan = CampaignPlan.of(campaign);
    update(campaign.getCampaignId(), snapshot -> snapshot.withPlan(plan));
  }

  /**
   * Takes a model; one older than the one in hand is ignored, unless it was published ten minutes
   * or more after it. It decides once its price is there.
   *
   * @param publishedAtMillis the record's timestamp, milliseconds since the epoch
   * @throws RejectedRecordException if its checksum is wrong or its parts do not fit together; the
   *     last good one stays
   */
  public void apply(Model model, long publishedAtMillis) throws RejectedRecordException {
    ReceivedModel received = ReceivedModel.of(model, publishedAtMillis);
    update(model.getCampaignId(), snapshot -> snapshot.withModel(received));
  }

  /**
   * Takes a price; one of an older version for the same model is ignored, unless it was published
   * ten minutes or more after it.
   *
   * @param publishedAtMillis the record's timestamp, milliseconds since the epoch
   * @throws RejectedRecordException if it is negative or no number; the last good one stays
   */
  public void apply(DualPrice price, long publishedAtMillis) throws RejectedRecordException {
    Price received = Price.of(price, publishedAtMillis);
    update(price.getCampaignId(), snapshot -> snapshot.withPrice(received));
  }

  /**
   * Takes a budget status; one as of an earlier time is ignored.
   *
   * @param publishedAtMillis the record's timestamp, milliseconds since the epoch
   * @throws RejectedRecordException if its price is negative or no number; the last good one stays
   */
  public void apply(BudgetStatus status, long publishedAtMillis) throws RejectedRecordException {
    Price.Paced received = Price.Paced.of(status, publishedAtMillis);
    update(status.getCampaignId(), snapshot -> snapshot.withPaced(received));
  }

  /** Forgets a campaign's configuration (a tombstone): it becomes unknown. */
  public void forgetCampaign(String campaignId) {
    update(campaignId, snapshot -> snapshot.withPlan(null));
  }

  /** Forgets a campaign's models (a tombstone). */
  public void forgetModels(String campaignId) {
    update(campaignId, CampaignSnapshot::withoutModels);
  }

  /** Forgets a campaign's dual prices (a tombstone). */
  public void forgetPrices(String campaignId) {
    update(campaignId, CampaignSnapshot::withoutPrices);
  }

  /** Forgets a campaign's budget status (a tombstone). */
  public void forgetBudgetStatus(String campaignId) {
    update(campaignId, snapshot -> snapshot.withPaced(null));
  }

  /**
   * Takes note that a topic was deleted and made anew: its next record of each campaign is taken
   * whatever its version. What is in force stays until then.
   */
  public void reopen(FollowedTopic topic) {
    campaigns.replaceAll((id, snapshot) -> snapshot.reopened(topic));
  }

  private void update(String campaignId, UnaryOperator<CampaignSnapshot> change) {
    campaigns.compute(
        campaignId,
        (id, known) -> {
          CampaignSnapshot next = change.apply(known == null ? CampaignSnapshot.EMPTY : known);
          return next.isEmpty() ? null : next;
        });
  }

  /** Returns whether a campaign's configuration is known. */
  public boolean knows(String campaignId) {
    CampaignSnapshot snapshot = campaigns.get(campaignId);
    return snapshot != null && snapshot.plan != null;
  }

  /**
   * Returns what is known of each campaign.
   *
   * @param nowMillis milliseconds since the epoch; ages count up to it
   */
  public Map<String, CampaignView> campaigns(long nowMillis) {
    Map<String, CampaignView> views = new TreeMap<>();
    campaigns.forEach((id, snapshot) -> views.put(id, CampaignView.of(id, snapshot, nowMillis)));
    return views;
  }

  /**
   * Decides. The same impression, knowledge and time always give the same decision.
   *
   * @param nowMillis milliseconds since the epoch, by the clock of the records' timestamps
   * @return the decision, never null; a fallback where something is missing
   */
  public Decision decide(Impression impression, long nowMillis) {
    CampaignSnapshot snapshot = campaigns.get(impression.getCampaignId());
    CampaignPlan plan = snapshot == null ? null : snapshot.plan;
    if (snapshot == null || plan == null) {
      return Decision.fallback(Decision.NO_ARM, DecisionReason.UNKNOWN_CAMPAIGN);
    }
    if (plan.status() != CampaignStatus.ACTIVE) {
      return Decision.fallback(plan.freeArm(), DecisionReason.CAMPAIGN_NOT_ACTIVE);
    }
    Work mine = work.get();
    int arm = plan.holdout().arm(impression.getUnitId(), impression.getImpressionId(), mine.hasher);
    if (arm != HoldoutRule.NOT_IN_HOLDOUT) {
      return Decision.randomized(plan.arms().get(arm), plan.holdout().probability(arm));
    }
    return decideByPolicy(impression, nowMillis, snapshot, plan, mine);
  }

  private Decision decideByPolicy(
      Impression impression,
      long nowMillis,
      CampaignSnapshot snapshot,
      CampaignPlan plan,
      Work mine) {
    FeatureLayout.Violation violation =
        plan.layout()
            .read(
                impression.getFeatureSet(),
                impression.getNumericFeatures(),
                impression.getCategoricalFeatures(),
                mine.row);
    if (violation != null) {
      return Decision.fallback(plan.freeArm(), DecisionReason.INVALID_FEATURES);
    }
    CampaignSnapshot.Pair pair = snapshot.pair;
    Price.Paced paced = snapshot.paced;
    boolean inPeriod = paced != null && paced.covers(impression.getOccurredAt().toEpochMilli());
    if (pair == null) {
      boolean exhausted = paced != null && inPeriod && paced.exhausted();
      return Decision.fallback(
          plan.freeArm(), exhausted ? DecisionReason.EXHAUSTED : snapshot.missing);
    }
    Long version = pair.model().version();
    if (paced != null && inPeriod && paced.exhausted()) {
      return exhausted(plan, version);
    }
    if (nowMillis - pair.model().publishedAtMillis() > modelTtlMillis) {
      return Decision.fallback(plan.freeArm(), DecisionReason.STALE);
    }
    boolean applies =
        paced != null && inPeriod && paced.price().modelVersion() == version.longValue();
    Price price = priceInForce(pair.price(), applies ? paced : null, nowMillis);
    if (price == null) {
      return Decision.fallback(plan.freeArm(), DecisionReason.STALE);
    }
    if (price.value() == Double.POSITIVE_INFINITY) {
      return exhausted(plan, version);
    }
    int choice = pair.scorer().choose(mine.row, price.value(), mine.scratch);
    return choice == Scorer.NOT_FINITE
        ? Decision.fallback(plan.freeArm(), DecisionReason.INVALID_PREDICTION)
        : Decision.policy(
            pair.scorer().arm(choice),
            version,
            price.value(),
            pair.scorer().predictedCostMicros(choice, mine.scratch),
            DecisionReason.POLICY);
  }

  /**
   * The paced price while it is renewed. Once it no longer is, nobody watches the budget, and the
   * dearer of it and the learner's price spends no more than either would.
   *
   * @return null if none is fresh
   */
  private @Nullable Price priceInForce(
      @Nullable Price dual, Price.@Nullable Paced paced, long nowMillis) {
    Price freshDual = dual != null && isFresh(dual, nowMillis) ? dual : null;
    if (paced == null || !isFresh(paced.price(), nowMillis)) {
      return freshDual;
    }
    boolean present =
        !paced.stale() && nowMillis - paced.price().publishedAtMillis() <= pacedTtlMillis;
    return present || freshDual == null || paced.price().value() >= freshDual.value()
        ? paced.price()
        : freshDual;
  }

  private static Decision exhausted(CampaignPlan plan, Long modelVersion) {
    return Decision.policy(
        plan.freeArm(), modelVersion, Double.POSITIVE_INFINITY, 0, DecisionReason.EXHAUSTED);
  }

  private boolean isFresh(Price price, long nowMillis) {
    return nowMillis - price.publishedAtMillis() <= priceTtlMillis;
  }
}
