package io.weir.learner;

import io.weir.core.state.StateInput;
import io.weir.learner.evidence.Judging;
import io.weir.learner.evidence.Prequential;
import io.weir.learner.judge.DriftWatch;
import io.weir.learner.judge.ValidityMonitor;
import io.weir.learner.model.WaitingModel;
import io.weir.learner.sample.InputScaling;
import io.weir.learner.sample.SampleLayout;
import io.weir.learner.sample.ScalingEstimator;
import io.weir.learner.sample.TrafficMeter;
import io.weir.learner.sample.YoungFeatures;
import io.weir.learner.solve.PendingSolve;
import io.weir.learner.state.SnapshotReader;
import io.weir.learner.train.Trainer;
import io.weir.learner.train.TrainerFactory;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.io.IOException;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Puts a learner's state together from a snapshot's parts; a part that is missing is as in a new
 * learner.
 */
final class LearnerStateReader {
  private final SnapshotReader parts;
  private final TrainerFactory trainers;
  private final Map<String, String> jobOptions;
  private final LongFunction<byte[]> panes;

  LearnerStateReader(
      SnapshotReader parts,
      TrainerFactory trainers,
      Map<String, String> jobOptions,
      LongFunction<byte[]> panes) {
    this.parts = parts;
    this.trainers = trainers;
    this.jobOptions = jobOptions;
    this.panes = panes;
  }

  LearnerState read() throws IOException {
    Campaign campaign = parts.read("campaign", LearnerStateReader::campaign);
    Serving serving = new Serving();
    SlideClock clock = new SlideClock();
    StateInput versions = parts.get("versions");
    if (versions != null) {
      StateInput in = versions.piece("versions", StateInput.UNTOLD, LearnerState.VERSIONS_FORMAT);
      serving.readVersions(in);
      clock.read(in);
    }
    serving.read(parts);
    LearnerState state =
        new LearnerState(
            traffic(),
            orElse("prequential", Prequential::read, new Prequential(0)),
            campaign == null ? new Judging(0) : Judging.read(parts, campaign.getArms().size()),
            orElse("counts", LearnerCounts::read, new LearnerCounts()),
            serving,
            clock);
    if (campaign != null) {
      state.become(
          campaign.getStatus() == CampaignStatus.ENDED
              ? new LifeCycle.Ended(campaign)
              : active(Configuration.of(campaign, jobOptions)));
      if (state.lifeCycle() instanceof Learning learning) {
        PendingSolve pending = pending(state, learning);
        if (pending != null) {
          learning.begin(pending);
        }
      }
    }
    return state;
  }

  private LifeCycle active(Configuration configuration) throws IOException {
    SampleLayout layout = configuration.layout();
    double[] armProbability = layout.armProbability();
    // What an earlier release knew of the holdout was told by its configuration alone.
    HoldoutMonitors anew = HoldoutMonitors.of(layout);
    HoldoutMonitors monitors =
        new HoldoutMonitors(
            orElse(
                "holdout-validity",
                in -> ValidityMonitor.read(in, armProbability, layout.numericFeatures()),
                anew.validity()),
            orElse("effect-drift", in -> DriftWatch.read(in, armProbability), anew.drift()));
    Trainer trainer =
        parts.read(
            "trainer",
            in -> trainers.read(configuration.options(), layout.width(), layout.arms(), in, panes));
    if (trainer == null) {
      return new LifeCycle.WarmingUp(configuration, monitors, warmUp(layout));
    }
    Learning learning =
        new Learning(
            configuration,
            monitors,
            trainer,
            scaling(),
            parts.read("young-features", YoungFeatures::read));
    learning.await(
        parts.read("waiting", WaitingModel::read), parts.read("two-stage", WaitingModel::read));
    return learning;
  }

  private TrafficMeter traffic() throws IOException {
    TrafficMeter traffic = orElse("traffic", TrafficMeter::read, new TrafficMeter());
    StateInput forecast = parts.get("traffic-forecast");
    if (forecast != null) {
      traffic.readForecast(forecast);
    }
    return traffic;
  }

  /** Earlier releases kept moments alone. */
  private ScalingEstimator warmUp(SampleLayout layout) throws IOException {
    ScalingEstimator anew = new ScalingEstimator(layout.numericFeatures());
    return orElse(
        "warm-up-values",
        ScalingEstimator::read,
        orElse("warm-up", ScalingEstimator::readMoments, anew));
  }

  private InputScaling scaling() throws IOException {
    InputScaling scaling = parts.read("scaling", InputScaling::read);
    if (scaling == null) {
      throw new IOException("a trainer without its scaling");
    }
    // A part of its own once; outcomes of a learner from before that stay as they are.
    StateInput centres = parts.get("outcome-centres");
    return centres == null
        ? scaling
        : scaling.centredAt(centres.readDouble(), centres.readDouble());
  }

  private @Nullable PendingSolve pending(LearnerState state, Learning learning) throws IOException {
    PendingSolve.Surroundings around =
        new PendingSolve.Surroundings(
            state.judging,
            jobOptions,
            learning.trainer(),
            new PendingSolve.Live(state.comparableLive(learning), state.serving.liveVersion()));
    PendingSolve pending = parts.read("solve-inputs", in -> PendingSolve.read(in, true, around));
    if (pending == null) {
      pending = parts.read("frozen-solve", in -> PendingSolve.read(in, false, around));
    }
    StateInput records = parts.get("solve-records");
    if (pending != null && records != null) {
      pending.readRecords(records);
    }
    return pending == null ? parts.read("solve", in -> earlierSolve(in, around)) : pending;
  }

  /** Inputs and records in one part, as the first savepoints have them. */
  private static PendingSolve earlierSolve(StateInput in, PendingSolve.Surroundings around)
      throws IOException {
    PendingSolve pending = PendingSolve.read(in, false, around);
    pending.readRecords(in);
    return pending;
  }

  private static Campaign campaign(StateInput in) throws IOException {
    try {
      return new RecordCodec<>(Campaign.class).decode(in.readBytes());
    } catch (WireFormatException e) {
      throw new IOException("the campaign in state cannot be read", e);
    }
  }

  private <T> T orElse(String name, StateInput.Reader<T> reader, T otherwise) throws IOException {
    T read = parts.read(name, reader);
    return read == null ? otherwise : read;
  }
}
