package io.weir.learner;

import io.weir.learner.judge.GateVerdict;
import io.weir.learner.model.LiveModel;
import io.weir.learner.model.WaitingModel;
import io.weir.learner.options.GateOptions;
import io.weir.learner.options.PricingOptions;
import io.weir.learner.publish.ModelRecords;
import io.weir.learner.publish.Publisher;
import io.weir.learner.sample.InputScaling;
import io.weir.learner.solve.PendingSolve;
import io.weir.learner.solve.Solve;
import io.weir.learner.solve.SolveReport;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Turns what solves found into published pairs and puts them in service; owns the versions. */
final class Publication {
  private final LearnerState state;

  Publication(LearnerState state) {
    this.state = state;
  }

  /** Returns whether what the campaign publishes may be acted on. */
  boolean acts() {
    return state.campaign != null && state.campaign.getStatus() != CampaignStatus.SHADOW;
  }

  /** Publishes the outcome of a solve once, as soon as it is done. */
  void publishIfDone(Publisher publisher) {
    PendingSolve pending = state.pending;
    if (pending == null || pending.emitted() || !pending.solve().done()) {
      return;
    }
    pending.markEmitted();
    DualPrice price = priceOf(pending);
    boolean accepted = pending.solve().result().verdict().published();
    // Until a first model is accepted there is nothing to act on, only a decision to tell.
    boolean nothingServes = !accepted && state.fittingLive() == null;
    boolean shadow = pending.campaign().getStatus() == CampaignStatus.SHADOW || nothingServes;
    publisher.publish(accepted ? pending.contender() : null, price, shadow);
  }

  /** Returns the price a solve leads to, with the decision and its numbers. */
  private DualPrice priceOf(PendingSolve pending) {
    Solve.Result result = pending.solve().result();
    Map<String, Double> diagnostics = new TreeMap<>(pending.diagnostics());
    SolveReport.report(result, diagnostics);
    LiveModel live = state.fittingLive();
    long version =
        result.verdict().published() ? pending.contender().getModelVersion() : state.modelVersion;
    boolean frozen = result.verdict().alarm() && live != null;
    if (result.served() != null && !frozen && result.verdict() != GateVerdict.WITHDRAWN) {
      return ModelRecords.price(
          pending.campaign().getCampaignId(),
          version,
          state.priceVersion + 1,
          pending.window(),
          pending.budget(),
          result,
          keepsBudget(result),
          pending.fresh().getCreatedAt().toEpochMilli(),
          diagnostics);
    }
    if (live == null) {
      return ModelRecords.refusal(
          pending.campaign().getCampaignId(),
          version,
          state.priceVersion + 1,
          pending.window(),
          pending.budget(),
          result,
          pending.fresh().getCreatedAt(),
          diagnostics);
    }
    // Nothing could be priced, or not from a window to be trusted: the last good price stands. No
    // price is low enough for a model that does harm.
    DualPrice last = live.price();
    boolean withdrawn = result.verdict() == GateVerdict.WITHDRAWN || state.judging.withdrawn();
    return DualPrice.newBuilder(last)
        .setDualPrice(withdrawn ? Double.POSITIVE_INFINITY : last.getDualPrice())
        .setPriceVersion(state.priceVersion + 1)
        .setComputedAt(pending.fresh().getCreatedAt())
        .setGate(ModelRecords.decision(result.verdict()))
        .setDiagnostics(diagnostics)
        .build();
  }

  /** Returns whether an effect that is not shown keeps its budget. */
  private boolean keepsBudget(Solve.Result result) {
    return state.options.get(PricingOptions.UNPROVEN) == PricingOptions.Unproven.KEEP
        && !SolveReport.effectResolved(result);
  }

  /**
   * Puts the outcome of a solve in service.
   *
   * @return the gate's decision
   */
  GateVerdict takeEffect(PendingSolve pending) {
    GateVerdict verdict = pending.solve().result().verdict();
    DualPrice price = priceOf(pending);
    state.priceVersion = price.getPriceVersion();
    if (verdict.published()) {
      state.modelVersion = pending.contender().getModelVersion();
      state.goLive(new LiveModel(pending.contender(), price));
    } else if (state.live != null) {
      state.live = state.live.withPrice(price);
    }
    if (verdict == GateVerdict.WITHDRAWN) {
      state.judging.withdrawn(true);
    }
    awaitNext(pending, verdict);
    tellPrice();
    if (!verdict.published()) {
      state.counts.gateRejected++;
    }
    state.lastVerdict = verdict;
    state.pending = null;
    return verdict;
  }

  /** Puts the newest candidate and the rival in line to be scored on what comes. */
  private void awaitNext(PendingSolve pending, GateVerdict verdict) {
    Solve.Result result = pending.solve().result();
    boolean direct = state.options.get(GateOptions.GATE_MODE) == GateOptions.GateMode.GUARDS;
    state.waiting =
        direct || result.fresh() == null
            ? null
            : new WaitingModel(pending.fresh(), result.fresh().dualPrice());
    Model twoStage = pending.twoStage();
    state.twoStage =
        twoStage == null || result.twoStage() == null
            ? null
            : new WaitingModel(twoStage, result.twoStage().dualPrice());
    if (verdict.alarm()) {
      state.judging.distrust();
    }
  }

  private void tellPrice() {
    LiveModel live = state.live;
    WaitingModel waiting = state.waiting;
    InputScaling scaling = state.scaling;
    double price =
        live != null
            ? live.price().getDualPrice()
            : waiting != null ? waiting.dualPrice() : Double.NaN;
    if (scaling != null && state.trainer != null && Double.isFinite(price)) {
      state.trainer.servedAt(price * scaling.costScale() / scaling.revenueScale());
    }
  }

  /**
   * Serves an earlier model again, under a new version, if an operator asks for one.
   *
   * @param settle brings a solve that is under way to its end first
   */
  void pin(long now, Publisher publisher, Runnable settle) {
    long wanted = state.options.get(GateOptions.PIN_MODEL_VERSION);
    LiveModel earlier = wanted < 0 ? null : state.history.get(wanted);
    if (earlier == null
        || wanted == state.pinnedVersion
        || !ModelRecords.fits(earlier.model(), Objects.requireNonNull(state.campaign))) {
      state.pinnedVersion = wanted < 0 ? -1 : state.pinnedVersion;
      return;
    }
    settle.run();
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
}
