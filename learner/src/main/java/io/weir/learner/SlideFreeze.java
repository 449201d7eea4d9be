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
import io.weir.learner.options.LearningOptions;
import io.weir.learner.options.PricingOptions;
import io.weir.learner.options.TrainingOptions;
import io.weir.learner.publish.CodeVersion;
import io.weir.learner.publish.ModelRecords;
import io.weir.learner.solve.PendingSolve;
import io.weir.learner.train.FrozenWindow;
import io.weir.learner.train.Trainer;
import io.weir.schemas.Campaign;
import io.weir.schemas.Model;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Freezes what a slide's solve works on: candidate, window, budget, and what holds it back. */
final class SlideFreeze {
  /** Share of the candidates' record that the old policy must be in to be an alternative. */
  private static final double LEAST_BESIDE = 0.5;

  /** Standard errors by which a live model must be worse than chance to be withdrawn. */
  private static final double WITHDRAWAL_ERRORS = 2;

  /**
   * Randomized samples that a decision rests on at most; older ones fade, so that the record is
   * about what serves now (docs/explanation/gate.md).
   */
  private static final int MAX_EVIDENCE = 3_000;

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
  PendingSolve begin(Learning learning, long end, long now) {
    Campaign campaign = learning.campaign();
    Trainer trainer = learning.trainer();
    LearningOptions options = learning.options();
    trainer.sealPane();
    List<Long> panes = trainer.paneIds();
    FrozenWindow window = trainer.freeze(panes);
    Map<String, Double> diagnostics = new TreeMap<>();
    state.counts.report(diagnostics);
    state.prequential.report(diagnostics);
    trainer.diagnostics(diagnostics);
    reportAlarms(learning, diagnostics);
    learning.monitors().drift().report(diagnostics);
    diagnostics.put("windowRows", (double) window.rows());
    double budget = budgetPerImpression(learning, end);
    Model newest = candidate(learning, trainer.servedMembers(), window, now);
    List<float[]> rival = trainer.twoStageMembers();
    Model twoStage = rival == null ? null : candidate(learning, rival, window, now);
    GateVerdict veto =
        veto(learning, TrainingGuards.judge(trainer.diverged(), trainer.training(), options));
    if (veto == null) {
      veto =
          new Gate(options).judgeWindow(window, learning.configuration().layout().armProbability());
    }
    state.judging.reportGains(state.serving.liveVersion(), diagnostics);
    boolean harm = liveDoesHarm(learning, budget, diagnostics);
    GateVerdict evidence = judgeEvidence(learning, budget, harm, diagnostics);
    if (veto == null) {
      veto = evidence;
    }
    state.judging.expire(end - options.get(TrainingOptions.WINDOW_MILLIS));
    Model challenger = veto == null ? challenger(learning, newest, now) : null;
    return new PendingSolve(
        campaign,
        new PendingSolve.Models(newest, challenger, twoStage),
        budget,
        panes,
        diagnostics,
        options,
        window,
        new PendingSolve.Judged(state.judging, state.judging.freeze(harm)),
        new PendingSolve.Live(state.comparableLive(learning), state.serving.liveVersion()),
        veto);
  }

  /** Judges the candidates' record; reports the comparison that decided, or the closest one. */
  private @Nullable GateVerdict judgeEvidence(
      Learning learning, double budget, boolean harm, Map<String, Double> diagnostics) {
    if (learning.options().get(GateOptions.GATE_MODE) == GateOptions.GateMode.GUARDS) {
      return null;
    }
    List<Evidence> comparisons = evidence(learning, budget, harm);
    Gate gate = new Gate(learning.options());
    double price = candidatePrice(learning);
    comparisons.stream()
        .min(Comparator.comparingDouble(Evidence::gainLower))
        .ifPresent(
            closest -> {
              closest.report(diagnostics);
              diagnostics.put("gateTolerance", gate.tolerance(price, budget));
            });
    GateVerdict verdict = gate.judgeEvidence(comparisons, price, budget);
    return verdict == null && !waitingFits(learning) ? GateVerdict.NOT_PROVEN : verdict;
  }

  /** No worse than a live model that does harm is not good enough. */
  private List<Evidence> evidence(Learning learning, double budget, boolean harm) {
    LearningOptions options = learning.options();
    Gate gate = new Gate(options);
    LiveModel live = state.servingLive(learning.campaign());
    if (live != null && !harm) {
      double price = live.price().getDualPrice();
      return List.of(
          paired(options, gate.standardErrors(Evidence.Reference.LIVE))
              .candidatesAgainstLive(
                  state.serving.liveVersion(), Double.isFinite(price) ? price : 0));
    }
    Evidence random =
        paired(options, gate.standardErrors(Evidence.Reference.RANDOM))
            .candidatesAgainstRandom(budget);
    PairedEvidence besideOld = paired(options, gate.standardErrors(Evidence.Reference.OLD_POLICY));
    Evidence old = besideOld.candidatesAgainstOldPolicy(state.judging.stretches(), budget);
    // An old policy that decides nothing any more is no alternative, and what candidates of its
    // time
    // did says nothing of those of today.
    boolean gone =
        random.samples() > 0
            && besideOld.shareBesideOldPolicy(state.judging.stretches()) < LEAST_BESIDE;
    return gone ? List.of(random) : List.of(old, random);
  }

  private PairedEvidence paired(LearningOptions options, double standardErrors) {
    return state.judging.evidence(MAX_EVIDENCE, standardErrors);
  }

  /** Returns whether what serves does worse than chance beyond doubt; reports the comparison. */
  private boolean liveDoesHarm(Learning learning, double budget, Map<String, Double> diagnostics) {
    if (state.servingLive(learning.campaign()) == null
        || learning.options().get(GateOptions.GATE_MODE) == GateOptions.GateMode.GUARDS) {
      return false;
    }
    Evidence live =
        state
            .judging
            .evidence(WITHDRAWAL_EVIDENCE, WITHDRAWAL_ERRORS)
            .liveAgainstRandom(state.serving.liveVersion(), budget);
    if (live.samples() > 1) {
      diagnostics.put("liveGainOverRandom", live.gain());
      diagnostics.put("liveGainOverRandomLower", live.gainLower());
      diagnostics.put("liveGainOverRandomUpper", live.gainUpper());
    }
    return new Gate(learning.options()).doesHarm(live);
  }

  /**
   * Returns what may go live: the newest candidate, whose record is that of those before it; or the
   * one before it, which has a record of its own, where proof is asked of every model.
   */
  private static Model challenger(Learning learning, Model newest, long now) {
    WaitingModel waiting = learning.waiting();
    boolean proof =
        learning.options().get(GateOptions.GATE_MODE) == GateOptions.GateMode.LOWER_BOUND;
    if (waiting == null || !proof) {
      return newest;
    }
    return Model.newBuilder(waiting.model())
        .setModelVersion(newest.getModelVersion())
        .setParentVersion(newest.getParentVersion())
        .setCreatedAt(Instant.ofEpochMilli(now))
        .build();
  }

  private double candidatePrice(Learning learning) {
    WaitingModel waiting = learning.waiting();
    LiveModel live = state.servingLive(learning.campaign());
    if (waiting != null && Double.isFinite(waiting.dualPrice())) {
      return waiting.dualPrice();
    }
    return live == null ? 0 : live.price().getDualPrice();
  }

  private static boolean waitingFits(Learning learning) {
    WaitingModel waiting = learning.waiting();
    return waiting != null && waiting.scaling().equals(learning.scaling());
  }

  /** Returns why no candidate may go live at present, or null. */
  private @Nullable GateVerdict veto(Learning learning, @Nullable GateVerdict training) {
    if (training != null) {
      return training;
    }
    if (learning.options().get(GateOptions.PIN_MODEL_VERSION) >= 0) {
      return GateVerdict.PINNED;
    }
    if (!learning.options().get(GateOptions.ALARMS_FREEZE)) {
      return null;
    }
    return alarms(learning).stream().findFirst().orElse(null);
  }

  /** Returns the alarms that stand, the gravest first. */
  private Set<GateVerdict> alarms(Learning learning) {
    Set<GateVerdict> standing = learning.monitors().validity().alarms();
    double share = learning.options().get(GateOptions.OUTCOME_ALARM_SHARE);
    // One sample, whatever is in it, holds nobody up.
    if (state.counts.implausibleOfSlide > Math.max(1, share * state.counts.samplesOfSlide)) {
      standing.add(GateVerdict.OUTCOME_ALARM);
    }
    return standing;
  }

  private void reportAlarms(Learning learning, Map<String, Double> diagnostics) {
    learning.monitors().validity().report(diagnostics);
    Set<GateVerdict> standing = alarms(learning);
    diagnostics.put("alarmLeak", flag(standing, GateVerdict.LEAK_ALARM));
    diagnostics.put("alarmPositivity", flag(standing, GateVerdict.POSITIVITY_ALARM));
    diagnostics.put("alarmRatio", flag(standing, GateVerdict.RATIO_ALARM));
    diagnostics.put("alarmBalance", flag(standing, GateVerdict.BALANCE_ALARM));
    diagnostics.put("alarmOutcome", flag(standing, GateVerdict.OUTCOME_ALARM));
  }

  private static double flag(Set<GateVerdict> standing, GateVerdict alarm) {
    return standing.contains(alarm) ? 1 : 0;
  }

  private Model candidate(Learning learning, List<float[]> members, FrozenWindow window, long now) {
    Campaign campaign = learning.campaign();
    Trainer trainer = learning.trainer();
    long version = state.serving.modelVersion();
    Map<String, String> provenance = new TreeMap<>();
    provenance.put("samplesRandomized", Long.toString(state.counts.randomized));
    provenance.put("samplesPolicy", Long.toString(state.counts.policy));
    provenance.put("samplesOverride", Long.toString(state.counts.overridden));
    provenance.put("windowRows", Integer.toString(window.rows()));
    provenance.put("generation", Long.toString(state.counts.generations));
    provenance.put("campaignVersion", Long.toString(campaign.getVersion()));
    provenance.put("optionsHash", learning.options().hash());
    provenance.put("kernels", kernels);
    provenance.put("codeVersion", CodeVersion.get());
    return ModelRecords.model(
        campaign,
        version + 1,
        version == 0 ? null : version,
        members,
        trainer.layerSizes(),
        trainer.activation(),
        learning.scaling(),
        state.clock.now(),
        now,
        provenance);
  }

  private double budgetPerImpression(Learning learning, long now) {
    Campaign campaign = learning.campaign();
    LearningOptions options = learning.options();
    long fixed = options.get(PricingOptions.BUDGET_PER_IMPRESSION_MICROS);
    double micros =
        fixed >= 0
            ? fixed
            : state.traffic.budgetPerImpressionMicros(
                campaign.getBudget(),
                options.get(PricingOptions.BUDGET_HORIZON),
                now,
                campaign.getHoldout().getRate());
    return Money.meanUnits(micros);
  }
}
