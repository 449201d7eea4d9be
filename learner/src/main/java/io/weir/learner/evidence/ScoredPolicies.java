package io.weir.learner.evidence;

import io.weir.core.allocation.Policy;
import io.weir.core.feature.FeatureRow;
import io.weir.core.scoring.PublishedModel;
import io.weir.core.scoring.ScoringScratch;
import io.weir.learner.model.LiveModel;
import io.weir.learner.model.WaitingModel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the models that are fixed at present would give one sample, and what they expect of it. */
public final class ScoredPolicies {
  /** What a policy that does not exist yet would give. */
  static final int NO_ARM = -1;

  private static final double[] NOTHING = {};

  private final FeatureRow row;
  private final ScoringScratch scratch;
  private final int live;
  private final int waiting;
  private final int twoStage;

  /** Of the waiting candidate, else of the live model, else zeros: revenue, then cost, by arm. */
  private double[] predictions;

  private final double[] livePredictions;
  private final double[] waitingPredictions;

  /**
   * Scores an impression.
   *
   * @param row its features, in the campaign's layout
   * @param arms of the campaign
   */
  public ScoredPolicies(
      FeatureRow row,
      int arms,
      @Nullable LiveModel live,
      @Nullable WaitingModel waiting,
      @Nullable WaitingModel twoStage,
      ScoringScratch scratch) {
    this.row = row;
    this.scratch = scratch;
    this.predictions = new double[2 * arms];
    this.twoStage = twoStage == null ? NO_ARM : choose(twoStage);
    this.live = live == null ? NO_ARM : choose(live.scorer(), live.price().getDualPrice());
    this.livePredictions = live == null ? NOTHING : predictions;
    this.waiting = waiting == null ? NO_ARM : choose(waiting);
    this.waitingPredictions = waiting == null ? NOTHING : predictions;
  }

  private int choose(WaitingModel model) {
    return choose(model.scorer(), model.dualPrice());
  }

  /** Chooses as a client does. */
  private int choose(PublishedModel model, double dualPrice) {
    int arms = model.arms().size();
    double[] out = predictions(model, row, scratch);
    predictions = out;
    return Policy.argmax(out, 0, out, arms, arms, dualPrice);
  }

  /** Returns what a model expects of an impression, [2 arms]: revenue by arm, then cost. */
  public static double[] predictions(PublishedModel model, FeatureRow row, ScoringScratch scratch) {
    model.predict(row, scratch);
    return Arrays.copyOf(scratch.predictions(), 2 * model.arms().size());
  }

  /** Arm the live policy would give, or {@link #NO_ARM}. */
  public int live() {
    return live;
  }

  /** Arm the waiting candidate would give, or {@link #NO_ARM}. */
  int waiting() {
    return waiting;
  }

  /** Arm the two-stage rival would give, or {@link #NO_ARM}. */
  int twoStage() {
    return twoStage;
  }

  /** Predictions of the live model, [2 arms]: revenue, then cost; empty without one. */
  public double[] livePredictions() {
    return livePredictions;
  }

  /** Predictions of the waiting candidate, [2 arms]: revenue, then cost; empty without one. */
  public double[] waitingPredictions() {
    return waitingPredictions;
  }

  /** Predictions of the newest model, row-major [2 arms]: revenue by arm, cost by arm. */
  double[] predictions() {
    return predictions;
  }
}
