package io.weir.client.internal.engine;

import io.weir.client.decision.Decision;
import io.weir.client.decision.DecisionMode;
import io.weir.client.decision.DecisionReason;
import io.weir.client.decision.TimeToLive;
import io.weir.client.health.CampaignView;
import io.weir.client.health.FollowedTopic;
import io.weir.core.hash.Utf8Hasher;
import io.weir.core.holdout.HoldoutRule;
import io.weir.schemas.Assignment;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Impression;
import io.weir.schemas.Model;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Decides from what it has been told. It knows no Kafka, no threads and no clock.
 *
 * <p>The rule, in this order: an unknown campaign has no arm but the service's own; a campaign that
 * is PAUSED or ENDED gives its free arm; a unit in the holdout gets its randomized arm, whatever
 * else is missing or spent (the price is for policy traffic: the holdout's spend was subtracted
 * from the budget first), unless the holdout itself has spent its cap of the period: then it is
 * decided for like any other; where the client observes, the campaign is in SHADOW or the unit is
 * outside the campaign's policy share, the service's own arm; an exhausted budget gives the free
 * arm; then the arm of largest r - price c, with the newest model that has a price and a price that
 * belongs to it, a present paced price first. A paced price that is no longer renewed, or that the
 * budget job calls STALE, decides only where it is dearer than the learner's. Anything missing, or
 * stale altogether, gives the service's arm, or the free arm where the service named none.
 *
 * <p>A budget status counts for impressions of its period alone. EXHAUSTED is about money and not
 * about a model, so it holds under any model and does not go stale before its period ends.
 *
 * <p>Deciding takes no lock and may be done by many threads, during updates too.
 */
public final class DecisionEngine {
  /**
   * What is the same for all clients and for as long as the campaign has no model for its present
   * configuration. The service's own arm is then as good as observed; see {@link Decision}.
   */
  private static final Set<DecisionReason> BEFORE_A_MODEL =
      EnumSet.of(DecisionReason.NO_MODEL, DecisionReason.NO_PRICE, DecisionReason.MODEL_MISMATCH);

  private final ConcurrentHashMap<String, CampaignSnapshot> campaigns = new ConcurrentHashMap<>();

  /** As campaigns, with the models and prices of the shadow topics. */
  private final ConcurrentHashMap<String, CampaignSnapshot> shadows = new ConcurrentHashMap<>();

  /** Of one thread each: deciding allocates the decision and nothing else. */
  private final ThreadLocal<Utf8Hasher> hasher = ThreadLocal.withInitial(Utf8Hasher::new);

  private final PolicyRule rule;
  private final DecisionMode mode;

  /** Makes an engine that knows nothing yet and decides. */
  public DecisionEngine(TimeToLive timeToLive) {
    this(timeToLive, DecisionMode.DECIDE);
  }

  /** Makes an engine that knows nothing yet. */
  public DecisionEngine(TimeToLive timeToLive, DecisionMode mode) {
    this.rule = new PolicyRule(timeToLive);
    this.mode = mode;
  }

  /**
   * Takes a campaign's configuration; an older or equal version is ignored.
   *
   * @throws RejectedRecordException if it cannot be decided by, or cannot follow the one in force,
   *     which stays
   */
  public void apply(Campaign campaign) throws RejectedRecordException {
    CampaignPlan plan = CampaignPlan.of(campaign);
    CampaignSnapshot known = campaigns.get(campaign.getCampaignId());
    if (known != null) {
      known.checkFollows(campaign);
    }
    update(campaigns, campaign.getCampaignId(), snapshot -> snapshot.withPlan(plan));
    update(shadows, campaign.getCampaignId(), snapshot -> snapshot.withPlan(plan));
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
    update(campaigns, model.getCampaignId(), snapshot -> snapshot.withModel(received));
  }

  /** As {@link #apply(Model, long)}, of a model that tells what would be decided in shadow. */
  public void applyShadow(Model model, long publishedAtMillis) throws RejectedRecordException {
    ReceivedModel received = ReceivedModel.of(model, publishedAtMillis);
    update(shadows, model.getCampaignId(), snapshot -> snapshot.withModel(received));
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
    update(campaigns, price.getCampaignId(), snapshot -> snapshot.withPrice(received));
  }

  /** As {@link #apply(DualPrice, long)}, of a price that tells what would be decided in shadow. */
  public void applyShadow(DualPrice price, long publishedAtMillis) throws RejectedRecordException {
    Price received = Price.of(price, publishedAtMillis);
    update(shadows, price.getCampaignId(), snapshot -> snapshot.withPrice(received));
  }

  /**
   * Takes a budget status; one as of an earlier time is ignored.
   *
   * @param publishedAtMillis the record's timestamp, milliseconds since the epoch
   * @throws RejectedRecordException if its price is negative or no number; the last good one stays
   */
  public void apply(BudgetStatus status, long publishedAtMillis) throws RejectedRecordException {
    Price.Paced received = Price.Paced.of(status, publishedAtMillis);
    update(campaigns, status.getCampaignId(), snapshot -> snapshot.withPaced(received));
  }

  /** Forgets what a topic told of a campaign (a tombstone). */
  public void forget(FollowedTopic topic, String campaignId) {
    switch (topic) {
      case CAMPAIGNS -> {
        update(campaigns, campaignId, snapshot -> snapshot.withPlan(null));
        update(shadows, campaignId, snapshot -> snapshot.withPlan(null));
      }
      case MODELS -> update(campaigns, campaignId, CampaignSnapshot::withoutModels);
      case DUAL_PRICES -> update(campaigns, campaignId, CampaignSnapshot::withoutPrices);
      case BUDGET_STATUS -> update(campaigns, campaignId, snapshot -> snapshot.withPaced(null));
      case SHADOW_MODELS -> update(shadows, campaignId, CampaignSnapshot::withoutModels);
      case SHADOW_DUAL_PRICES -> update(shadows, campaignId, CampaignSnapshot::withoutPrices);
    }
  }

  /**
   * Takes note that a topic was deleted and made anew: its next record of each campaign is taken
   * whatever its version. What is in force stays until then.
   */
  public void reopen(FollowedTopic topic) {
    switch (topic) {
      case SHADOW_MODELS -> reopen(shadows, FollowedTopic.MODELS);
      case SHADOW_DUAL_PRICES -> reopen(shadows, FollowedTopic.DUAL_PRICES);
      case CAMPAIGNS -> {
        reopen(campaigns, topic);
        reopen(shadows, topic);
      }
      case MODELS, DUAL_PRICES, BUDGET_STATUS -> reopen(campaigns, topic);
    }
  }

  private static void reopen(
      ConcurrentHashMap<String, CampaignSnapshot> snapshots, FollowedTopic topic) {
    snapshots.replaceAll((id, snapshot) -> snapshot.reopened(topic));
  }

  private static void update(
      ConcurrentHashMap<String, CampaignSnapshot> snapshots,
      String campaignId,
      UnaryOperator<CampaignSnapshot> change) {
    snapshots.compute(
        campaignId,
        (id, known) -> {
          CampaignSnapshot next = change.apply(known == null ? CampaignSnapshot.EMPTY : known);
          return next.isEmpty() ? null : next;
        });
  }

  /** Returns a campaign's configuration in force, not to be modified; null if it is unknown. */
  public @Nullable Campaign campaign(String campaignId) {
    CampaignSnapshot snapshot = campaigns.get(campaignId);
    return snapshot == null || snapshot.plan == null ? null : snapshot.plan.source();
  }

  /** Returns the records of the acting topics that the engine still needs, campaigns first. */
  public List<RetainedRecord> retained() {
    return campaigns.values().stream().flatMap(CampaignSnapshot::retained).sorted().toList();
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
    campaigns.forEach((id, snapshot) -> views.put(id, snapshot.view(id, nowMillis)));
    return views;
  }

  /** As {@link #decide(Impression, String, long)}, without an arm of the service. */
  public Decision decide(Impression impression, long nowMillis) {
    return decide(impression, null, nowMillis);
  }

  /**
   * Decides. The same impression, knowledge and time always give the same decision.
   *
   * @param serviceArmId what the service's own policy would give; null if it has none
   * @param nowMillis milliseconds since the epoch, by the clock of the records' timestamps
   * @return the decision, never null; a fallback where something is missing
   */
  public Decision decide(Impression impression, @Nullable String serviceArmId, long nowMillis) {
    CampaignSnapshot snapshot = campaigns.get(impression.getCampaignId());
    CampaignPlan plan = snapshot == null ? null : snapshot.plan;
    if (snapshot == null || plan == null) {
      return serviceArmId == null
          ? Decision.fallback(Decision.NO_ARM, DecisionReason.UNKNOWN_CAMPAIGN)
          : Decision.byService(
              serviceArmId, Assignment.OVERRIDE, null, DecisionReason.UNKNOWN_CAMPAIGN);
    }
    boolean shadow = plan.status() == CampaignStatus.SHADOW;
    boolean acts = shadow ? serviceArmId != null : plan.status() == CampaignStatus.ACTIVE;
    if (!acts) {
      return Decision.fallback(plan.freeArm(), DecisionReason.CAMPAIGN_NOT_ACTIVE);
    }
    int arm =
        plan.holdout().arm(impression.getUnitId(), impression.getImpressionId(), hasher.get());
    if (arm != HoldoutRule.NOT_IN_HOLDOUT && !capped(impression, snapshot, plan)) {
      return Decision.randomized(plan.arms().get(arm), plan.holdout().probability(arm));
    }
    if (serviceArmId != null && !plan.arms().contains(serviceArmId)) {
      return Decision.fallback(plan.freeArm(), DecisionReason.UNKNOWN_FALLBACK_ARM);
    }
    if (shadow
        || mode == DecisionMode.OBSERVE
        || !plan.share().includes(impression.getUnitId(), hasher.get())) {
      CampaignSnapshot told = shadow ? shadows.getOrDefault(plan.id(), snapshot) : snapshot;
      Decision instead = rule.decide(impression, nowMillis, told, plan);
      return Decision.byService(
          serviceArmId == null ? plan.freeArm() : serviceArmId,
          Assignment.POLICY,
          instead.assignment() == Assignment.POLICY ? instead.armId() : null,
          DecisionReason.SERVICE_POLICY);
    }
    return orService(rule.decide(impression, nowMillis, snapshot, plan), serviceArmId);
  }

  /** Whether the holdout has spent what it may in the impression's period. */
  private static boolean capped(
      Impression impression, CampaignSnapshot snapshot, CampaignPlan plan) {
    Long cap = plan.source().getHoldoutSpendCapMicros();
    Price.Paced paced = snapshot.paced;
    if (cap == null || paced == null) {
      return false;
    }
    Long spent = paced.source().getHoldoutSpentMicros();
    return spent != null && spent >= cap && paced.covers(impression.getOccurredAt().toEpochMilli());
  }

  private static Decision orService(Decision decision, @Nullable String serviceArmId) {
    if (serviceArmId == null
        || decision.assignment() != Assignment.OVERRIDE
        || decision.reason() == DecisionReason.EXHAUSTED) {
      return decision;
    }
    Assignment assignment =
        BEFORE_A_MODEL.contains(decision.reason()) ? Assignment.POLICY : Assignment.OVERRIDE;
    return Decision.byService(serviceArmId, assignment, null, decision.reason());
  }
}
