package io.weir.learner;

import io.weir.core.scoring.PublishedModel;
import io.weir.core.state.StateOutput;
import io.weir.learner.evidence.Judging;
import io.weir.learner.evidence.Prequential;
import io.weir.learner.judge.DriftWatch;
import io.weir.learner.judge.ValidityMonitor;
import io.weir.learner.model.LiveModel;
import io.weir.learner.sample.TrafficMeter;
import io.weir.learner.state.SnapshotWriter;
import io.weir.schemas.Campaign;
import io.weir.schemas.wire.RecordCodec;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where one campaign's learner stands: all that a snapshot holds of it besides window panes and
 * samples that wait. What outlives a generation of networks is here; the rest is in the {@link
 * LifeCycle}.
 */
final class LearnerState {
  static final int VERSIONS_FORMAT = 1;

  final TrafficMeter traffic;
  final Prequential prequential;
  final Judging judging;
  final LearnerCounts counts;
  final Serving serving;
  final SlideClock clock;
  private LifeCycle lifeCycle = new LifeCycle.Unconfigured();

  /** A learner that has seen nothing. */
  LearnerState() {
    this(
        new TrafficMeter(),
        new Prequential(0),
        new Judging(0),
        new LearnerCounts(),
        new Serving(),
        new SlideClock());
  }

  LearnerState(
      TrafficMeter traffic,
      Prequential prequential,
      Judging judging,
      LearnerCounts counts,
      Serving serving,
      SlideClock clock) {
    this.traffic = traffic;
    this.prequential = prequential;
    this.judging = judging;
    this.counts = counts;
    this.serving = serving;
    this.clock = clock;
  }

  LifeCycle lifeCycle() {
    return lifeCycle;
  }

  /** Goes on to another stage; what belonged to the one before is gone. */
  void become(LifeCycle next) {
    lifeCycle = next;
  }

  /** Returns the learner at work; null at any other stage. */
  @Nullable Learning learning() {
    return lifeCycle instanceof Learning learning ? learning : null;
  }

  /** Returns the live pair if it serves a campaign: null while it is withdrawn. */
  @Nullable LiveModel servingLive(Campaign campaign) {
    return judging.withdrawn() ? null : serving.fitting(campaign);
  }

  /** Returns the live model if it can score the window's rows: it fits, and in the same scales. */
  @Nullable PublishedModel comparableLive(Learning learning) {
    LiveModel pair = servingLive(learning.campaign());
    return pair != null && pair.scaling().equals(learning.scaling()) ? pair.scorer() : null;
  }

  /** Puts everything into a snapshot's parts; {@link LearnerStateReader} reads them. */
  void putInto(SnapshotWriter parts) {
    parts.put("versions", this::writeVersions);
    parts.put("traffic", traffic::write);
    parts.put("prequential", prequential::write);
    parts.put("counts", counts::write);
    serving.putInto(parts);
    judging.putInto(parts);
    parts.putImmutable(
        "campaign",
        lifeCycle.campaign(),
        (value, to) -> to.writeBytes(new RecordCodec<>(Campaign.class).encode(value)));
    if (lifeCycle instanceof LifeCycle.Active active) {
      parts.put("holdout-validity", active.monitors().validity(), ValidityMonitor::write);
      parts.put("effect-drift", active.monitors().drift(), DriftWatch::write);
    }
    if (lifeCycle instanceof LifeCycle.WarmingUp warmingUp) {
      parts.put("warm-up-values", warmingUp.scaling()::write);
    } else if (lifeCycle instanceof Learning learning) {
      learning.putInto(parts);
    }
  }

  private void writeVersions(StateOutput out) throws IOException {
    out.begin(VERSIONS_FORMAT);
    serving.writeVersions(out);
    clock.write(out);
  }
}
