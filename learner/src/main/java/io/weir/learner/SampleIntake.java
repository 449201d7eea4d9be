package io.weir.learner;

import io.weir.core.feature.FeatureRow;
import io.weir.core.money.Money;
import io.weir.core.scoring.ScoringScratch;
import io.weir.learner.estimate.BucketedMeans;
import io.weir.learner.evidence.RandomizedOutcome;
import io.weir.learner.evidence.ScoredPolicies;
import io.weir.learner.judge.DriftWatch;
import io.weir.learner.model.LiveModel;
import io.weir.learner.options.GateOptions;
import io.weir.learner.publish.ModelRecords;
import io.weir.learner.sample.InputScaling;
import io.weir.learner.sample.SampleLayout;
import io.weir.learner.train.Trainer;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.Sample;
import org.jspecify.annotations.Nullable;

/**
 * What one sample does to a learner: it counts as traffic, then is kept out, joins the mini-batch
 * or is scored and joins the window.
 */
final class SampleIntake {
  private final LearnerState state;
  private final ScoringScratch scratch = new ScoringScratch();
  private final FeatureRow row = new FeatureRow();

  SampleIntake(LearnerState state) {
    this.state = state;
  }

  /**
   * Learns from a sample of a warmed-up campaign.
   *
   * @param sample usable under the configuration; not kept
   * @param closedAt when its attribution window closed, milliseconds
   */
  void learn(Learning learning, Sample sample, long closedAt) {
    Campaign campaign = learning.campaign();
    SampleLayout layout = learning.configuration().layout();
    InputScaling scaling = learning.scaling();
    Trainer trainer = learning.trainer();
    double cost = new Money(sample.getCostMicros()).units();
    state.traffic.add(
        sample.getAssignment(),
        closedAt,
        sample.getOccurredAt().toEpochMilli(),
        sample.getCostMicros(),
        campaign.getBudget());
    if (sample.getAssignment() == Assignment.OVERRIDE) {
      state.counts.overridden++;
      return;
    }
    int arm = layout.arm(sample);
    layout.read(sample, row);
    float revenueScaled = scaling.scaledRevenue(sample.getRevenue());
    float costScaled = scaling.scaledCost(cost);
    double limit = learning.options().get(GateOptions.OUTCOME_LIMIT);
    state.counts.samplesOfSlide++;
    double feature = scaling.features().farthest(row);
    if (!(Math.abs(revenueScaled) <= limit && Math.abs(costScaled) <= limit && feature <= limit)) {
      state.counts.implausible++;
      state.counts.implausibleOfSlide++;
      return;
    }
    learning.observe(sample.getNumericFeatures());
    scaling = learning.scaling();
    float[] x = layout.encode(row, scaling);
    if (sample.getAssignment() == Assignment.POLICY) {
      state.counts.policy++;
      state.prequential.addPolicy(
          BucketedMeans.bucketOf(sample.getUnitId()),
          sample.getModelVersion() != null,
          sample.getRevenue(),
          cost);
      double[] claims = ownClaims(learning, sample);
      if (claims != null) {
        state.judging.addOwn(sample.getRevenue() - claims[arm] + claims[0]);
      }
      judgePolicy(sample, cost);
      if (sample.getModelVersion() == null) {
        trainer.observe(x, arm, revenueScaled, costScaled);
      } else {
        watchOwn(learning, claims, sample, arm, cost, closedAt);
        float chance = ownPropensity(sample);
        trainer.observeOwn(x, arm, revenueScaled, costScaled, chance, closedAt);
      }
      return;
    }
    double propensity = layout.propensity(sample);
    state.counts.randomized++;
    boolean perImpression = campaign.getHoldout().getPerImpression();
    ScoredPolicies policies = score(learning, sample, arm, propensity, cost, closedAt);
    String unit = perImpression ? sample.getImpressionId() : sample.getUnitId();
    double[] numeric = scaling.features().imputed(row);
    learning.monitors().validity().add(unit, numeric, arm, propensity, policies.live());
    watchDrift(learning, policies, sample, arm, cost, closedAt);
    trainer.experiment(x, arm, revenueScaled, costScaled, (float) propensity, closedAt);
  }

  /** Returns what was left to chance in an own decision; nothing where none or nonsense is told. */
  private static float ownPropensity(Sample sample) {
    Double told = sample.getPropensity();
    return told != null && told >= Float.MIN_NORMAL && told <= 1 ? told.floatValue() : 1;
  }

  /** Scores a randomized sample with the models that were fixed before it. */
  private ScoredPolicies score(
      Learning learning, Sample sample, int arm, double propensity, double cost, long closedAt) {
    LiveModel live = state.serving.fitting(learning.campaign());
    ScoredPolicies policies =
        new ScoredPolicies(
            row,
            learning.configuration().layout().arms(),
            live,
            learning.waiting(),
            learning.twoStage(),
            scratch);
    RandomizedOutcome outcome =
        new RandomizedOutcome(
            BucketedMeans.bucketOf(sample.getUnitId()), arm, propensity, sample.getRevenue(), cost);
    state.prequential.addRandomized(outcome, policies);
    state.judging.addRandomized(
        outcome, closedAt, policies, live == null ? -1 : live.model().getModelVersion());
    return policies;
  }

  private void watchDrift(
      Learning learning,
      ScoredPolicies scored,
      Sample sample,
      int arm,
      double cost,
      long closedAt) {
    double[] claims = scored.livePredictions();
    if (claims.length > 0) {
      learning
          .monitors()
          .drift()
          .addRandomized(claims, arm, sample.getRevenue(), cost, closedAt, response(learning));
    }
  }

  /** Returns what the model that decided a sample claimed of it; null where none is remembered. */
  private double @Nullable [] ownClaims(Learning learning, Sample sample) {
    Long version = sample.getModelVersion();
    LiveModel pair = version == null ? null : state.serving.ofVersion(version);
    return pair == null || !ModelRecords.fits(pair.model(), learning.campaign())
        ? null
        : ScoredPolicies.predictions(pair.scorer(), row, scratch);
  }

  /** Holds a model's own decision against what it claimed of it. */
  private void watchOwn(
      Learning learning,
      double @Nullable [] claims,
      Sample sample,
      int arm,
      double cost,
      long closedAt) {
    if (claims != null) {
      learning
          .monitors()
          .drift()
          .addOwn(
              sample.getModelVersion(),
              claims,
              arm,
              sample.getRevenue(),
              cost,
              closedAt,
              response(learning));
    }
  }

  private DriftWatch.Response response(Learning learning) {
    return new DriftWatch.Response(
        learning.options(), learning.trainer(), state.judging, state.serving.liveVersion());
  }

  /**
   * What a published pair decided shows what its claims are worth; other traffic, what was there.
   */
  private void judgePolicy(Sample sample, double cost) {
    Long version = sample.getModelVersion();
    if (version == null) {
      if (!state.prequential.hasServed()) {
        state.judging.addOldPolicy(sample.getRevenue(), cost);
      }
      return;
    }
    LiveModel pair = state.serving.ofVersion(version);
    Double price = sample.getDualPrice();
    double claim = pair == null || price == null ? Double.NaN : pair.claimedCost(price);
    if (!Double.isNaN(claim)) {
      state.judging.addServed(BucketedMeans.bucketOf(sample.getUnitId()), cost, claim);
    }
  }
}
