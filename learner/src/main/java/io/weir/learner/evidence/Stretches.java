package io.weir.learner.evidence;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Cuts a campaign's stream into short stretches of time and keeps, for each, what the policy before
 * Weir earned and spent in it, so that it can be compared with others over the very same time:
 * levels of revenue and shares of the holdout may move, and means over different times would then
 * compare seasons (Simpson's paradox). For the same reason it keeps the level that own decisions
 * show.
 *
 * <p>A stretch ends with its slide, and before that when it has seen enough samples.
 */
public final class Stretches {
  private static final int FORMAT = 2;

  /** The last one that did not know the level of own decisions. */
  private static final int OLD_POLICY_ALONE = 1;

  /** Randomized samples, and samples of any kind, that a stretch holds at most. */
  private static final int MOST_RANDOMIZED = 100;

  private static final int MOST_SAMPLES = 1_000;

  /** Stretches remembered. */
  private static final int REMEMBERED = 512;

  /** What one source did in one stretch. */
  private static final class Sums {
    final long stretch;
    long samples;
    double revenue;
    double revenueSquares;
    double cost;

    Sums(long stretch) {
      this.stretch = stretch;
    }

    void write(StateOutput out) throws IOException {
      out.writeLong(stretch);
      out.writeLong(samples);
      out.writeDouble(revenue);
      out.writeDouble(revenueSquares);
      out.writeDouble(cost);
    }

    static Sums read(StateInput in) throws IOException {
      Sums read = new Sums(in.readLong());
      read.samples = in.readLong();
      read.revenue = in.readDouble();
      read.revenueSquares = in.readDouble();
      read.cost = in.readDouble();
      return read;
    }
  }

  private final ArrayDeque<Sums> past = new ArrayDeque<>();
  private final ArrayDeque<Sums> own = new ArrayDeque<>();
  private long present;
  private int samples;
  private int randomized;

  /** Returns the stretch of the next sample. */
  long present() {
    return present;
  }

  /** Counts a sample of the present stretch. */
  void count(boolean isRandomized) {
    samples++;
    randomized += isRandomized ? 1 : 0;
    if (samples >= MOST_SAMPLES || randomized >= MOST_RANDOMIZED) {
      end();
    }
  }

  /** Ends the present stretch. */
  public void end() {
    if (samples > 0) {
      present++;
      samples = 0;
      randomized = 0;
    }
  }

  /** Takes in a sample that the policy before Weir decided. */
  void addOldPolicy(double revenue, double cost) {
    add(past, 1, revenue, revenue * revenue, cost);
  }

  /** Takes in sums of such samples. */
  void addOldPolicy(long count, double revenue, double revenueSquares, double cost) {
    add(past, count, revenue, revenueSquares, cost);
  }

  /**
   * Takes in an own decision.
   *
   * @param level revenue less what the model that decided had claimed of the arm beyond the free
   *     one
   */
  void addOwn(double level) {
    add(own, 1, level, level * level, 0);
  }

  private void add(
      ArrayDeque<Sums> to, long count, double revenue, double revenueSquares, double cost) {
    if (to.isEmpty() || to.peekLast().stretch != present) {
      to.addLast(new Sums(present));
    }
    Sums sums = to.peekLast();
    sums.samples += count;
    sums.revenue += revenue;
    sums.revenueSquares += revenueSquares;
    sums.cost += cost;
  }

  /** Lets go of the oldest stretches beyond what is remembered; no solve may be under way. */
  void expire() {
    while (past.size() > REMEMBERED) {
      past.removeFirst();
    }
    while (own.size() > REMEMBERED) {
      own.removeFirst();
    }
  }

  /**
   * One source in one stretch.
   *
   * @param samples its samples
   * @param revenue revenue per impression
   * @param variance of that mean
   * @param cost cost per impression, whole currency units
   */
  record Mean(long samples, double revenue, double variance, double cost) {}

  /** Returns what the old policy did in each stretch of two samples or more, by number. */
  NavigableMap<Long, Mean> oldPolicy() {
    return means(past, Long.MAX_VALUE);
  }

  /**
   * Returns by how much the level of revenue lies above that of judged samples.
   *
   * @param weights of judged samples by stretch, summing to 1
   * @param before stretch from which on nothing counts
   * @param halfLife samples after which a sample counts for half in the present level
   */
  LevelShift levelShift(Map<Long, Double> weights, long before, double halfLife) {
    return LevelShift.of(weights, means(past, before), means(own, before), halfLife);
  }

  private static NavigableMap<Long, Mean> means(ArrayDeque<Sums> of, long before) {
    NavigableMap<Long, Mean> byStretch = new TreeMap<>();
    for (Sums sums : of) {
      if (sums.samples > 1 && sums.stretch < before) {
        double mean = sums.revenue / sums.samples;
        double spread =
            Math.max(0, sums.revenueSquares / sums.samples - mean * mean)
                * sums.samples
                / (sums.samples - 1);
        byStretch.put(
            sums.stretch,
            new Mean(sums.samples, mean, spread / sums.samples, sums.cost / sums.samples));
      }
    }
    return byStretch;
  }

  void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeLong(present);
    out.writeInt(samples);
    out.writeInt(randomized);
    write(past, out);
    write(own, out);
  }

  private static void write(ArrayDeque<Sums> list, StateOutput out) throws IOException {
    out.writeInt(list.size());
    for (Sums sums : list) {
      sums.write(out);
    }
  }

  static Stretches read(StateInput from) throws IOException {
    StateInput in = from.piece("stretches", OLD_POLICY_ALONE, FORMAT);
    Stretches read = new Stretches();
    read.present = in.readLong();
    read.samples = in.readInt();
    read.randomized = in.readInt();
    readInto(read.past, in);
    if (in.format() > OLD_POLICY_ALONE) {
      readInto(read.own, in);
    }
    return read;
  }

  private static void readInto(ArrayDeque<Sums> list, StateInput in) throws IOException {
    for (int count = in.readInt(); count > 0; count--) {
      list.addLast(Sums.read(in));
    }
  }
}
