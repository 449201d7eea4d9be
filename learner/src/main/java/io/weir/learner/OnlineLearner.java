package io.weir.learner;

import io.weir.contract.CampaignChanges;
import io.weir.core.money.Money;
import io.weir.learner.model.LiveModel;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.options.TrainingOptions;
import io.weir.learner.publish.Publisher;
import io.weir.learner.sample.SampleProblem;
import io.weir.learner.sample.ScalingEstimator;
import io.weir.learner.solve.PendingSolve;
import io.weir.learner.state.SnapshotReader;
import io.weir.learner.state.SnapshotWriter;
import io.weir.learner.thin.LeftOut;
import io.weir.learner.train.Trainer;
import io.weir.learner.train.TrainerFactory;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.Sample;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
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
  /**
   * Slides after which own decisions leave, unless fewer than half of {@code own.max-samples} would
   * be left: older ones answer to an older policy (docs/explanation/learning.md).
   */
  private static final int OWN_SLIDES = 3;

  private final LearnerState state;
  private final Map<String, String> jobOptions;
  private final TrainerSetup trainerSetup;
  private final SampleIntake intake;
  private final SlideFreeze freeze;
  private final Publication publication;

  /** Whether anything changed since the learner was last written. */
  private boolean changed;

  /** Whether every pane must be written anew. */
  private boolean rewritesPanes;

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
      SnapshotReader parts,
      TrainerFactory trainers,
      Map<String, String> jobOptions,
      LongFunction<byte[]> panes)
      throws IOException {
    LearnerState state = new LearnerStateReader(parts, trainers, jobOptions, panes).read();
    return new OnlineLearner(state, trainers, jobOptions);
  }

  /** Returns the newest configuration; null until there is one. */
  public @Nullable Campaign campaign() {
    return state.lifeCycle().campaign();
  }

  /** Returns the networks in training; null before the end of the warm-up. */
  public @Nullable Trainer trainer() {
    Learning learning = state.learning();
    return learning == null ? null : learning.trainer();
  }

  /** Returns the solve that is under way or waits to take effect; null if there is none. */
  public @Nullable PendingSolve pending() {
    Learning learning = state.learning();
    return learning == null ? null : learning.pending();
  }

  /**
   * Returns the event time at which a slide falls due even if no sample comes; {@link
   * Long#MIN_VALUE} if none does. Once a slide is past, only another sample asks for the next: at
   * the end of all event time slides would otherwise follow one another for ever.
   */
  public long slideDue() {
    Learning learning = state.learning();
    return learning != null && samplesSinceSlide(learning) ? state.clock.nextEnd() : Long.MIN_VALUE;
  }

  /** Returns whether anything changed since the learner was last written. */
  public boolean changed() {
    return changed;
  }

  /** Makes the next checkpoint write the learner. */
  public void markChanged() {
    changed = true;
  }

  /** Notes that all of the learner was written. */
  public void markWritten() {
    changed = false;
    rewritesPanes = false;
  }

  /** Returns whether every pane must be written, changed or not. */
  public boolean rewritesPanes() {
    return rewritesPanes;
  }

  /** Puts everything but the panes into parts. */
  public void putInto(SnapshotWriter parts) {
    state.putInto(parts);
  }

  /** Returns whether samples can be learned from: the campaign is known and warmed up. */
  public boolean ready() {
    return state.learning() != null;
  }

  /** Returns why a sample cannot be used under the campaign's configuration, or null. */
  public @Nullable SampleProblem problem(Sample sample) {
    SampleProblem problem =
        state.lifeCycle() instanceof LifeCycle.Active active
            ? active.configuration().layout().problem(sample)
            : null;
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
    Campaign before = campaign();
    if (before != null
        && (campaign.getVersion() <= before.getVersion()
            || !CampaignChanges.problems(before, campaign).isEmpty())) {
      return false;
    }
    changed = true;
    if (campaign.getStatus() == CampaignStatus.ENDED) {
      state.judging.distrust();
      state.become(new LifeCycle.Ended(campaign));
      return true;
    }
    Configuration newer = Configuration.of(campaign, jobOptions);
    LifeCycle.Active active = state.lifeCycle() instanceof LifeCycle.Active it ? it : null;
    if (active != null && goesOn(active.configuration(), newer)) {
      goOn(active, newer);
    } else {
      settle(publisher);
      trainerSetup.rebuild(state.learning(), newer);
      rewritesPanes |= ready();
    }
    LiveModel live = state.serving.live();
    if (live != null
        && before != null
        && before.getStatus() == CampaignStatus.SHADOW
        && campaign.getStatus() != CampaignStatus.SHADOW) {
      publisher.publish(live.model(), live.price(), false);
    }
    publication.pin(newer, now, publisher, () -> settle(publisher));
    return true;
  }

  private static boolean goesOn(Configuration before, Configuration newer) {
    return newer.sameRows(before) && newer.options().sameShape(before.options());
  }

  private void goOn(LifeCycle.Active active, Configuration newer) {
    HoldoutMonitors monitors = active.monitors().under(newer, active.configuration());
    if (active instanceof LifeCycle.WarmingUp warmUp) {
      state.become(new LifeCycle.WarmingUp(newer, monitors, warmUp.scaling()));
    } else if (active instanceof Learning learning) {
      Trainer trainer = learning.trainer();
      if (!newer.sameOptions(learning.configuration())) {
        trainer = trainerSetup.reconfigured(trainer, newer);
        rewritesPanes = true;
      }
      learning.configure(newer, monitors, trainer);
    }
  }

  /** Takes one sample into the warm-up's estimates. The caller keeps the sample itself. */
  public void warmUp(Sample sample) {
    changed = true;
    if (!(state.lifeCycle() instanceof LifeCycle.WarmingUp warmUp)
        || sample.getAssignment() == Assignment.OVERRIDE) {
      return;
    }
    ScalingEstimator scaling = warmUp.scaling();
    scaling.add(
        sample.getNumericFeatures(),
        sample.getAssignment() == Assignment.RANDOMIZED,
        sample.getRevenue(),
        new Money(sample.getCostMicros()).units());
    LearningOptions options = warmUp.configuration().options();
    long wanted = options.get(TrainingOptions.WARMUP_SAMPLES);
    boolean randomized = scaling.randomized() >= options.get(TrainingOptions.WARMUP_RANDOMIZED);
    // A campaign without enough of a holdout must not keep samples waiting for ever.
    if (scaling.samples() >= wanted && (randomized || scaling.samples() >= 4 * wanted)) {
      trainerSetup.finishWarmUp(warmUp);
    }
  }

  /**
   * Learns from one sample, after what was due before it.
   *
   * @param sample usable under the configuration; not kept
   * @param now wall clock, milliseconds; goes into records, decides nothing
   * @return false if there is no learner at work, or what was due before the sample ended it: the
   *     sample is then for the next one's warm-up
   */
  public boolean accept(Sample sample, long now, Publisher publisher) {
    Learning learning = state.learning();
    if (learning == null) {
      return false;
    }
    changed = true;
    long closedAt = sample.getClosedAt().toEpochMilli();
    PendingSolve before = learning.pending();
    long slideMillis = slideMillis(learning);
    if (state.clock.due(closedAt, slideMillis)) {
      if (samplesSinceSlide(learning)) {
        slide(learning, now);
      }
      state.clock.skipTo(closedAt, slideMillis);
    }
    PendingSolve pending = learning.pending();
    // A slide has done enough for one record: the solve it begins goes on with the next.
    if (pending != null && pending == before) {
      pending.onRecord();
      publication.publishIfDone(learning, pending, publisher);
      if (pending.effective()) {
        takeEffect(learning, pending);
      }
    }
    if (state.learning() != learning) {
      return false;
    }
    state.clock.advance(closedAt);
    intake.learn(learning, sample, closedAt);
    return true;
  }

  /**
   * Counts samples that were left out before they got here. They end no slide; those that did get
   * here do.
   *
   * @return false if there is no learner at work: they are then for the next one
   */
  public boolean accept(LeftOut leftOut) {
    Learning learning = state.learning();
    if (learning == null) {
      return false;
    }
    changed = true;
    LeftOutIntake.count(state, learning, leftOut);
    return true;
  }

  /**
   * Tells that event time has passed, for campaigns whose samples stopped coming.
   *
   * @param time event time up to which all samples have arrived
   */
  public void onEventTime(long time, long now) {
    Learning learning = state.learning();
    if (learning != null && samplesSinceSlide(learning) && time >= state.clock.nextEnd() - 1) {
      slide(learning, now);
      changed = true;
    }
  }

  /** Carries a solve on by one step, between records. Returns whether steps are left. */
  public boolean advance(Publisher publisher) {
    Learning learning = state.learning();
    PendingSolve pending = learning == null ? null : learning.pending();
    if (learning == null || pending == null) {
      return false;
    }
    pending.solve().step();
    publication.publishIfDone(learning, pending, publisher);
    return !pending.solve().done();
  }

  /** Finishes a solve at once and lets it take effect: the stream ends, or the learner changes. */
  public void settle(Publisher publisher) {
    Learning learning = state.learning();
    PendingSolve pending = learning == null ? null : learning.pending();
    if (learning != null && pending != null) {
      pending.solve().finish();
      publication.publishIfDone(learning, pending, publisher);
      takeEffect(learning, pending);
      changed = true;
    }
  }

  private void takeEffect(Learning learning, PendingSolve pending) {
    if (publication.takeEffect(learning, pending).ruined()) {
      // Weights that are no numbers never recover; last-good serves while a new learner warms up.
      trainerSetup.beginWarmUp(learning.configuration(), learning.monitors());
    }
  }

  private static long slideMillis(Learning learning) {
    return learning.options().get(TrainingOptions.SLIDE_MILLIS);
  }

  private boolean samplesSinceSlide(Learning learning) {
    return state.clock.samplesSinceSlide(slideMillis(learning));
  }

  private void slide(Learning learning, long now) {
    long slideMillis = slideMillis(learning);
    long end = state.clock.end(slideMillis);
    Trainer trainer = learning.trainer();
    state.traffic.slide(end);
    state.judging.slide();
    trainer.expire(
        end - learning.options().get(TrainingOptions.WINDOW_MILLIS),
        end - OWN_SLIDES * slideMillis);
    state.counts.slides++;
    if (learning.pending() != null) {
      // One at a time: what this slide would have judged, the next one does.
      state.counts.slidesCoalesced++;
      return;
    }
    if (trainer.trained() || trainer.diverged()) {
      learning.begin(freeze.begin(learning, end, now));
    }
    state.counts.samplesOfSlide = 0;
    state.counts.implausibleOfSlide = 0;
  }

  /** Returns the panes that state must keep: those of the windows and of a solve under way. */
  public Set<Long> neededPanes() {
    Set<Long> needed = new HashSet<>();
    Learning learning = state.learning();
    if (learning != null) {
      needed.addAll(learning.trainer().paneIds());
      needed.addAll(learning.trainer().ownPaneIds());
      PendingSolve pending = learning.pending();
      if (pending != null) {
        needed.addAll(pending.paneIds());
      }
    }
    return needed;
  }
}
