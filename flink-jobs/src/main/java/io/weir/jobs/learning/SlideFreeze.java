package io.weir.jobs.learning;

import io.weir.schemas.Campaign;
import io.weir.schemas.Model;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Freezes what a slide's solve works on: candidate, window, budget, and what holds it back. */
final class SlideFreeze {
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
    if (state.options.get(GateOptions.PIN_MODEL_VERSION) >= 0) {
      return GateVerdict.PINNED;
    }
    if (!state.options.get(GateOptions.ALARMS_FREEZE)) {
      return null;
    }
    double share = state.options.get(GateOptions.OUTCOME_ALARM_SHARE);
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
    provenance.put("kernels", kernels);
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
    long fixed = state.options.get(PricingOptions.BUDGET_PER_IMPRESSION_MICROS);
    double micros =
        fixed >= 0
            ? fixed
            : state.traffic.budgetPerImpressionMicros(
                campaign.getBudget(),
                state.options.get(PricingOptions.BUDGET_HORIZON),
                now,
                campaign.getHoldout().getRate());
    return micros / ModelRecords.MICROS;
  }
}
