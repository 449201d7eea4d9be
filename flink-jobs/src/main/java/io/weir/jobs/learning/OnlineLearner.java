package io.weir.jobs.learning;

import io.weir.jobs.common.DeadLetterReason;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One campaign's learner: takes samples in the order of the stream, trains, and at each slide of
 * event time judges and publishes a model with its price.
 *
 * <p>Every decision depends on the samples, their order and the seed alone, never on the clock on
 * the wall, so that a run that failed and was restored publishes what an uninterrupted one does. A
 * slide falls due with the first sample that closed at or after its end, before that sample is
 * learned from. A new configuration takes effect between two samples.
 */
final class OnlineLearner {
  private final LearnerState state;
  private final TrainerFactory trainers;
  private final Map<String, String> jobOptions;

  /**
   * Makes a learner.
   *
   * @param state where it stands; owned by the learner from here on
   * @param jobOptions settings of the job for all campaigns
   */
  OnlineLearner(LearnerState state, TrainerFactory trainers, Map<String, String> jobOptions) {
    this.state = state;
    this.trainers = trainers;
    this.jobOptions = jobOptions;
  }

  LearnerState state() {
    return state;
  }

  /** Returns whether samples can be learned from: the campaign is known and warmed up. */
  boolean ready() {
    return state.trainer != null;
  }

  /** Returns why a sample cannot be used under the campaign's configuration, or null. */
  @Nullable DeadLetterReason problem(Sample sample) {
    DeadLetterReason problem = state.layout == null ? null : state.layout.problem(sample);
    if (problem != null) {
      state.counts.unusable++;
    }
    return problem;
  }

  /**
   * Takes a new configuration; an older or equal version is ignored.
   *
   * @param campaign newer configuration, with valid options
   * @param now wall clock, milliseconds
   * @param publisher gets the pair that serves once more where it must act from now on
   * @return whether it took effect
   */
  boolean configure(Campaign campaign, long now, Publisher publisher) {
    Campaign before = state.campaign;
    if (before != null && campaign.getVersion() <= before.getVersion()) {
      return false;
    }
    LearningOptions options = LearningOptions.parse(jobOptions, campaign.getLearning());
    if (campaign.getStatus() == CampaignStatus.ENDED) {
      state.campaign = campaign;
      state.forgetLearner();
      return true;
    }
    LearningOptions optionsBefore = state.options;
    boolean rebuild =
        before == null
            || before.getStatus() == CampaignStatus.ENDED
            || !sameRows(before, campaign)
            || !options.sameShape(optionsBefore);
    if (before != null && rebuild) {
      settle(publisher);
    }
    state.dirty = true;
    state.campaign = campaign;
    state.options = options;
    state.layout = new SampleLayout(campaign);
    if (before == null || !before.getHoldout().equals(campaign.getHoldout()) || rebuild) {
      state.holdoutMonitor = new HoldoutMonitor(state.layout.armProbability());
    }
    if (rebuild) {
      beginWarmUp();
    } else if (!options.asMap().equals(optionsBefore.asMap())) {
      reconfigureTrainer();
    }
    LiveModel live = state.live;
    if (live != null && before != null && before.getStatus() == CampaignStatus.SHADOW && acts()) {
      publisher.publish(live.model(), live.price(), false);
    }
    pin(now, publisher);
    return true;
  }

  /** Takes one sample into the warm-up's estimates. The caller keeps the sample itself. */
  void warmUp(Sample sample) {
    ScalingEstimator warmUp = state.warmUp;
    if (warmUp == null || sample.getAssignment() == Assignment.OVERRIDE) {
      return;
    }
    warmUp.add(
        sample.getNumericFeatures(),
        sample.getAssignment() == Assignment.RANDOMIZED,
        sample.getRevenue(),
        sample.getCostMicros() / ModelRecords.MICROS);
    long wanted = state.options.get(LearningOptions.WARMUP_SAMPLES);
    boolean randomized =
        warmUp.randomized() >= state.options.get(LearningOptions.WARMUP_RANDOMIZED);
    // A campaign without enough of a holdout must not hold samples back for ever.
    if (warmUp.samples() >= wanted && (randomized || warmUp.samples() >= 4 * wanted)) {
      finishWarmUp(warmUp.fix());
    }
  }

  /**
   * Learns from one sample, after what was due before it.
   *
   * @param sample usable under the configuration; not kept
   * @param now wall clock, milliseconds; goes into records, decides nothing
   * @return false if what was due before it ended this learner: the sample is then for the next
   *     one's warm-up
   */
  boolean accept(Sample sample, long now, Publisher publisher) {
    long closedAt = sample.getClosedAt().toEpochMilli();
    if (state.nextSlideEnd == Long.MIN_VALUE) {
      state.nextSlideEnd = slideEndAfter(closedAt);
    }
    if (closedAt >= state.nextSlideEnd) {
      slide(now);
    }
    PendingSolve pending = state.pending;
    if (pending != null) {
      pending.onRecord();
      publishIfDone(publisher);
      if (pending.effective()) {
        takeEffect(pending);
      }
    }
    state.dirty = true;
    if (!ready()) {
      return false;
    }
    state.clock = Math.max(state.clock, closedAt);
    learn(sample, closedAt);
    return true;
  }

  /**
   * Tells that event time has passed, for campaigns whose samples stopped coming.
   *
   * @param time event time up to which all samples have arrived
   */
  void onEventTime(long time, long now) {
    if (ready() && state.nextSlideEnd != Long.MIN_VALUE && time >= state.nextSlideEnd - 1) {
      slide(now);
      state.dirty = true;
    }
  }

  /** Carries a solve on by one step, between records. Returns whether steps are left. */
  boolean advance(Publisher publisher) {
    PendingSolve pending = state.pending;
    if (pending == null) {
      return false;
    }
    pending.solve().step();
    publishIfDone(publisher);
    return !pending.solve().done();
  }

  /** Finishes a solve at once and lets it take effect: the stream ends, or the learner changes. */
  void settle(Publisher publisher) {
    PendingSolve pending = state.pending;
    if (pending != null) {
      pending.solve().finish();
      publishIfDone(publisher);
      takeEffect(pending);
      state.dirty = true;
    }
  }

  private boolean acts() {
    return state.campaign != null && state.campaign.getStatus() != CampaignStatus.SHADOW;
  }

  private void learn(Sample sample, long closedAt) {
    Campaign campaign = java.util.Objects.requireNonNull(state.campaign);
    SampleLayout layout = java.util.Objects.requireNonNull(state.layout);
    InputScaling scaling = java.util.Objects.requireNonNull(state.scaling);
    Trainer trainer = java.util.Objects.requireNonNull(state.trainer);
    double cost = sample.getCostMicros() / ModelRecords.MICROS;
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
    float revenueScaled = (float) (sample.getRevenue() / scaling.revenueScale());
    float costScaled = (float) (cost / scaling.costScale());
    double limit = state.options.get(LearningOptions.OUTCOME_LIMIT);
    state.counts.samplesOfSlide++;
    if (Math.abs(revenueScaled) > limit || costScaled > limit) {
      state.counts.implausible++;
      state.counts.implausibleOfSlide++;
      return;
    }
    float[] x = layout.encode(sample, scaling.numericMean(), scaling.numericScale());
    if (sample.getAssignment() == Assignment.POLICY) {
      state.counts.policy++;
      state.prequential.addPolicy(sample.getModelVersion() != null, sample.getRevenue());
      trainer.observe(x, arm, revenueScaled, costScaled);
      return;
    }
    double propensity = layout.propensity(sample);
    state.counts.randomized++;
    boolean perImpression = campaign.getHoldout().getPerImpression();
    state.holdout().add(perImpression ? sample.getImpressionId() : sample.getUnitId(), arm);
    score(sample, arm, propensity, cost);
    trainer.experiment(x, arm, revenueScaled, costScaled, (float) propensity, closedAt);
  }

  /** Scores a randomized sample with the pair that was live before it. */
  private void score(Sample sample, int arm, double propensity, double cost) {
    LiveModel live = state.fittingLive();
    if (live == null) {
      return;
    }
    SampleLayout layout = java.util.Objects.requireNonNull(state.layout);
    // A live model of an earlier generation scales its inputs its own way.
    InputScaling scaling = live.scaling();
    float[] x = layout.encode(sample, scaling.numericMean(), scaling.numericScale());
    int arms = live.ensemble().arms();
    double[] out = new double[2 * arms];
    live.ensemble().predict(x, 0, 1, out, 0);
    int chosen =
        io.weir.core.allocation.Policy.argmax(out, 0, out, arms, arms, live.price().getDualPrice());
    state.prequential.addScored(chosen == arm, propensity, sample.getRevenue(), cost);
  }

  private void slide(long now) {
    long end = state.nextSlideEnd;
    Trainer trainer = java.util.Objects.requireNonNull(state.trainer);
    state.nextSlideEnd = slideEndAfter(Math.max(state.clock, end));
    state.traffic.slide(end);
    trainer.expire(end - state.options.get(LearningOptions.WINDOW_MILLIS));
    state.counts.slides++;
    if (state.pending != null) {
      // One at a time: what this slide would have judged, the next one does.
      state.counts.slidesCoalesced++;
      return;
    }
    if (trainer.trained()) {
      state.pending = begin(trainer, end, now);
    }
    state.counts.samplesOfSlide = 0;
    state.counts.implausibleOfSlide = 0;
  }

  private PendingSolve begin(Trainer trainer, long end, long now) {
    Campaign campaign = java.util.Objects.requireNonNull(state.campaign);
    InputScaling scaling = java.util.Objects.requireNonNull(state.scaling);
    trainer.sealPane();
    List<Long> panes = trainer.paneIds();
    FrozenWindow window = trainer.freeze(panes, scaling);
    Map<String, Double> diagnostics = new TreeMap<>();
    state.counts.report(diagnostics);
    state.prequential.report(diagnostics);
    trainer.diagnostics(diagnostics);
    state.holdout().report(diagnostics);
    diagnostics.put("windowRows", (double) window.rows());
    double budget = budgetPerImpression(campaign, end);
    return new PendingSolve(
        campaign,
        candidate(campaign, trainer, scaling, window, now),
        budget,
        panes,
        diagnostics,
        state.options,
        window,
        state.comparableLive(),
        hold(trainer));
  }

  /** Returns why no candidate may go live at present, or null. */
  private @Nullable GateVerdict hold(Trainer trainer) {
    if (trainer.diverged()) {
      return GateVerdict.NOT_FINITE;
    }
    if (state.options.get(LearningOptions.PIN_MODEL_VERSION) >= 0) {
      return GateVerdict.PINNED;
    }
    if (!state.options.get(LearningOptions.ALARMS_FREEZE)) {
      return null;
    }
    double share = state.options.get(LearningOptions.OUTCOME_ALARM_SHARE);
    if (state.counts.implausibleOfSlide > share * state.counts.samplesOfSlide) {
      return GateVerdict.OUTCOME_ALARM;
    }
    return state.holdout().alarm() ? GateVerdict.HOLDOUT_ALARM : null;
  }

  private Model candidate(
      Campaign campaign, Trainer trainer, InputScaling scaling, FrozenWindow window, long now) {
    Map<String, String> provenance = new TreeMap<>();
    provenance.put("samplesRandomized", Long.toString(state.counts.randomized));
    provenance.put("samplesPolicy", Long.toString(state.counts.policy));
    provenance.put("samplesOverride", Long.toString(state.counts.overridden));
    provenance.put("windowRows", Integer.toString(window.rows()));
    provenance.put("generation", Long.toString(state.counts.generations));
    provenance.put("campaignVersion", Long.toString(campaign.getVersion()));
    provenance.put("optionsHash", state.options.hash());
    provenance.put("kernels", trainers.kernels());
    provenance.put("codeVersion", CodeVersion.get());
    return ModelRecords.model(
        campaign,
        state.modelVersion + 1,
        state.modelVersion == 0 ? null : state.modelVersion,
        trainer.servedMembers(),
        trainer.layerSizes(),
        trainer.activation(),
        scaling,
        state.clock,
        now,
        provenance);
  }

  private double budgetPerImpression(Campaign campaign, long now) {
    long fixed = state.options.get(LearningOptions.BUDGET_PER_IMPRESSION_MICROS);
    double micros =
        fixed >= 0
            ? fixed
            : state.traffic.budgetPerImpressionMicros(
                campaign.getBudget(),
                state.options.get(LearningOptions.BUDGET_HORIZON),
                now,
                campaign.getHoldout().getRate());
    return micros / ModelRecords.MICROS;
  }

  private void publishIfDone(Publisher publisher) {
    PendingSolve pending = state.pending;
    if (pending == null || pending.emitted() || !pending.solve().done()) {
      return;
    }
    pending.markEmitted();
    boolean shadow = pending.campaign().getStatus() == CampaignStatus.SHADOW;
    DualPrice price = priceOf(pending);
    if (price != null) {
      boolean accepted = pending.solve().result().verdict().published();
      publisher.publish(accepted ? pending.candidate() : null, price, shadow);
    }
  }

  /** Returns the price a solve leads to; null if there is no model it could belong to. */
  private @Nullable DualPrice priceOf(PendingSolve pending) {
    Solve.Result result = pending.solve().result();
    Map<String, Double> diagnostics = new TreeMap<>(pending.diagnostics());
    SolveReport.report(result, diagnostics);
    LiveModel live = state.fittingLive();
    long version =
        result.verdict().published() ? pending.candidate().getModelVersion() : state.modelVersion;
    if (result.price() != null) {
      return ModelRecords.price(
          pending.campaign().getCampaignId(),
          version,
          state.priceVersion + 1,
          pending.window(),
          pending.budget(),
          result,
          pending.candidate().getCreatedAt().toEpochMilli(),
          diagnostics);
    }
    if (live == null) {
      return null;
    }
    // Nothing could be priced: the last good price stands, and says why.
    return DualPrice.newBuilder(live.price())
        .setPriceVersion(state.priceVersion + 1)
        .setComputedAt(pending.candidate().getCreatedAt())
        .setGate(ModelRecords.decision(result.verdict()))
        .setDiagnostics(diagnostics)
        .build();
  }

  private void takeEffect(PendingSolve pending) {
    GateVerdict verdict = pending.solve().result().verdict();
    DualPrice price = priceOf(pending);
    if (price != null) {
      state.priceVersion = price.getPriceVersion();
      LiveModel live = state.live;
      if (verdict.published()) {
        state.modelVersion = pending.candidate().getModelVersion();
        state.goLive(new LiveModel(pending.candidate(), price));
      } else if (live != null) {
        state.live = live.withPrice(price);
      }
    }
    tellPrice();
    if (!verdict.published()) {
      state.counts.gateRejected++;
    }
    state.lastVerdict = verdict;
    state.pending = null;
    if (verdict == GateVerdict.NOT_FINITE) {
      // Weights that are no numbers never recover; last-good serves while a new learner warms up.
      beginWarmUp();
    }
  }

  private void tellPrice() {
    LiveModel live = state.live;
    InputScaling scaling = state.scaling;
    if (live != null && scaling != null && state.trainer != null) {
      double price = live.price().getDualPrice() * scaling.costScale() / scaling.revenueScale();
      state.trainer.servedAt(price);
    }
  }

  /** Serves an earlier model again, under a new version, if an operator asks for one. */
  private void pin(long now, Publisher publisher) {
    long wanted = state.options.get(LearningOptions.PIN_MODEL_VERSION);
    LiveModel earlier = wanted < 0 ? null : state.history.get(wanted);
    if (earlier == null
        || wanted == state.pinnedVersion
        || !ModelRecords.fits(earlier.model(), java.util.Objects.requireNonNull(state.campaign))) {
      state.pinnedVersion = wanted < 0 ? -1 : state.pinnedVersion;
      return;
    }
    settle(publisher);
    state.pinnedVersion = wanted;
    state.modelVersion++;
    state.priceVersion++;
    Map<String, String> provenance = new TreeMap<>(earlier.model().getProvenance());
    provenance.put("pinnedVersion", Long.toString(wanted));
    Model model =
        Model.newBuilder(earlier.model())
            .setModelVersion(state.modelVersion)
            .setParentVersion(wanted)
            .setCreatedAt(Instant.ofEpochMilli(now))
            .setProvenance(provenance)
            .build();
    DualPrice price =
        DualPrice.newBuilder(earlier.price())
            .setModelVersion(state.modelVersion)
            .setPriceVersion(state.priceVersion)
            .setComputedAt(Instant.ofEpochMilli(now))
            .setGate(ModelRecords.decision(GateVerdict.PINNED))
            .build();
    state.goLive(new LiveModel(model, price));
    publisher.publish(model, price, !acts());
  }

  /** Makes the trainer go on where it stands under the options now in force. */
  private void reconfigureTrainer() {
    Trainer trainer = state.trainer;
    SampleLayout layout = java.util.Objects.requireNonNull(state.layout);
    if (trainer == null) {
      return;
    }
    try {
      state.trainer =
          trainers.restore(
              state.options,
              layout.width(),
              layout.arms(),
              Blobs.input(Blobs.toBytes(trainer::write)),
              trainer::paneBytes);
      state.rewritePanes = true;
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  private void beginWarmUp() {
    state.forgetLearner();
    state.warmUp =
        new ScalingEstimator(java.util.Objects.requireNonNull(state.layout).numericFeatures());
  }

  private void finishWarmUp(InputScaling scaling) {
    SampleLayout layout = java.util.Objects.requireNonNull(state.layout);
    Campaign campaign = java.util.Objects.requireNonNull(state.campaign);
    state.warmUp = null;
    state.scaling = scaling;
    state.counts.generations++;
    long seed =
        state.options.get(LearningOptions.SEED)
            ^ (campaign.getCampaignId().hashCode() * 0x9E3779B97F4A7C15L
                + state.counts.generations);
    state.trainer = trainers.create(state.options, layout.width(), layout.arms(), seed);
  }

  private long slideEndAfter(long time) {
    long slide = state.options.get(LearningOptions.SLIDE_MILLIS);
    return Math.floorDiv(time, slide) * slide + slide;
  }

  private static boolean sameRows(Campaign before, Campaign after) {
    return before.getFeatureSet().equals(after.getFeatureSet())
        && before.getNumericFeatures().equals(after.getNumericFeatures())
        && before.getCategoricalFeatures().equals(after.getCategoricalFeatures())
        && ModelRecords.armIds(before).equals(ModelRecords.armIds(after));
  }

  /** Returns the panes that state must keep: those of the window and of a solve under way. */
  Set<Long> neededPanes() {
    Set<Long> needed = new HashSet<>();
    if (state.trainer != null) {
      needed.addAll(state.trainer.paneIds());
    }
    if (state.pending != null) {
      needed.addAll(state.pending.paneIds());
    }
    return needed;
  }
}
