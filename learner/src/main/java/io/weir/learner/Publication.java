package io.weir.learner;

import io.weir.learner.judge.GateVerdict;
import io.weir.learner.model.LiveModel;
import io.weir.learner.model.WaitingModel;
import io.weir.learner.options.GateOptions;
import io.weir.learner.options.LearningOptions;
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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns what solves found into published pairs and puts them in service; owns the versions. */
final class Publication {
  private final LearnerState state;

  Publication(LearnerState state) {
    this.state = state;
  }

  /** Publishes the outcome of a solve once, as soon as it is done. */
  void publishIfDone(Learning learning, PendingSolve pending, Publisher publisher) {
    if (pending.emitted() || !pending.solve().done()) {
      return;
    }
    pending.markEmitted();
    DualPrice price = priceOf(learning, pending).price();
    boolean accepted = pending.solve().result().verdict().published();
    // Until a first model is accepted there is nothing to act on, only a decision to tell.
    boolean nothingServes = !accepted && state.serving.fitting(learning.campaign()) == null;
    boolean shadow = pending.campaign().getStatus() == CampaignStatus.SHADOW || nothingServes;
    publisher.publish(accepted ? pending.challenger() : null, price, shadow);
  }

  /** A price, and by which factor true cost differs from what its model claims. */
  private record Corrected(DualPrice price, double costCorrection) {}

  /** Returns the price a solve leads to, with the decision and its numbers. */
  private Corrected priceOf(Learning learning, PendingSolve pending) {
    Solve.Result result = pending.solve().result();
    Map<String, Double> diagnostics = new TreeMap<>(pending.diagnostics());
    SolveReport.report(result, diagnostics);
    LiveModel live = state.serving.fitting(learning.campaign());
    long priceVersion = state.serving.priceVersion() + 1;
    long version =
        result.verdict().published()
            ? pending.challenger().getModelVersion()
            : state.serving.modelVersion();
    boolean frozen = result.verdict().alarm() && live != null;
    Solve.Priced served = result.served();
    if (served != null && !frozen && result.verdict() != GateVerdict.WITHDRAWN) {
      DualPrice price =
          ModelRecords.price(
              pending.campaign().getCampaignId(),
              version,
              priceVersion,
              pending.window(),
              pending.budget(),
              result,
              served,
              keepsBudget(learning, result),
              pending.newest().getCreatedAt().toEpochMilli(),
              diagnostics);
      return new Corrected(price, served.correction().factor());
    }
    if (live == null) {
      DualPrice refusal =
          ModelRecords.refusal(
              pending.campaign().getCampaignId(),
              version,
              priceVersion,
              pending.window(),
              pending.budget(),
              result,
              pending.newest().getCreatedAt(),
              diagnostics);
      return new Corrected(refusal, 1);
    }
    // Nothing could be priced, or not from a window to be trusted: the last good price stands. No
    // price is low enough for a model that does harm.
    DualPrice last = live.price();
    boolean withdrawn = result.verdict() == GateVerdict.WITHDRAWN || state.judging.withdrawn();
    DualPrice price =
        DualPrice.newBuilder(last)
            .setDualPrice(withdrawn ? Double.POSITIVE_INFINITY : last.getDualPrice())
            .setPriceVersion(priceVersion)
            .setComputedAt(pending.newest().getCreatedAt())
            .setGate(ModelRecords.decision(result.verdict()))
            .setDiagnostics(diagnostics)
            .build();
    return new Corrected(price, live.costCorrection());
  }

  /** Returns whether an effect that is not shown keeps its budget. */
  private static boolean keepsBudget(Learning learning, Solve.Result result) {
    return learning.options().get(PricingOptions.UNPROVEN) == PricingOptions.Unproven.KEEP
        && !SolveReport.effectResolved(result);
  }

  /**
   * Puts the outcome of a solve in service.
   *
   * @return the gate's decision
   */
  GateVerdict takeEffect(Learning learning, PendingSolve pending) {
    Solve.Result result = pending.solve().result();
    GateVerdict verdict = result.verdict();
    Corrected corrected = priceOf(learning, pending);
    DualPrice price = corrected.price();
    if (verdict.published()) {
      goLive(
          new LiveModel(pending.challenger(), price, corrected.costCorrection()),
          learning.options());
    } else {
      state.serving.reprice(price, corrected.costCorrection());
      state.counts.gateRejected++;
    }
    if (verdict == GateVerdict.WITHDRAWN) {
      state.judging.withdrawn(true);
    }
    if (verdict.alarm()) {
      state.judging.distrust();
    }
    boolean direct = learning.options().get(GateOptions.GATE_MODE) == GateOptions.GateMode.GUARDS;
    learning.end(
        direct ? null : waiting(pending.newest(), result.newest()),
        waiting(pending.twoStage(), result.twoStage()));
    tellPrice(learning);
    return verdict;
  }

  private void goLive(LiveModel pair, LearningOptions options) {
    state.serving.goLive(pair, options.get(GateOptions.HISTORY_MODELS));
    state.judging.withdrawn(false);
  }

  /** Returns a model in line to be scored on what comes; null if it is none or has no price. */
  private static @Nullable WaitingModel waiting(
      @Nullable Model model, io.weir.core.allocation.@Nullable DualPrice price) {
    return model == null || price == null ? null : new WaitingModel(model, price.dualPrice());
  }

  private void tellPrice(Learning learning) {
    LiveModel live = state.serving.live();
    WaitingModel waiting = learning.waiting();
    InputScaling scaling = learning.scaling();
    double price =
        live != null
            ? live.price().getDualPrice()
            : waiting != null ? waiting.dualPrice() : Double.NaN;
    if (Double.isFinite(price)) {
      learning.trainer().servedAt(price * scaling.costScale() / scaling.revenueScale());
    }
  }

  /**
   * Serves an earlier model again, under a new version, if an operator asks for one.
   *
   * @param settle brings a solve that is under way to its end first
   */
  void pin(Configuration configuration, long now, Publisher publisher, Runnable settle) {
    long wanted = configuration.options().get(GateOptions.PIN_MODEL_VERSION);
    LiveModel earlier = wanted < 0 ? null : state.serving.ofVersion(wanted);
    if (earlier == null
        || wanted == state.serving.pinnedVersion()
        || !ModelRecords.fits(earlier.model(), configuration.campaign())) {
      if (wanted < 0) {
        state.serving.pin(-1);
      }
      return;
    }
    settle.run();
    state.serving.pin(wanted);
    Map<String, String> provenance = new TreeMap<>(earlier.model().getProvenance());
    provenance.put("pinnedVersion", Long.toString(wanted));
    Model model =
        Model.newBuilder(earlier.model())
            .setModelVersion(state.serving.modelVersion() + 1)
            .setParentVersion(wanted)
            .setCreatedAt(Instant.ofEpochMilli(now))
            .setProvenance(provenance)
            .build();
    DualPrice price =
        DualPrice.newBuilder(earlier.price())
            .setModelVersion(model.getModelVersion())
            .setPriceVersion(state.serving.priceVersion() + 1)
            .setComputedAt(Instant.ofEpochMilli(now))
            .setGate(ModelRecords.decision(GateVerdict.PINNED))
            .build();
    goLive(new LiveModel(model, price, earlier.costCorrection()), configuration.options());
    boolean shadow = configuration.campaign().getStatus() == CampaignStatus.SHADOW;
    publisher.publish(model, price, shadow);
  }
}
