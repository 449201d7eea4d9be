package io.weir.client.internal.engine;

import io.weir.client.decision.Decision;
import io.weir.client.decision.DecisionReason;
import io.weir.client.decision.TimeToLive;
import io.weir.core.feature.FeatureLayout;
import io.weir.core.feature.FeatureRow;
import io.weir.core.scoring.ScoringScratch;
import io.weir.schemas.Impression;
import org.jspecify.annotations.Nullable;

/** The decision rule by a campaign's model and prices, or a fallback where one is missing. */
final class PolicyRule {
  private final ThreadLocal<Work> work = ThreadLocal.withInitial(Work::new);
  private final long priceTtlMillis;
  private final long modelTtlMillis;
  private final long pacedTtlMillis;

  /** What one thread works with: deciding allocates the decision and nothing else. */
  private static final class Work {
    final FeatureRow row = new FeatureRow();
    final ScoringScratch scratch = new ScoringScratch();
  }

  PolicyRule(TimeToLive timeToLive) {
    this.priceTtlMillis = timeToLive.price().toMillis();
    this.modelTtlMillis = timeToLive.model().toMillis();
    this.pacedTtlMillis = timeToLive.paced().toMillis();
  }

  Decision decide(
      Impression impression, long nowMillis, CampaignSnapshot snapshot, CampaignPlan plan) {
    Work mine = work.get();
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
   * dearer of it and the learner's price spends no more than either would. A learner's price that
   * is infinite says that the model is withdrawn or its effect not shown, whatever the budget.
   *
   * @return null if none is fresh
   */
  private @Nullable Price priceInForce(
      @Nullable Price dual, Price.@Nullable Paced paced, long nowMillis) {
    Price freshDual = dual != null && isFresh(dual, nowMillis) ? dual : null;
    boolean withheld = freshDual != null && freshDual.value() == Double.POSITIVE_INFINITY;
    if (withheld || paced == null || !isFresh(paced.price(), nowMillis)) {
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
