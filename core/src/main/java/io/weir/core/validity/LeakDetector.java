package io.weir.core.validity;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Counts traffic on arms that should get none: configured with probability zero, or not configured
 * at all. Adds, merges, saves; not thread-safe.
 */
public final class LeakDetector {
  private final boolean[] open;
  private final long[] leaked;
  private long exposures;

  /**
   * Starts counting.
   *
   * @param probability configured probability per arm; arms with zero should get no traffic
   */
  public LeakDetector(double[] probability) {
    open = new boolean[probability.length];
    for (int arm = 0; arm < open.length; arm++) {
      open[arm] = probability[arm] > 0;
    }
    // The last place counts arms nobody knows.
    leaked = new long[open.length + 1];
  }

  /**
   * Adds an exposure.
   *
   * @param arm its arm; anything outside 0..arms-1 is an unknown one
   * @return whether it leaked
   */
  public boolean add(int arm) {
    exposures++;
    boolean known = arm >= 0 && arm < open.length;
    if (known && open[arm]) {
      return false;
    }
    leaked[known ? arm : open.length]++;
    return true;
  }

  /** Adds all that another has seen; it must have as many arms. */
  public void merge(LeakDetector other) {
    if (other.leaked.length != leaked.length) {
      throw new IllegalArgumentException("different numbers of arms");
    }
    exposures += other.exposures;
    for (int k = 0; k < leaked.length; k++) {
      leaked[k] += other.leaked[k];
    }
  }

  /** Exposures seen, leaked or not. */
  public long exposures() {
    return exposures;
  }

  /** Exposures that leaked. */
  public long leaked() {
    return Arrays.stream(leaked).sum();
  }

  /** Exposures that leaked to an arm; the number of arms stands for unknown ones. */
  public long leaked(int arm) {
    return leaked[arm];
  }

  /** Share of exposures that leaked; 0 before any. */
  public double leakedShare() {
    return exposures == 0 ? 0 : (double) leaked() / exposures;
  }

  /**
   * Whether more leaked than is tolerated.
   *
   * @param toleratedShare 0 for none at all
   * @param leastExposures exposures to wait for
   */
  public boolean alarm(double toleratedShare, long leastExposures) {
    return exposures >= leastExposures && leakedShare() > toleratedShare;
  }

  public void write(StateOutput out) throws IOException {
    out.writeInt(1 + leaked.length);
    out.writeLong(exposures);
    for (long count : leaked) {
      out.writeLong(count);
    }
  }

  /**
   * Goes on from what {@link #write} wrote.
   *
   * @throws IOException if it is of another number of arms
   */
  public void read(StateInput in) throws IOException {
    int counts = in.readInt();
    if (counts != 1 + leaked.length) {
      throw new IOException("%d counts for %d arms".formatted(counts, open.length));
    }
    exposures = in.readLong();
    for (int k = 0; k < leaked.length; k++) {
      leaked[k] = in.readLong();
    }
  }
}
