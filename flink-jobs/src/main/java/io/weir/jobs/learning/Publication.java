package io.weir.jobs.learning;

import io.weir.schemas.CampaignStatus;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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

  /**
   * Puts the outcome of a solve in service.
   *
   * @return the gate's decision
   */
  GateVerdict takeEffect(PendingSolve pending) {
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
    return verdict;
  }

  private void tellPrice() {
    LiveModel live = state.live;
    InputScaling scaling = state.scaling;
    if (live != null && scaling != null && state.trainer != null) {
      double price = live.price().getDualPrice() * scaling.costScale() / scaling.revenueScale();
      state.trainer.servedAt(price);
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
