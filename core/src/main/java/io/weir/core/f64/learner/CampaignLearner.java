package io.weir.core.f64.learner;

import io.weir.core.learner.LearnerDiagnostics;
import io.weir.core.learner.LearnerStatus;
import io.weir.core.network.MlpShape;
import io.weir.core.state.StateOutput;
import io.weir.core.window.RandomizedWindow;
import io.weir.core.window.TrainingWindows;
import java.io.IOException;

/**
 * Learns from a stream, one mini-batch per call, and knows nothing of where samples come from.
 * Features are standardised by the caller, revenue and cost centred and divided by their standard
 * deviation under randomization. The next state depends on the seed and the calls alone: a learner
 * restored from what {@link #write} wrote goes on bit for bit. Not thread-safe.
 *
 * <p>A mini-batch can be taken in one call, or begun and then driven in bounded steps, so that
 * nothing else waits long behind it: {@link #begin}, then {@link #advance} while {@link #busy}. All
 * randomness and all window rows are drawn as it begins; what happens to the window between the
 * steps, and whether the learner is saved and restored between them, makes no difference to the
 * result.
 */
public interface CampaignLearner {
  /**
   * Begins to learn from one mini-batch of observational samples, and from rows drawn from the
   * window.
   *
   * @param x row-major [rows, inputSize]; the caller's, not kept
   * @param arm arm given, per row
   * @param revenue scaled revenue, per row
   * @param cost scaled cost, per row
   * @param rows at most the batch size of the options
   * @param ownRows how many of the rows models of the same campaign decided, at most rows
   * @param windows randomized and own samples in the same scaling; may be empty
   * @return {@link LearnerStatus#HEALTHY} if it began, or why it did not
   * @throws IllegalArgumentException if there are too many rows
   * @throws IllegalStateException while {@link #busy}
   */
  LearnerStatus begin(
      double[] x,
      int[] arm,
      double[] revenue,
      double[] cost,
      int rows,
      int ownRows,
      TrainingWindows windows);

  /** Begins where no row is the learner's own. */
  default LearnerStatus begin(
      double[] x, int[] arm, double[] revenue, double[] cost, int rows, RandomizedWindow window) {
    return begin(x, arm, revenue, cost, rows, 0, TrainingWindows.of(window));
  }

  /** Begins where no row is the learner's own. */
  default LearnerStatus beginRandomized(RandomizedWindow window) {
    return beginRandomized(TrainingWindows.of(window));
  }

  /**
   * Begins to learn from the windows alone, for campaigns that have no observational samples (yet);
   * to be called once per so many randomized samples.
   *
   * @return {@link LearnerStatus#HEALTHY} if it began, or why it did not
   * @throws IllegalStateException while {@link #busy}
   */
  LearnerStatus beginRandomized(TrainingWindows windows);

  /**
   * Takes one step of what was begun: a pass over at most a mini-batch's number of rows.
   *
   * @return whether there is more
   * @throws IllegalStateException if nothing is under way
   */
  boolean advance();

  /** Whether something is under way; a finished one leaves its outcome in {@link #status}. */
  boolean busy();

  /** Begins, and goes on to the end; no row is the learner's own. */
  default LearnerStatus observational(
      double[] x, int[] arm, double[] revenue, double[] cost, int rows, RandomizedWindow window) {
    return observational(x, arm, revenue, cost, rows, 0, TrainingWindows.of(window));
  }

  /** Begins, and goes on to the end. */
  default LearnerStatus observational(
      double[] x,
      int[] arm,
      double[] revenue,
      double[] cost,
      int rows,
      int ownRows,
      TrainingWindows windows) {
    return finish(begin(x, arm, revenue, cost, rows, ownRows, windows));
  }

  /** Begins, and goes on to the end. */
  default LearnerStatus randomized(RandomizedWindow window) {
    return finish(beginRandomized(TrainingWindows.of(window)));
  }

  private LearnerStatus finish(LearnerStatus begun) {
    if (!busy()) {
      return begun;
    }
    while (advance()) {
      // the next step
    }
    return status();
  }

  /**
   * Supplies a dual price, in scaled revenue per scaled cost; learners that differentiate decisions
   * smooth it and use it from then on, others ignore it.
   *
   * @param scaledPrice finite and at least zero; anything else is ignored
   */
  void dualPrice(double scaledPrice);

  /**
   * Drops what randomized samples taught the target beyond observational ones, because effects have
   * changed. Learners that do not keep the two apart ignore it.
   */
  default void forgetCorrections() {
    // One set of parameters: nothing can be told apart.
  }

  /**
   * Makes what comes next count for more, because effects have changed. Learners of one set of
   * parameters ignore it.
   */
  default void hurry() {
    // Their rates are all they have.
  }

  /** Whether any step was taken. */
  boolean trained();

  /** How the learner stands: {@link LearnerStatus#HEALTHY} or {@link LearnerStatus#DIVERGED}. */
  LearnerStatus status();

  /** Shape of every member. */
  MlpShape shape();

  /** Number of members. */
  int members();

  /** Copies of each member's served parameters, in single precision. */
  float[][] servedWeights();

  /**
   * Predicts with the mean of the served members, in scaled units.
   *
   * @param x row-major [rows, inputSize] from xOffset on
   * @param outputs overwritten, row-major [rows, 2 arms]: revenue columns, then cost columns
   */
  void predict(double[] x, int xOffset, int rows, double[] outputs);

  /** Losses, norms and counts. */
  LearnerDiagnostics diagnostics();

  /**
   * Writes all state in exact bits, that of a mini-batch under way included; the window saves
   * itself.
   */
  void write(StateOutput out) throws IOException;
}
