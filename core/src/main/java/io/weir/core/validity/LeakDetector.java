package io.weir.core.validity;

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

  /** The state: exposures, then leaks per arm and of unknown arms. */
  public long[] save() {
    long[] state = new long[1 + leaked.length];
    state[0] = exposures;
    System.arraycopy(leaked, 0, state, 1, leaked.length);
    return state;
  }

  /**
   * Puts back what {@link #save} gave.
   *
   * @throws IllegalArgumentException if it is of another shape
   */
  public void restore(long[] state) {
    if (state.length != 1 + leaked.length) {
      throw new IllegalArgumentException("state of another shape: " + state.length);
    }
    exposures = state[0];
    System.arraycopy(state, 1, leaked, 0, leaked.length);
  }
}
