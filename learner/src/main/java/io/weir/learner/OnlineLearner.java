package io.weir.learner;

import io.weir.core.money.Money;
import io.weir.learner.judge.ValidityMonitor;
import io.weir.learner.model.LiveModel;
import io.weir.learner.options.GateOptions;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.options.TrainingOptions;
import io.weir.learner.publish.Publisher;
import io.weir.learner.sample.SampleLayout;
import io.weir.learner.sample.SampleProblem;
import io.weir.learner.sample.ScalingEstimator;
import io.weir.learner.solve.PendingSolve;
import io.weir.learner.state.LearnerParts;
import io.weir.learner.state.StoredParts;
import io.weir.learner.train.Trainer;
import io.weir.learner.train.TrainerFactory;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.Sample;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongFunction;
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
public final class OnlineLearner {
  private final LearnerState state;
  private final Map<String, String> jobOptions;
  private final TrainerSetup trainerSetup;
  private final SampleIntake intake;
  private final SlideFreeze freeze;
  private final Publication publication;

  /**
   * Makes a learner.
   *
   * @param state where it stands; owned by the learner from here on
   * @param jobOptions settings of the job for all campaigns
   */
  OnlineLearner(LearnerState state, TrainerFactory trainers, Map<String, String> jobOptions) {
    this.state = state;
    this.jobOptions = jobOptions;
    this.trainerSetup = new TrainerSetup(state, trainers);
    this.intake = new SampleIntake(state);
    this.freeze = new SlideFreeze(state, trainers.kernels());
    this.publication = new Publication(state);
  }

  /**
   * Makes a learner go on where it was written, or a new one from no parts.
   *
   * @param parts what {@link #putInto} put
   * @param jobOptions settings of the job for all campaigns
   * @param panes bytes of a pane of the window by its identifier
   * @throws IOException if the parts are none of a learner
   */
  public static OnlineLearner read(
      StoredParts parts,
      TrainerFactory trainers,
      Map<String, String> jobOptions,
      LongFunction<byte[]> panes)
      throws IOException {
    LearnerState state = new LearnerStateReader(parts, trainers, jobOptions, panes).read();
    return new OnlineLearner(state, trainers, jobOptions);
  }

  /** Returns the configuration in force; null until there is one. */
  public @Nullable Campaign campaign() {
    return state.campaign;
  }

  /** Returns the networks in training; null before the end of the warm-up. */
  public @Nullable Trainer trainer() {
    return state.trainer;
  }

  /** Returns the solve that is under way or waits to take effect; null if there is none. */
  public @Nullable PendingSolve pending() {
    return state.pending;
  }

  /**
   * Returns the event time at which a slide falls due even if no sample comes; {@link
   * Long#MIN_VALUE} if none does. Once a slide is past, only another sample asks for the next: at
   * the end of all event time slides would otherwise follow one another for ever.
   */
  public long slideDue() {
    return ready() && samplesSinceSlide() ? state.nextSlideEnd : Long.MIN_VALUE;
  }

  /** Returns whether anything changed since the learner was last written. */
  public boolean changed() {
    return state.dirty;
  }

  /** Makes the next checkpoint write the learner. */
  public void markChanged() {
    state.dirty = true;
  }

  /** Notes that all of the learner was written. */
  public void markWritten() {
    state.dirty = false;
    state.rewritePanes = false;
  }

  /** Returns whether every pane must be written, changed or not. */
  public boolean rewritesPanes() {
    return state.rewritePanes;
  }

  /** Puts everything but the panes into parts. */
  public void putInto(LearnerParts parts) {
    state.putInto(parts);
  }

  /** Returns whether samples can be learned from: the campaign is known and warmed up. */
  public boolean ready() {
    return state.trainer != null;
  }

  /** Returns why a sample cannot be used under the campaign's configuration, or null. */
  public @Nullable SampleProblem problem(Sample sample) {
    SampleProblem problem = state.layout == null ? null : state.layout.problem(sample);
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
  public boolean configure(Campaign campaign, long now, Publisher publisher) {
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
    SampleLayout layout = state.layout;
    if (before == null
        || rebuild
        || state.validityMonitor == null
        || !options
            .get(GateOptions.ALARMS_EPOCH)
            .equals(optionsBefore.get(GateOptions.ALARMS_EPOCH))) {
      state.validityMonitor =
          new ValidityMonitor(layout.armProbability(), layout.numericFeatures());
      state.driftWatch = null;
    } else if (!before.getHoldout().equals(campaign.getHoldout())) {
      state.validityMonitor.configure(layout.armProbability());
      state.driftWatch = null;
    }
    if (rebuild) {
      trainerSetup.rebuild(before, optionsBefore);
    } else if (!options.asMap().equals(optionsBefore.asMap())) {
      trainerSetup.reconfigure();
    }
    LiveModel live = state.live;
    if (live != null
        && before != null
        && before.getStatus() == CampaignStatus.SHADOW
        && publication.acts()) {
      publisher.publish(live.model(), live.price(), false);
    }
    publication.pin(now, publisher, () -> settle(publisher));
    return true;
  }

  /** Takes one sample into the warm-up's estimates. The caller keeps the sample itself. */
  public void warmUp(Sample sample) {
    state.dirty = true;
    ScalingEstimator warmUp = state.warmUp;
    if (warmUp == null || sample.getAssignment() == Assignment.OVERRIDE) {
      return;
    }
    warmUp.add(
        sample.getNumericFeatures(),
        sample.getAssignment() == Assignment.RANDOMIZED,
        sample.getRevenue(),
        new Money(sample.getCostMicros()).units());
    long wanted = state.options.get(TrainingOptions.WARMUP_SAMPLES);
    boolean randomized =
        warmUp.randomized() >= state.options.get(TrainingOptions.WARMUP_RANDOMIZED);
    // A campaign without enough of a holdout must not hold samples back for ever.
    if (warmUp.samples() >= wanted && (randomized || warmUp.samples() >= 4 * wanted)) {
      trainerSetup.finishWarmUp(warmUp.fix());
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
  public boolean accept(Sample sample, long now, Publisher publisher) {
    long closedAt = sample.getClosedAt().toEpochMilli();
    if (state.nextSlideEnd == Long.MIN_VALUE) {
      state.nextSlideEnd = slideEndAfter(closedAt);
    }
    PendingSolve before = state.pending;
    if (closedAt >= state.nextSlideEnd) {
      if (samplesSinceSlide()) {
        slide(now);
      }
      // A gap in the samples is one slide however long it is, whether a timer or this sample ended
      // it: how fast event time ran meanwhile must not show in what is published.
      state.nextSlideEnd = Math.max(state.nextSlideEnd, slideEndAfter(closedAt));
    }
    PendingSolve pending = state.pending;
    // A slide has done enough for one record: the solve it begins goes on with the next.
    if (pending != null && pending == before) {
      pending.onRecord();
      publication.publishIfDone(publisher);
      if (pending.effective()) {
        takeEffect(pending);
      }
    }
    state.dirty = true;
    if (!ready()) {
      return false;
    }
    state.clock = Math.max(state.clock, closedAt);
    intake.learn(sample, closedAt);
    return true;
  }

  /**
   * Tells that event time has passed, for campaigns whose samples stopped coming.
   *
   * @param time event time up to which all samples have arrived
   */
  public void onEventTime(long time, long now) {
    if (ready() && samplesSinceSlide() && time >= state.nextSlideEnd - 1) {
      slide(now);
      state.dirty = true;
    }
  }

  /** Carries a solve on by one step, between records. Returns whether steps are left. */
  public boolean advance(Publisher publisher) {
    PendingSolve pending = state.pending;
    if (pending == null) {
      return false;
    }
    pending.solve().step();
    publication.publishIfDone(publisher);
    return !pending.solve().done();
  }

  /** Finishes a solve at once and lets it take effect: the stream ends, or the learner changes. */
  public void settle(Publisher publisher) {
    PendingSolve pending = state.pending;
    if (pending != null) {
      pending.solve().finish();
      publication.publishIfDone(publisher);
      takeEffect(pending);
      state.dirty = true;
    }
  }

  private void takeEffect(PendingSolve pending) {
    if (publication.takeEffect(pending).ruined()) {
      // Weights that are no numbers never recover; last-good serves while a new learner warms up.
      trainerSetup.beginWarmUp();
    }
  }

  /** Returns whether a sample was learned from since the last slide fell due. */
  private boolean samplesSinceSlide() {
    return state.nextSlideEnd != Long.MIN_VALUE
        && state.clock >= state.nextSlideEnd - state.options.get(TrainingOptions.SLIDE_MILLIS);
  }

  private void slide(long now) {
    long end = state.nextSlideEnd;
    Trainer trainer = Objects.requireNonNull(state.trainer);
    state.nextSlideEnd = slideEndAfter(Math.max(state.clock, end));
    state.traffic.slide(end);
    state.judging.slide();
    trainer.expire(
        end - state.options.get(TrainingOptions.WINDOW_MILLIS),
        end
            - state.options.get(TrainingOptions.OWN_SLIDES)
                * state.options.get(TrainingOptions.SLIDE_MILLIS));
    state.counts.slides++;
    if (state.pending != null) {
      // One at a time: what this slide would have judged, the next one does.
      state.counts.slidesCoalesced++;
      return;
    }
    if (trainer.trained() || trainer.diverged()) {
      state.pending = freeze.begin(trainer, end, now);
    }
    state.counts.samplesOfSlide = 0;
    state.counts.implausibleOfSlide = 0;
  }

  private long slideEndAfter(long time) {
    long slide = state.options.get(TrainingOptions.SLIDE_MILLIS);
    return Math.floorDiv(time, slide) * slide + slide;
  }

  private static boolean sameRows(Campaign before, Campaign after) {
    return before.getFeatureSet().equals(after.getFeatureSet())
        && before.getNumericFeatures().equals(after.getNumericFeatures())
        && before.getCategoricalFeatures().equals(after.getCategoricalFeatures())
        && SampleLayout.armIds(before).equals(SampleLayout.armIds(after));
  }

  /** Returns the panes that state must keep: those of the windows and of a solve under way. */
  public Set<Long> neededPanes() {
    Set<Long> needed = new HashSet<>();
    if (state.trainer != null) {
      needed.addAll(state.trainer.paneIds());
      needed.addAll(state.trainer.ownPaneIds());
    }
    if (state.pending != null) {
      needed.addAll(state.pending.paneIds());
    }
    return needed;
  }
}
