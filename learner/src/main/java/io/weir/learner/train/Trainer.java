package io.weir.learner.train;

import io.weir.core.learner.LearnerDiagnostics;
import io.weir.core.state.StateOutput;
import io.weir.schemas.ActivationFunction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A campaign's networks in training and the randomized window they learn from, in scaled units. All
 * calls come from one thread. The next state depends on the calls and the seed alone.
 */
public interface Trainer {
  /** Activation of the hidden layers. */
  ActivationFunction activation();

  /** Layer sizes of the members, input to output. */
  List<Integer> layerSizes();

  /**
   * Takes in an observational sample. A full mini-batch is learned from in bounded steps, one with
   * each sample of either kind that follows.
   *
   * @param x scaled inputs; copied
   * @param arm arm given
   * @param revenue scaled revenue
   * @param cost scaled cost
   */
  void observe(float[] x, int arm, float revenue, float cost);

  /**
   * Takes in a sample that a model of this campaign decided, from the features alone: as an
   * observational one, and into the window of own decisions.
   *
   * @param x scaled inputs; copied
   * @param arm arm given
   * @param revenue scaled revenue
   * @param cost scaled cost
   * @param propensity probability of the arm given the features, in (0, 1]; 1 where nothing was
   *     left to chance
   * @param time event time, milliseconds
   */
  void observeOwn(float[] x, int arm, float revenue, float cost, float propensity, long time);

  /**
   * Takes a randomized sample into the window.
   *
   * @param x scaled inputs; copied
   * @param arm arm given
   * @param revenue scaled revenue
   * @param cost scaled cost
   * @param propensity probability of the arm when it was drawn, in [{@link Float#MIN_NORMAL}, 1]
   * @param time event time, milliseconds
   */
  void experiment(float[] x, int arm, float revenue, float cost, float propensity, long time);

  /** Drops what randomized samples taught so far; what other samples taught stays. */
  void forgetCorrections();

  /**
   * Drops rows of both windows that are older than the given event time, for what they tell is no
   * longer so, and learns faster for a while.
   */
  void effectsTurned(long time);

  /**
   * Drops what has grown old.
   *
   * @param before event time from which on randomized samples stay
   * @param ownBefore event time from which on own decisions stay
   */
  void expire(long before, long ownBefore);

  /**
   * Tells the price that now serves, for the decision gradient.
   *
   * @param scaledPrice scaled revenue per scaled cost
   */
  void servedAt(double scaledPrice);

  /** Whether the members have learned from anything yet. */
  boolean trained();

  /** Whether parameters left the finite range; nothing more is learned then. */
  boolean diverged();

  /** Served parameters of each member; copies. */
  List<float[]> servedMembers();

  /** Served parameters of a two-stage model trained beside; null if none is. */
  @Nullable List<float[]> twoStageMembers();

  /**
   * Memory of the window in bytes, panes that a solve still works on included. It depends on how
   * full buffers are, which a restart changes, so it is for metrics and not for publications.
   */
  long windowBytes();

  /** Rows in the window of randomized samples. */
  int windowRows();

  /** Closes the pane that rows are being added to, so that the panes present no longer change. */
  void sealPane();

  /** Identifiers of the panes of randomized samples in the window, oldest first. */
  List<Long> paneIds();

  /** Identifiers of the panes of own decisions; none is one of {@link #paneIds}. */
  List<Long> ownPaneIds();

  /**
   * Views panes as they are.
   *
   * @param ids sealed panes, which may have expired from the window but must still be kept
   */
  FrozenWindow freeze(List<Long> ids);

  /**
   * Returns a pane's bytes.
   *
   * @throws IllegalArgumentException if there is no such pane
   */
  byte[] paneBytes(long id);

  /** Forgets expired panes other than those given. */
  void release(Set<Long> kept);

  /** Identifiers of panes with rows since the last call, sealed or not. */
  Set<Long> takeChangedPanes();

  /** What training knows of itself, for those who judge by it. */
  LearnerDiagnostics training();

  /** Adds what training knows of itself: losses, norms, counts of mini-batches. */
  void diagnostics(Map<String, Double> into);

  /** Writes everything but the panes. */
  void write(StateOutput out) throws IOException;
}
