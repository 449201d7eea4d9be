package io.weir.core.pacing;

/**
 * How many impressions are still to come. A day is cut into {@link #SLOTS}; each keeps its rate, of
 * which a new day overlays half. A slot that was never seen, as all that lie ahead on the first
 * day, is expected at the mean rate of those that were.
 *
 * <p>Times are event times in milliseconds since the epoch, UTC. Not thread-safe.
 */
public final class TrafficForecast {
  /** Parts of the day that are told apart. */
  public static final int SLOTS = 48;

  private static final long DAY_MILLIS = 86_400_000;
  private static final long SLOT_MILLIS = DAY_MILLIS / SLOTS;
  private static final double KEPT_PER_DAY = 0.5;
  // How long today's level against the profile is remembered, and how long it is thought to last.
  private static final double LEVEL_MILLIS = 2 * 3_600_000.0;

  private final double[] count = new double[SLOTS];
  private final double[] millis = new double[SLOTS];
  // What the profile of the days before said; -1 where it said nothing.
  private final double[] profile = new double[SLOTS];
  private double priorRate;
  private double priorMillis;
  private long clockMillis = Long.MIN_VALUE;
  private double recent;
  private double recentExpected;

  /** Starts without evidence. */
  public TrafficForecast() {
    java.util.Arrays.fill(profile, -1);
  }

  /**
   * Sets what is believed before anything was seen.
   *
   * @param impressions over a stretch
   * @param overMillis its length, positive
   * @param weightMillis for how long a stretch of observation this counts, zero or more
   */
  public void believe(double impressions, double overMillis, double weightMillis) {
    priorRate = impressions / overMillis;
    priorMillis = weightMillis;
  }

  /** Adds impressions; event time has passed up to them at least. */
  public void count(long atMillis, double impressions) {
    advance(atMillis);
    count[slot(atMillis)] += impressions;
    recent += impressions;
  }

  /** Lets event time pass; impressions up to it count as all there were. */
  public void advance(long nowMillis) {
    if (clockMillis == Long.MIN_VALUE) {
      clockMillis = nowMillis;
    }
    // Rates of a silence longer than a day are all zero after one round.
    long from = Math.max(clockMillis, nowMillis - DAY_MILLIS);
    while (from < nowMillis) {
      int slot = slot(from);
      long slotStart = Math.floorDiv(from, SLOT_MILLIS) * SLOT_MILLIS;
      long to = Math.min(nowMillis, slotStart + SLOT_MILLIS);
      millis[slot] += to - from;
      // Against the mean where the profile says nothing: an unknown day is like its last hours.
      double usual = profile[slot] >= 0 ? profile[slot] : meanRate();
      double kept = Math.exp(-(to - from) / LEVEL_MILLIS);
      recent *= kept;
      recentExpected = recentExpected * kept + usual * (to - from);
      from = to;
      if (from == slotStart + SLOT_MILLIS) {
        enter(slot(from));
      }
    }
    clockMillis = Math.max(clockMillis, nowMillis);
  }

  private void enter(int slot) {
    if (millis[slot] > 0) {
      profile[slot] = count[slot] / millis[slot];
    }
    count[slot] *= KEPT_PER_DAY;
    millis[slot] *= KEPT_PER_DAY;
  }

  /**
   * Impressions expected in a stretch.
   *
   * @param fromMillis its start, the present
   * @param toMillis its end
   */
  public double expected(long fromMillis, long toMillis) {
    double base = meanRate();
    double level = level();
    double sum = 0;
    long from = fromMillis;
    // A long stretch is whole days and a rest.
    long days = Math.max(0, (toMillis - fromMillis) / DAY_MILLIS);
    if (days > 0) {
      double day = 0;
      for (int s = 0; s < SLOTS; s++) {
        day += SLOT_MILLIS * rate(s, base);
      }
      sum += days * day;
      from += days * DAY_MILLIS;
    }
    while (from < toMillis) {
      long to = Math.min(toMillis, (Math.floorDiv(from, SLOT_MILLIS) + 1) * SLOT_MILLIS);
      double fades = days > 0 ? 0 : Math.exp(-(from - fromMillis) / LEVEL_MILLIS);
      sum += (to - from) * rate(slot(from), base) * (1 + (level - 1) * fades);
      from = to;
    }
    return sum;
  }

  /** Relative standard error of {@link #expected}, from how unlike each other the slots were. */
  public double relativeError(long fromMillis, long toMillis) {
    double base = meanRate();
    double squares = 0;
    double seen = 0;
    for (int s = 0; s < SLOTS; s++) {
      if (millis[s] > 0 && base > 0) {
        double weight = Math.min(1, millis[s] / SLOT_MILLIS);
        // Against what was forecast for the slot: its profile, or the mean.
        double forecast = profile[s] >= 0 ? profile[s] : base;
        double off = forecast > 0 ? count[s] / millis[s] / forecast - 1 : 1;
        squares += weight * off * off;
        seen += weight;
      }
    }
    double ahead = Math.max(1, (toMillis - fromMillis) / (double) SLOT_MILLIS);
    // A tenth for what no slot has shown yet, as long as little has been seen.
    double variance = (squares + 0.01) / (seen + 1);
    return Math.sqrt(variance * (1 / (seen + 1) + 1 / ahead));
  }

  private double meanRate() {
    double counted = priorRate * priorMillis;
    double time = priorMillis;
    for (int s = 0; s < SLOTS; s++) {
      counted += count[s];
      time += millis[s];
    }
    return time > 0 ? counted / time : 0;
  }

  private double rate(int slot, double base) {
    double weight = 0.05 * SLOT_MILLIS;
    return (count[slot] + base * weight) / (millis[slot] + weight);
  }

  private double level() {
    if (recentExpected <= 0) {
      return 1;
    }
    // Twenty impressions' worth of doubt keeps a thin stream from jumping.
    double level = (recent + 20) / (recentExpected + 20);
    return Math.max(0.3, Math.min(3, level));
  }

  private static int slot(long atMillis) {
    return (int) (Math.floorMod(atMillis, DAY_MILLIS) / SLOT_MILLIS);
  }

  /** The state. */
  public double[] save() {
    double[] state = new double[3 * SLOTS + 5];
    System.arraycopy(count, 0, state, 0, SLOTS);
    System.arraycopy(millis, 0, state, SLOTS, SLOTS);
    System.arraycopy(profile, 0, state, 2 * SLOTS, SLOTS);
    state[3 * SLOTS] = priorRate;
    state[3 * SLOTS + 1] = priorMillis;
    state[3 * SLOTS + 2] = clockMillis;
    state[3 * SLOTS + 3] = recent;
    state[3 * SLOTS + 4] = recentExpected;
    return state;
  }

  /** Puts back what {@link #save} gave. */
  public void restore(double[] state) {
    System.arraycopy(state, 0, count, 0, SLOTS);
    System.arraycopy(state, SLOTS, millis, 0, SLOTS);
    System.arraycopy(state, 2 * SLOTS, profile, 0, SLOTS);
    priorRate = state[3 * SLOTS];
    priorMillis = state[3 * SLOTS + 1];
    clockMillis = (long) state[3 * SLOTS + 2];
    recent = state[3 * SLOTS + 3];
    recentExpected = state[3 * SLOTS + 4];
  }
}
