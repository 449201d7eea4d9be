package io.weir.learner;

import io.weir.core.money.Money;
import io.weir.learner.evidence.Evidence;
import io.weir.learner.evidence.PairedEvidence;
import io.weir.learner.judge.Gate;
import io.weir.learner.judge.GateVerdict;
import io.weir.learner.judge.TrainingGuards;
import io.weir.learner.model.LiveModel;
import io.weir.learner.model.WaitingModel;
import io.weir.learner.options.GateOptions;
import io.weir.learner.options.PricingOptions;
import io.weir.learner.options.TrainingOptions;
import io.weir.learner.publish.CodeVersion;
import io.weir.learner.publish.ModelRecords;
import io.weir.learner.sample.InputScaling;
import io.weir.learner.solve.PendingSolve;
import io.weir.learner.train.FrozenWindow;
import io.weir.learner.train.Trainer;
import io.weir.schemas.Campaign;
import io.weir.schemas.Model;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Freezes what a slide's solve works on: candidate, window, budget, and what holds it back. */
final class SlideFreeze {
  /** Standard errors by which a live model must be worse than chance to be withdrawn. */
  private static final double WITHDRAWAL_ERRORS = 2;

  /** Samples that a withdrawal rests on at most, by weight: harm must be found soon. */
  private static final int WITHDRAWAL_EVIDENCE = 1_200;

  private final LearnerState state;
  private final String kernels;

  /**
   * Makes a freezer.
   *
   * @param kernels name of the numerical kernels, which models carry
   */
  SlideFreeze(LearnerState state, String kernels) {
    this.state = state;
    this.kernels = kernels;
  }

  /**
   * Begins the solve of a slide.
   *
   * @param end event time at which the slide ends
   * @param now wall clock, milliseconds; goes into records, decides nothing
   */
  PendingSolve begin(Trainer trainer, long end, long now) {
    Campaign campaign = Objects.requireNonNull(state.campaign);
    InputScaling scaling = Objects.requireNonNull(state.scaling);
    trainer.sealPane();
    List<Long> panes = trainer.paneIds();
    FrozenWindow window = trainer.freeze(panes);
    Map<String, Double> diagnostics = new TreeMap<>();
    state.counts.report(diagnostics);
    state.prequential.report(diagnostics);
    trainer.diagnostics(diagnostics);
    reportAlarms(diagnostics);
    state.drift().report(diagnostics);
    diagnostics.put("windowRows", (double) window.rows());
    double budget = budgetPerImpression(campaign, end);
    Model fresh = candidate(campaign, trainer, trainer.servedMembers(), scaling, window, now);
    List<float[]> rival = trainer.twoStageMembers();
    Model twoStage =
        rival == null ? null : candidate(campaign, trainer, rival, scaling, window, now);
    GateVerdict hold =
        hold(TrainingGuards.judge(trainer.diverged(), trainer.training(), state.options));
    if (hold == null) {
      hold =
          new Gate(state.options)
              .judgeWindow(window, Objects.requireNonNull(state.layout).armProbability());
    }
    boolean harm = liveDoesHarm(budget, diagnostics);
    GateVerdict evidence = judgeEvidence(budget, harm, diagnostics);
    if (hold == null) {
      hold = evidence;
    }
    state.judging.expire(end - state.options.get(TrainingOptions.WINDOW_MILLIS));
    // The record is that of the candidates before it: the newest is the next of them.
    Model contender = hold == null ? fresh : null;
    return new PendingSolve(
        campaign,
        new PendingSolve.Models(fresh, contender, twoStage),
        budget,
        panes,
        diagnostics,
        state.options,
        window,
        new PendingSolve.Judged(state.judging, state.judging.freeze(harm)),
        new PendingSolve.Live(state.comparableLive(), state.liveVersion()),
        hold);
  }

  /** Judges the candidates' record; reports the comparison that decided, or the closest one. */
  private @Nullable GateVerdict judgeEvidence(
      double budget, boolean harm, Map<String, Double> diagnostics) {
    if (state.options.get(GateOptions.GATE_MODE) == GateOptions.GateMode.GUARDS) {
      return null;
    }
    List<Evidence> comparisons = evidence(budget, harm);
    Gate gate = new Gate(state.options);
    double price = candidatePrice();
    comparisons.stream()
        .min(Comparator.comparingDouble(Evidence::gainLower))
        .ifPresent(
            closest -> {
              closest.report(diagnostics);
              diagnostics.put("gateTolerance", gate.tolerance(price, budget));
            });
    GateVerdict verdict = gate.judgeEvidence(comparisons, price, budget);
    return verdict == null && !waitingFits() ? GateVerdict.NOT_PROVEN : verdict;
  }

  /** No worse than a live model that does harm is not good enough. */
  private List<Evidence> evidence(double budget, boolean harm) {
    Gate gate = new Gate(state.options);
    LiveModel live = state.servingLive();
    if (live != null && !harm) {
      double price = live.price().getDualPrice();
      return List.of(
          paired(gate.standardErrors(Evidence.Reference.LIVE))
              .candidatesAgainstLive(state.liveVersion(), Double.isFinite(price) ? price : 0));
    }
    PairedEvidence paired = paired(gate.standardErrors(Evidence.Reference.RANDOM));
    Evidence random = paired.candidatesAgainstRandom(budget);
    Evidence old = paired(gate.standardErrors(Evidence.Reference.OLD_POLICY)).candidatesAgainstOldPolicy(state.judging.stretches(), budget);
    // An old policy that decides nothing any more is no alternative.
    return old.samples() < random.samples() / 2 ? List.of(random) : List.of(old, random);
  }

  private PairedEvidence paired(double standardErrors) {
    return state.judging.evidence(state.options.get(GateOptions.GATE_MAX_EVIDENCE), standardErrors);
  }

  /** Returns whether what serves does worse than chance beyond doubt; reports the comparison. */
  private boolean liveDoesHarm(double budget, Map<String, Double> diagnostics) {
    if (state.servingLive() == null
        || state.options.get(GateOptions.GATE_MODE) == GateOptions.GateMode.GUARDS) {
      return false;
    }
    Evidence live =
        state
            .judging
            .evidence(WITHDRAWAL_EVIDENCE, WITHDRAWAL_ERRORS)
            .liveAgainstRandom(state.liveVersion(), budget);
    if (live.samples() > 1) {
      diagnostics.put("liveGainOverRandom", live.gain());
      diagnostics.put("liveGainOverRandomLower", live.gainLower());
      diagnostics.put("liveGainOverRandomUpper", live.gainUpper());
    }
    return new Gate(state.options).doesHarm(live);
  }

  private double candidatePrice() {
    WaitingModel waiting = state.waiting;
    LiveModel live = state.servingLive();
    if (waiting != null && Double.isFinite(waiting.dualPrice())) {
      return waiting.dualPrice();
    }
    return live == null ? 0 : live.price().getDualPrice();
  }

  private boolean waitingFits() {
    WaitingModel waiting = state.waiting;
    return waiting != null && waiting.scaling().equals(state.scaling);
  }

  /** Returns why no candidate may go live at present, or null. */
  private @Nullable GateVerdict hold(@Nullable GateVerdict training) {
    if (training != null) {
      return training;
    }
    if (state.options.get(GateOptions.PIN_MODEL_VERSION) >= 0) {
      return GateVerdict.PINNED;
    }
    if (!state.options.get(GateOptions.ALARMS_FREEZE)) {
      return null;
    }
    return alarms().stream().findFirst().orElse(null);
  }

  /** Returns the alarms that stand, the gravest first. */
  private Set<GateVerdict> alarms() {
    Set<GateVerdict> standing = state.validity().alarms();
    double share = state.options.get(GateOptions.OUTCOME_ALARM_SHARE);
    // One sample, whatever is in it, holds nobody up.
    if (state.counts.implausibleOfSlide > Math.max(1, share * state.counts.samplesOfSlide)) {
      standing.add(GateVerdict.OUTCOME_ALARM);
    }
    return standing;
  }

  private void reportAlarms(Map<String, Double> diagnostics) {
    state.validity().report(diagnostics);
    Set<GateVerdict> standing = alarms();
    diagnostics.put("alarmLeak", flag(standing, GateVerdict.LEAK_ALARM));
    diagnostics.put("alarmPositivity", flag(standing, GateVerdict.POSITIVITY_ALARM));
    diagnostics.put("alarmRatio", flag(standing, GateVerdict.RATIO_ALARM));
    diagnostics.put("alarmBalance", flag(standing, GateVerdict.BALANCE_ALARM));
    diagnostics.put("alarmOutcome", flag(standing, GateVerdict.OUTCOME_ALARM));
  }

  private static double flag(Set<GateVerdict> standing, GateVerdict alarm) {
    return standing.contains(alarm) ? 1 : 0;
  }

  private Model candidate(
      Campaign campaign,
      Trainer trainer,
      List<float[]> members,
      InputScaling scaling,
      FrozenWindow window,
      long now) {
    Map<String, String> provenance = new TreeMap<>();
    provenance.put("samplesRandomized", Long.toString(state.counts.randomized));
    provenance.put("samplesPolicy", Long.toString(state.counts.policy));
    provenance.put("samplesOverride", Long.toString(state.counts.overridden));
    provenance.put("windowRows", Integer.toString(window.rows()));
    provenance.put("generation", Long.toString(state.counts.generations));
    provenance.put("campaignVersion", Long.toString(campaign.getVersion()));
    provenance.put("optionsHash", state.options.hash());
    provenance.put("kernels", kernels);
    provenance.put("codeVersion", CodeVersion.get());
    return ModelRecords.model(
        campaign,
        state.modelVersion + 1,
        state.modelVersion == 0 ? null : state.modelVersion,
        members,
        trainer.layerSizes(),
        trainer.activation(),
        scaling,
        state.clock,
        now,
        provenance);
  }

  private double budgetPerImpression(Campaign campaign, long now) {
    long fixed = state.options.get(PricingOptions.BUDGET_PER_IMPRESSION_MICROS);
    double micros =
        fixed >= 0
            ? fixed
            : state.traffic.budgetPerImpressionMicros(
                campaign.getBudget(),
                state.options.get(PricingOptions.BUDGET_HORIZON),
                now,
                campaign.getHoldout().getRate());
    return Money.meanUnits(micros);
  }
}
