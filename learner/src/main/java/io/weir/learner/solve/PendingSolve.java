package io.weir.learner.solve;

import io.weir.contract.UnpackedModel;
import io.weir.core.scoring.PublishedModel;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.learner.evidence.Judging;
import io.weir.learner.judge.GateVerdict;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.options.PricingOptions;
import io.weir.learner.train.FrozenWindow;
import io.weir.learner.train.Trainer;
import io.weir.schemas.Campaign;
import io.weir.schemas.Model;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A solve that is under way, with everything that was frozen when its slide came due. Those inputs
 * are kept in state; the work done so far is not, for it is quickly done again.
 */
public final class PendingSolve {
  private static final int FORMAT = 2;

  /** The last one whose inputs did not say up to which stretch of time levels count. */
  private static final int WITHOUT_STRETCH = 1;

  private static final byte[] NONE = {};

  /** Inputs frozen at the slide. */
  private final Campaign campaign;

  private final Model newest;
  private final @Nullable Model challenger;
  private final @Nullable Model twoStage;
  private final double budget;
  private final List<Long> paneIds;
  private final Map<String, Double> diagnostics;

  private final @Nullable GateVerdict veto;
  private final FrozenWindow window;
  private final Judging.Frozen judged;
  private final Solve solve;
  private final int recordsPerStep;
  private int recordsSince;
  private boolean emitted;

  /**
   * Begins a solve.
   *
   * @param campaign configuration at the slide
   * @param models models of the solve
   * @param budget budget per policy impression, whole currency units
   * @param paneIds panes of the window at the slide
   * @param diagnostics numbers at the slide
   * @param options options at the slide
   * @param window rows of those panes
   * @param judged samples that were not learned from
   * @param live model that serves
   * @param veto why the candidate cannot go live whatever its value; null if it can
   */
  public PendingSolve(
      Campaign campaign,
      Models models,
      double budget,
      List<Long> paneIds,
      Map<String, Double> diagnostics,
      LearningOptions options,
      FrozenWindow window,
      Judged judged,
      Live live,
      @Nullable GateVerdict veto) {
    this.campaign = campaign;
    this.newest = models.newest;
    this.challenger = models.challenger;
    this.twoStage = models.twoStage;
    this.budget = budget;
    this.paneIds = List.copyOf(paneIds);
    this.diagnostics = diagnostics;
    this.window = window;
    this.veto = veto;
    this.judged = judged.frozen;
    this.solve =
        new Solve(
            window,
            contest(models, live),
            lineage -> judged.judging.gather(judged.frozen, lineage),
            judged.frozen,
            budget,
            options,
            veto);
    this.recordsPerStep = PricingOptions.recordsPerStep(window.rows());
  }

  /**
   * Models that a slide froze, each under the version that the next published one gets.
   *
   * @param newest newest candidate
   * @param challenger candidate that may go live, the newest itself or an earlier one; null if none
   *     may
   * @param twoStage two-stage rival; null if none is trained
   */
  public record Models(Model newest, @Nullable Model challenger, @Nullable Model twoStage) {}

  /**
   * Judged samples.
   *
   * @param judging where they are; goes on while the solve is under way
   * @param frozen which of them the solve rests on
   */
  public record Judged(Judging judging, Judging.Frozen frozen) {}

  /**
   * The model that serves.
   *
   * @param model null if none serves, or none that fits the campaign and its scales
   * @param version its version; -1 without one
   */
  public record Live(@Nullable PublishedModel model, long version) {}

  private static Solve.Contest contest(Models models, Live live) {
    PublishedModel newest = UnpackedModel.ofCandidate(models.newest).scorer();
    Model challenger = models.challenger;
    Model twoStage = models.twoStage;
    return new Solve.Contest(
        newest,
        challenger == null
            ? null
            : challenger == models.newest ? newest : UnpackedModel.ofCandidate(challenger).scorer(),
        live.model,
        live.version,
        twoStage == null ? null : UnpackedModel.ofCandidate(twoStage).scorer());
  }

  public Campaign campaign() {
    return campaign;
  }

  /** Returns the newest candidate. */
  public Model newest() {
    return newest;
  }

  /** Returns the candidate that goes live if the solve ends in acceptance. */
  public Model challenger() {
    return java.util.Objects.requireNonNull(challenger);
  }

  public @Nullable Model twoStage() {
    return twoStage;
  }

  public double budget() {
    return budget;
  }

  public List<Long> paneIds() {
    return paneIds;
  }

  public Map<String, Double> diagnostics() {
    return diagnostics;
  }

  public FrozenWindow window() {
    return window;
  }

  public Solve solve() {
    return solve;
  }

  /**
   * Counts a record of the stream. It carries the solve one step further if timers have not brought
   * it as far as it must be by now.
   */
  public void onRecord() {
    recordsSince++;
    if ((long) solve.steps() * recordsPerStep < recordsSince) {
      solve.step();
    }
    if (effective()) {
      // Only a solve that a restart began again has anything left to do by now.
      solve.finish();
    }
  }

  /**
   * Returns whether the result is to take effect: so many records after the slide for every step
   * that the solve takes at most. That point is fixed by the stream alone, and by then the solve is
   * done even if nothing but records carried it on.
   */
  public boolean effective() {
    return recordsSince >= (long) solve.totalSteps() * recordsPerStep;
  }

  public boolean emitted() {
    return emitted;
  }

  public void markEmitted() {
    emitted = true;
  }

  /** Writes what was frozen, which does not change. */
  public void writeInputs(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeBytes(new RecordCodec<>(Campaign.class).encode(campaign));
    RecordCodec<Model> models = new RecordCodec<>(Model.class);
    out.writeBytes(models.encode(newest));
    Model own = challenger == newest ? null : challenger;
    out.writeBoolean(challenger == newest);
    out.writeBytes(own == null ? NONE : models.encode(own));
    out.writeBytes(twoStage == null ? NONE : models.encode(twoStage));
    out.writeDouble(budget);
    out.writeInt(paneIds.size());
    for (long id : paneIds) {
      out.writeLong(id);
    }
    out.writeInt(diagnostics.size());
    for (Map.Entry<String, Double> entry : diagnostics.entrySet()) {
      out.writeText(entry.getKey());
      out.writeDouble(entry.getValue());
    }
    out.writeText(veto == null ? "" : veto.name());
    out.writeLong(judged.end());
    out.writeLong(judged.stretch());
    out.writeLong(judged.effectsSince());
    out.writeDouble(judged.servedRatio());
    out.writeDouble(judged.servedRatioError());
    out.writeBoolean(judged.liveDoesHarm());
  }

  /** Writes how many records have come since. */
  public void writeRecords(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeInt(recordsSince);
  }

  /** Reads what {@link #writeRecords} wrote. */
  public void readRecords(StateInput from) throws IOException {
    recordsSince = from.piece("records of a solve", StateInput.UNTOLD, FORMAT).readInt();
  }

  /** What a solve is begun again with, beside its own inputs. */
  public record Surroundings(
      Judging judging, Map<String, String> jobOptions, Trainer trainer, Live live) {}

  /**
   * Begins a solve again on the inputs that a snapshot holds.
   *
   * @param isJudged whether they name judged samples; those of earlier releases do not
   */
  public static PendingSolve read(StateInput from, boolean isJudged, Surroundings around)
      throws IOException {
    StateInput in = from.piece("inputs of a solve", StateInput.UNTOLD, FORMAT);
    Campaign campaign;
    Models models;
    try {
      campaign = new RecordCodec<>(Campaign.class).decode(in.readBytes());
      Model newest = new RecordCodec<>(Model.class).decode(in.readBytes());
      boolean same = in.readBoolean();
      Model separate = readModel(in.readBytes());
      models = new Models(newest, same ? newest : separate, readModel(in.readBytes()));
    } catch (WireFormatException e) {
      throw new IOException("the inputs of a solve in state cannot be read", e);
    }
    double budget = in.readDouble();
    List<Long> paneIds = new ArrayList<>();
    for (int count = in.readInt(); count > 0; count--) {
      paneIds.add(in.readLong());
    }
    Map<String, Double> diagnostics = new TreeMap<>();
    for (int count = in.readInt(); count > 0; count--) {
      diagnostics.put(in.readText(), in.readDouble());
    }
    String veto = in.readText();
    Judging.Frozen frozen =
        isJudged
            ? new Judging.Frozen(
                in.readLong(),
                in.format() <= WITHOUT_STRETCH ? 0 : in.readLong(),
                in.readLong(),
                in.readDouble(),
                in.readDouble(),
                in.readBoolean())
            : Judging.Frozen.none();
    return new PendingSolve(
        campaign,
        models,
        budget,
        paneIds,
        diagnostics,
        LearningOptions.parse(around.jobOptions, campaign.getLearning()),
        around.trainer.freeze(paneIds),
        new Judged(around.judging, frozen),
        around.live,
        veto.isEmpty() ? null : GateVerdict.valueOf(veto));
  }

  private static @Nullable Model readModel(byte[] bytes) throws WireFormatException {
    return bytes.length == 0 ? null : new RecordCodec<>(Model.class).decode(bytes);
  }
}
