package io.weir.core.window;

import io.weir.core.estimate.StabilizedWeights;
import io.weir.core.learner.LayoutChange;
import io.weir.core.random.Rng;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Randomized samples of the last stretch of event time, in columnar panes that expire whole. Each
 * row is dealt into a fold as it arrives, for cross-fitting. Revenue and cost are kept in whatever
 * unit they are appended in; learners expect them scaled (divided by their standard deviation under
 * randomization).
 *
 * <p>Rows are addressed by handles from {@link #draw}, valid until the next change of the window.
 * Everything random comes from a saved state, so a window rebuilt from its panes goes on bit for
 * bit. Not thread-safe.
 */
public final class RandomizedWindow {
  private static final int FORMAT = 1;
  private static final int MAX_LEVEL = 40;

  /** Thinning is relaxed only when the window has emptied well below its cap. */
  private static final int RELAX_DIVISOR = 4;

  private final WindowOptions options;
  private final PaneSet panes = new PaneSet();
  private Rng rng;
  private long nextId;
  private int level;
  private long appended;
  private final PaneSampler sampler = new PaneSampler();
  private @Nullable StabilizedWeights weights;

  /** An empty window; the seed decides folds and thinning. */
  public RandomizedWindow(WindowOptions options, long seed) {
    this(options, seed, 0);
  }

  /**
   * An empty window whose panes are told from another's.
   *
   * @param firstPane identifier of its first pane; later ones count on
   */
  public RandomizedWindow(WindowOptions options, long seed, long firstPane) {
    this.nextId = firstPane;
    this.options = options;
    this.rng = new Rng(seed);
  }

  /**
   * Adds a row, or drops it by the thinning in force.
   *
   * @param x features from offset on, copied; must be finite
   * @param arm arm given, at least 0
   * @param revenue observed revenue, finite
   * @param cost observed cost, finite
   * @param propensity probability of the arm when it was drawn, in [{@link Float#MIN_NORMAL}, 1]
   * @param timeMillis event time
   * @throws IllegalArgumentException if the propensity is out of range or an outcome is not finite
   */
  public void append(
      float[] x,
      int offset,
      int arm,
      float revenue,
      float cost,
      float propensity,
      long timeMillis) {
    if (!(propensity >= Float.MIN_NORMAL && propensity <= 1)
        || !Float.isFinite(revenue)
        || !Float.isFinite(cost)
        || arm < 0) {
      throw new IllegalArgumentException(
          "arm %d, propensity %s, revenue %s, cost %s".formatted(arm, propensity, revenue, cost));
    }
    appended++;
    byte fold = (byte) rng.nextInt(options.folds());
    // The fold and the lot are drawn whether or not they are needed: the stream of random numbers
    // then depends on arrivals alone.
    double lot = rng.nextDouble();
    if (lot >= Math.scalb(1.0, -level)) {
      return;
    }
    WindowPane pane = openPane(timeMillis);
    pane.append(x, offset, arm, revenue, cost, propensity, fold, timeMillis, options.paneRows());
    panes.grew(pane);
    changed();
    while (panes.rows() > options.maxRows()) {
      overflow();
    }
  }

  private WindowPane openPane(long timeMillis) {
    WindowPane last = panes.last();
    if (last != null) {
      boolean fits =
          Math.max(last.greatestTimeMillis(), timeMillis)
                  - Math.min(last.leastTimeMillis(), timeMillis)
              < options.paneMillis();
      if (!last.sealed()
          && last.rows() < options.paneRows()
          && last.level() == level
          && (fits || last.rows() == 0)) {
        return last;
      }
      last.seal();
    }
    WindowPane fresh = new WindowPane(nextId++, options.width(), level, 0);
    panes.open(fresh);
    return fresh;
  }

  private void overflow() {
    if (options.overflow() == WindowOverflow.DROP_OLDEST) {
      panes.retire(0);
      return;
    }
    level = Math.min(MAX_LEVEL, level + 1);
    // Panes are replaced, never edited: a solve may be working on the old ones.
    List<WindowPane> thinned = new ArrayList<>();
    for (WindowPane pane : panes.list()) {
      thinned.add(pane.level() < level ? thin(pane) : pane);
    }
    panes.replaceAll(thinned);
  }

  private WindowPane thin(WindowPane pane) {
    WindowPane thinned = new WindowPane(nextId++, options.width(), level, 0);
    double keep = Math.scalb(1.0, pane.level() - level);
    for (int i = 0; i < pane.rows(); i++) {
      if (rng.nextDouble() < keep) {
        thinned.appendFrom(pane, i, pane.rows());
      }
    }
    return thinned;
  }

  /**
   * Drops panes whose newest row is older than the given event time.
   *
   * @return rows dropped
   */
  public int expire(long beforeMillis) {
    return expire(beforeMillis, 0);
  }

  /**
   * Drops panes whose newest row is older than the given event time, the oldest first, but none
   * without which fewer rows than given would be left.
   *
   * @return rows dropped
   */
  public int expire(long beforeMillis, int leastRows) {
    int dropped = panes.expire(beforeMillis, leastRows);
    if (dropped > 0) {
      changed();
    }
    if (level > 0 && panes.rows() < options.maxRows() / RELAX_DIVISOR) {
      level--;
    }
    return dropped;
  }

  /** Rows kept. */
  public int rows() {
    return panes.rows();
  }

  /** Rows ever offered, thinned away or not. */
  public long appended() {
    return appended;
  }

  /** Share of arriving rows that is kept at present: 1, or a negative power of two. */
  public double keptShare() {
    return Math.scalb(1.0, -level);
  }

  /** The sizes. */
  public WindowOptions options() {
    return options;
  }

  /** Memory of all columns in bytes, retired panes included. */
  public long bytes() {
    return panes.bytes();
  }

  /**
   * Draws rows uniformly over the arrivals the window stands for, with replacement, never one of
   * the excluded fold.
   *
   * @param from source of randomness, the learner's own
   * @param excludedFold fold to leave out, or -1 for none
   * @param handles overwritten with n handles
   * @return whether there was a row to draw; if not, handles are unspecified
   */
  public boolean draw(Rng from, int excludedFold, long[] handles, int n) {
    return panes.rows() > 0 && sampler.draw(panes.list(), from, excludedFold, handles, n);
  }

  /** Copies the features of n rows, row-major [n, width]. */
  public void features(long[] handles, int n, float[] x) {
    features(handles, n, x, 0);
  }

  /** Copies the features of n rows, row-major [n, width]. */
  public void features(long[] handles, int n, double[] x) {
    features(handles, n, x, 0);
  }

  /** Copies the features of n rows, row-major [n, width], to row {@code first} and on. */
  public void features(long[] handles, int n, float[] x, int first) {
    int width = options.width();
    for (int i = 0; i < n; i++) {
      int from = (int) handles[i] * width;
      System.arraycopy(pane(handles[i]).features(), from, x, (first + i) * width, width);
    }
  }

  /** Copies the features of n rows, row-major [n, width], to row {@code first} and on. */
  public void features(long[] handles, int n, double[] x, int first) {
    int width = options.width();
    for (int i = 0; i < n; i++) {
      float[] block = pane(handles[i]).features();
      int from = (int) handles[i] * width;
      for (int j = 0; j < width; j++) {
        x[(first + i) * width + j] = block[from + j];
      }
    }
  }

  /**
   * Stabilized inverse propensities of the rows kept.
   *
   * @param arms number of arms; no row has a greater one
   */
  public StabilizedWeights weights(int arms) {
    StabilizedWeights known = weights;
    if (known == null) {
      known = new StabilizedWeights(arms);
      for (WindowPane pane : panes.list()) {
        known.merge(pane.weights(arms));
      }
      weights = known;
    }
    return known;
  }

  private void changed() {
    sampler.invalidate();
    weights = null;
  }

  /** Arm of a drawn row. */
  public int arm(long handle) {
    return pane(handle).arm((int) handle);
  }

  /** Revenue of a drawn row. */
  public float revenue(long handle) {
    return pane(handle).revenue((int) handle);
  }

  /** Cost of a drawn row. */
  public float cost(long handle) {
    return pane(handle).cost((int) handle);
  }

  /** Propensity of a drawn row. */
  public float propensity(long handle) {
    return pane(handle).propensity((int) handle);
  }

  /** Fold of a drawn row. */
  public byte fold(long handle) {
    return pane(handle).fold((int) handle);
  }

  private WindowPane pane(long handle) {
    return panes.get((int) (handle >>> 32));
  }

  /**
   * The same rows for other inputs and arms, in panes of their own: new inputs are zero, and rows
   * of arms that left are gone. The panes of this window are retired.
   *
   * @param widened these options with the new width
   * @param arms former number of arms
   */
  public RandomizedWindow reshaped(WindowOptions widened, LayoutChange change, int arms) {
    RandomizedWindow window = new RandomizedWindow(widened, 0, nextId);
    window.rng = rng;
    window.level = level;
    window.appended = appended;
    int[] places = change.formerArms(arms);
    for (WindowPane pane : panes.list()) {
      WindowPane fresh = new WindowPane(window.nextId++, widened.width(), pane.level(), 0);
      for (int i = 0; i < pane.rows(); i++) {
        fresh.appendReshaped(pane, i, change.inputs(), places[pane.arm(i)]);
      }
      if (fresh.rows() > 0) {
        window.panes.adopt(fresh);
      }
    }
    return window;
  }

  /** Closes the pane that rows are being added to, so that the panes present no longer change. */
  public void seal() {
    WindowPane last = panes.last();
    if (last != null) {
      last.seal();
    }
  }

  /** The panes in the window, oldest first; a copy of the list, not of the panes. */
  public List<WindowPane> panes() {
    return List.copyOf(panes.list());
  }

  /**
   * A pane by its identifier, in the window or retired but not yet released.
   *
   * @throws IllegalArgumentException if there is no such pane
   */
  public WindowPane paneById(long id) {
    return panes.byId(id);
  }

  /** Identifiers of panes with rows that this call has not reported before, sealed or not. */
  public Set<Long> takeChangedPanes() {
    return panes.takeChanged();
  }

  /** Forgets panes that left the window, other than those given. */
  public void release(Set<Long> kept) {
    panes.release(kept);
  }

  /** Writes everything but the rows of the panes. */
  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    rng.write(out);
    out.writeLong(nextId);
    out.writeInt(level);
    out.writeLong(appended);
    panes.write(out);
  }

  /**
   * Goes on from what {@link #write} wrote.
   *
   * @param paneBytes bytes of a pane ({@link WindowPane#toBytes}) by its identifier
   * @throws IOException if the stream is short or of an unknown format
   * @throws IllegalArgumentException if a pane is damaged or has another width
   */
  public static RandomizedWindow read(
      WindowOptions options, StateInput from, LongFunction<byte[]> paneBytes) throws IOException {
    StateInput in = from.piece("window", FORMAT, FORMAT);
    RandomizedWindow window = new RandomizedWindow(options, 0);
    window.rng = Rng.read(in);
    window.nextId = in.readLong();
    window.level = in.readInt();
    window.appended = in.readLong();
    window.panes.read(in, id -> readPane(options, paneBytes, id));
    return window;
  }

  private static WindowPane readPane(
      WindowOptions options, LongFunction<byte[]> paneBytes, long id) {
    WindowPane pane = WindowPane.fromBytes(paneBytes.apply(id));
    if (pane.id() != id || pane.width() != options.width()) {
      throw new IllegalArgumentException(
          "pane %d of width %d where pane %d of width %d was expected"
              .formatted(pane.id(), pane.width(), id, options.width()));
    }
    return pane;
  }
}
