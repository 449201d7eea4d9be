package io.weir.learner.evidence;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cuts a campaign's stream into short stretches of time and keeps, for each, what the policy before
 * Weir earned and spent in it, so that it can be compared with others over the very same time:
 * levels of revenue and shares of the holdout may move, and means over different times would then
 * compare seasons (Simpson's paradox).
 *
 * <p>A stretch ends with its slide, and before that when it has seen enough samples.
 */
public final class Stretches {
  private static final int FORMAT = 1;

  /** Randomized samples, and samples of any kind, that a stretch holds at most. */
  private static final int MOST_RANDOMIZED = 100;

  private static final int MOST_SAMPLES = 1_000;

  /** Stretches remembered. */
  private static final int REMEMBERED = 512;

  /** What the old policy did in one stretch. */
  private static final class OldPolicy {
    final long stretch;
    long samples;
    double revenue;
    double revenueSquares;
    double cost;

    OldPolicy(long stretch) {
      this.stretch = stretch;
    }
  }

  private final ArrayDeque<OldPolicy> past = new ArrayDeque<>();
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
    addOldPolicy(1, revenue, revenue * revenue, cost);
  }

  /** Takes in sums of such samples. */
  void addOldPolicy(long count, double revenue, double revenueSquares, double cost) {
    if (past.isEmpty() || past.peekLast().stretch != present) {
      past.addLast(new OldPolicy(present));
      if (past.size() > REMEMBERED) {
        past.removeFirst();
      }
    }
    OldPolicy old = past.peekLast();
    old.samples += count;
    old.revenue += revenue;
    old.revenueSquares += revenueSquares;
    old.cost += cost;
  }

  /**
   * The old policy in one stretch.
   *
   * @param samples its samples
   * @param revenue revenue per impression
   * @param variance of that mean
   * @param cost cost per impression, whole currency units
   */
  record Old(long samples, double revenue, double variance, double cost) {}

  /** Returns what the old policy did in each stretch of two samples or more, by number. */
  Map<Long, Old> oldPolicy() {
    Map<Long, Old> byStretch = new TreeMap<>();
    for (OldPolicy old : past) {
      if (old.samples > 1) {
        double mean = old.revenue / old.samples;
        double spread =
            Math.max(0, old.revenueSquares / old.samples - mean * mean)
                * old.samples
                / (old.samples - 1);
        byStretch.put(
            old.stretch, new Old(old.samples, mean, spread / old.samples, old.cost / old.samples));
      }
    }
    return byStretch;
  }

  void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeLong(present);
    out.writeInt(samples);
    out.writeInt(randomized);
    out.writeInt(past.size());
    for (OldPolicy old : past) {
      out.writeLong(old.stretch);
      out.writeLong(old.samples);
      out.writeDouble(old.revenue);
      out.writeDouble(old.revenueSquares);
      out.writeDouble(old.cost);
    }
  }

  static Stretches read(StateInput from) throws IOException {
    StateInput in = from.piece("stretches", FORMAT, FORMAT);
    Stretches read = new Stretches();
    read.present = in.readLong();
    read.samples = in.readInt();
    read.randomized = in.readInt();
    for (int count = in.readInt(); count > 0; count--) {
      OldPolicy old = new OldPolicy(in.readLong());
      old.samples = in.readLong();
      old.revenue = in.readDouble();
      old.revenueSquares = in.readDouble();
      old.cost = in.readDouble();
      read.past.addLast(old);
    }
    return read;
  }
}
