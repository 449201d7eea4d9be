package io.weir.learner;

import io.weir.learner.evidence.Judging;
import io.weir.learner.evidence.Prequential;
import io.weir.learner.judge.DriftWatch;
import io.weir.learner.judge.ValidityMonitor;
import io.weir.learner.model.LiveModel;
import io.weir.learner.model.WaitingModel;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.sample.InputScaling;
import io.weir.learner.sample.SampleLayout;
import io.weir.learner.sample.ScalingEstimator;
import io.weir.learner.sample.TrafficMeter;
import io.weir.learner.sample.YoungFeatures;
import io.weir.learner.solve.PendingSolve;
import io.weir.learner.state.Blobs;
import io.weir.learner.state.StoredParts;
import io.weir.learner.train.TrainerFactory;
import io.weir.schemas.Campaign;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.io.DataInput;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Puts a learner's state together from its parts; a part that is missing is as in a new learner.
 */
public final class LearnerStateReader {
  private final StoredParts parts;
  private final TrainerFactory trainers;
  private final Map<String, String> jobOptions;
  private final LongFunction<byte[]> panes;

  LearnerStateReader(
      StoredParts parts,
      TrainerFactory trainers,
      Map<String, String> jobOptions,
      LongFunction<byte[]> panes) {
    this.parts = parts;
    this.trainers = trainers;
    this.jobOptions = jobOptions;
    this.panes = panes;
  }

  /** Reads one value. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(DataInput in) throws IOException;
  }

  LearnerState read() throws IOException {
    LearnerState state = new LearnerState();
    state.campaign = optional("campaign", LearnerStateReader::campaign);
    if (state.campaign != null) {
      state.options = LearningOptions.parse(jobOptions, state.campaign.getLearning());
      state.layout = new SampleLayout(state.campaign);
    }
    readVersions(state);
    state.traffic = orElse("traffic", TrafficMeter::read, state.traffic);
    DataInput forecast = parts.get("traffic-forecast");
    if (forecast != null) {
      state.traffic.readForecast(forecast);
    }
    state.prequential = orElse("prequential", Prequential::read, state.prequential);
    state.counts = orElse("counts", LearnerCounts::read, state.counts);
    readHistory(state);
    SampleLayout layout = state.layout;
    if (layout != null) {
      state.judging = Judging.read(parts, layout.arms());
      // What an earlier release knew of the holdout was told by its configuration alone.
      state.validityMonitor =
          orElse(
              "holdout-validity",
              in -> ValidityMonitor.read(in, layout.armProbability(), layout.numericFeatures()),
              new ValidityMonitor(layout.armProbability(), layout.numericFeatures()));
      state.driftWatch =
          optional("effect-drift", in -> DriftWatch.read(in, layout.armProbability()));
      state.trainer =
          optional(
              "trainer",
              in -> trainers.restore(state.options, layout.width(), layout.arms(), in, panes));
    }
    state.live = optional("live", LiveModel::read);
    state.waiting = optional("waiting", WaitingModel::read);
    state.twoStage = optional("two-stage", WaitingModel::read);
    state.warmUp = optional("warm-up-values", ScalingEstimator::read);
    if (state.warmUp == null) {
      state.warmUp = optional("warm-up", ScalingEstimator::readMoments);
    }
    state.scaling = scaling();
    state.youngFeatures = optional("young-features", YoungFeatures::read);
    state.pending = optional("solve-inputs", in -> solve(in, state, true));
    if (state.pending == null) {
      state.pending = optional("frozen-solve", in -> solve(in, state, false));
    }
    if (state.pending != null) {
      state.pending.readRecords(Objects.requireNonNull(parts.get("solve-records")));
    } else {
      state.pending = optional("solve", in -> earlierSolve(in, state));
    }
    return state;
  }

  /** Outcomes of a learner from before they were centred stay as they are. */
  private @Nullable InputScaling scaling() throws IOException {
    InputScaling scaling = optional("scaling", InputScaling::read);
    DataInput centres = parts.get("outcome-centres");
    return scaling == null || centres == null
        ? scaling
        : scaling.centredAt(centres.readDouble(), centres.readDouble());
  }

  private PendingSolve solve(DataInput in, LearnerState state, boolean judged) throws IOException {
    return PendingSolve.read(
        in,
        judged,
        state.judging,
        jobOptions,
        Objects.requireNonNull(state.trainer),
        new PendingSolve.Live(state.comparableLive(), state.liveVersion()));
  }

  /** Inputs and records in one part. */
  private PendingSolve earlierSolve(DataInput in, LearnerState state) throws IOException {
    PendingSolve pending = solve(in, state, false);
    pending.readRecords(in);
    return pending;
  }

  private void readVersions(LearnerState state) throws IOException {
    DataInput in = parts.get("versions");
    if (in != null) {
      state.modelVersion = in.readLong();
      state.priceVersion = in.readLong();
      state.pinnedVersion = in.readLong();
      state.clock = in.readLong();
      state.nextSlideEnd = in.readLong();
    }
  }

  private void readHistory(LearnerState state) throws IOException {
    for (DataInput in : parts.beginningWith(LearnerState.HISTORY_PREFIX).values()) {
      LiveModel pair = LiveModel.read(in);
      state.history.put(pair.model().getModelVersion(), pair);
    }
    // All pairs in one part.
    DataInput in = parts.get("history");
    for (int pairs = in == null ? 0 : in.readInt(); in != null && pairs > 0; pairs--) {
      LiveModel pair = LiveModel.read(in);
      state.history.put(pair.model().getModelVersion(), pair);
    }
  }

  private static Campaign campaign(DataInput in) throws IOException {
    try {
      return new RecordCodec<>(Campaign.class).decode(Blobs.read(in));
    } catch (WireFormatException e) {
      throw new IOException("the campaign in state cannot be read", e);
    }
  }

  private <T> @Nullable T optional(String name, Reader<T> reader) throws IOException {
    DataInput in = parts.get(name);
    return in == null ? null : reader.read(in);
  }

  private <T> T orElse(String name, Reader<T> reader, T otherwise) throws IOException {
    T read = optional(name, reader);
    return read == null ? otherwise : read;
  }
}
