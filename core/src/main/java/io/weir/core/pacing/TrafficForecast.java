package io.weir.core.pacing;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How many impressions are still to come. A day is cut into {@link #SLOTS}; each keeps its rate, of
 * which a new day overlays half. A slot that was never seen, as all that lie ahead on the first
 * day, is expected at the mean rate of those that were.
 *
 * <p>Three things move this profile: the level of the last day against it, the growth from each day
 * to the next (damped, as in Gardner and McKenzie 1985, "Forecasting trends in time series"), and
 * the level of the last two hours, which is thought to fade as fast as it came.
 *
 * <p>It depends on event times and counts alone, so a replay gives the same bits. The work of each
 * call is bounded, whatever the stretch. Times are event times in milliseconds since the epoch,
 * UTC. Not thread-safe.
 */
public final class TrafficForecast {
  /** Parts of the day that are told apart. */
  public static final int SLOTS = 48;

  private static final int FORMAT = 1;
  private static final long DAY_MILLIS = 86_400_000;
  private static final long SLOT_MILLIS = DAY_MILLIS / SLOTS;
  private static final double KEPT_PER_DAY = 0.5;
  // How long today's level against the profile is remembered, and how long it is thought to last.
  private static final double LEVEL_MILLIS = 2 * 3_600_000.0;
  // Growth is measured over two days or so, and a fifth of it is lost with each day ahead.
  private static final double GROWTH_KEPT_PER_SLOT = Math.exp(-0.5 / SLOTS);
  private static final double DAMPING = 0.8;
  private static final double MOST_GROWTH = 2;
  // Impressions' worth of doubt, so that a thin stream does not jump.
  private static final double DOUBT = 20;
  private static final int DAYS_OF_GROWTH = 32;

  private final double[] count = new double[SLOTS];
  private final double[] millis = new double[SLOTS];
  // What the profile of the days before said; -1 where it said nothing.
  private final double[] profile = new double[SLOTS];
  // Rate of the last time that a slot was passed from end to end; -1 where it never was.
  private final double[] lastPass = new double[SLOTS];
  private double slotCount;
  private double slotMillis;
  private double grown;
  private double grownFrom;
  private double priorRate;
  private double priorMillis;
  private long clockMillis = Long.MIN_VALUE;
  private double recent;
  private double recentExpected;

  /** Starts without evidence. */
  public TrafficForecast() {
    Arrays.fill(profile, -1);
    Arrays.fill(lastPass, -1);
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
    int slot = slot(atMillis);
    count[slot] += impressions;
    recent += impressions;
    if (slot == slot(clockMillis)) {
      slotCount += impressions;
    } else if (lastPass[slot] >= 0) {
      lastPass[slot] += impressions / SLOT_MILLIS; // late, into a slot that has been passed
    }
  }

  /** Lets event time pass; impressions up to it count as all there were. */
  public void advance(long nowMillis) {
    if (clockMillis == Long.MIN_VALUE) {
      clockMillis = nowMillis;
    }
    if (nowMillis <= clockMillis) {
      return;
    }
    // Rates of a silence longer than a day are all zero after one round.
    long from = Math.max(clockMillis, nowMillis - DAY_MILLIS);
    double growth = growth();
    double scale = scale();
    while (from < nowMillis) {
      int slot = slot(from);
      long step = Math.min(nowMillis - from, restOfSlot(from));
      millis[slot] += step;
      slotMillis += step;
      // Against the mean where the profile says nothing: an unknown day is like its last hours.
      double usual = profile[slot] >= 0 ? profile[slot] * scale * growth : meanRate();
      double kept = Math.exp(-step / LEVEL_MILLIS);
      recent *= kept;
      recentExpected = recentExpected * kept + usual * step;
      boolean ends = step == restOfSlot(from);
      from += step;
      if (ends) {
        leave(slot);
        enter(slot(from));
      }
    }
    clockMillis = nowMillis;
  }

  /** Notes what a slot came to, against the day before, if it was seen from end to end. */
  private void leave(int slot) {
    if (slotMillis >= SLOT_MILLIS) {
      if (lastPass[slot] >= 0) {
        grown = grown * GROWTH_KEPT_PER_SLOT + slotCount;
        grownFrom = grownFrom * GROWTH_KEPT_PER_SLOT + lastPass[slot] * SLOT_MILLIS;
      }
      lastPass[slot] = slotCount / slotMillis;
    }
    slotCount = 0;
    slotMillis = 0;
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
   * @param toMillis its end, exclusive; nothing is expected of one that is not after the start
   */
  public double expected(long fromMillis, long toMillis) {
    if (toMillis <= fromMillis) {
      return 0;
    }
    long stretch = toMillis - fromMillis;
    if (stretch < 0) {
      stretch = Long.MAX_VALUE;
    }
    double base = meanRate();
    double scale = scale();
    // A long stretch is whole days and a rest.
    long days = stretch / DAY_MILLIS;
    double sum = 0;
    if (days > 0) {
      double day = 0;
      for (int s = 0; s < SLOTS; s++) {
        day += SLOT_MILLIS * rate(s, base, scale);
      }
      sum = day * growthOver(days);
    }
    double growth = Math.exp(exponent(days) * Math.log(growth()));
    double level = level();
    long timeOfDay = Math.floorMod(fromMillis, DAY_MILLIS);
    long rest = stretch % DAY_MILLIS;
    for (long passed = 0; passed < rest; ) {
      long at = timeOfDay + passed;
      long step = Math.min(rest - passed, restOfSlot(at));
      double fades = days > 0 ? 0 : Math.exp(-passed / LEVEL_MILLIS);
      sum += step * rate(slot(at), base, scale) * growth * (1 + (level - 1) * fades);
      passed += step;
    }
    return sum;
  }

  /** Sum of the growth factors of whole days from now. */
  private double growthOver(long days) {
    double log = Math.log(growth());
    double sum = 0;
    long bounded = Math.min(days, DAYS_OF_GROWTH);
    for (long day = 0; day < bounded; day++) {
      sum += Math.exp(exponent(day) * log);
    }
    return sum + (days - bounded) * Math.exp(exponent(DAYS_OF_GROWTH) * log);
  }

  /** Powers of one day's growth that lie between a slot's last pass and the one in so many days. */
  private static double exponent(long daysAhead) {
    return (1 - Math.pow(DAMPING, Math.min(daysAhead, DAYS_OF_GROWTH) + 1)) / (1 - DAMPING);
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
    double ahead = Math.max(1, ((double) toMillis - fromMillis) / SLOT_MILLIS);
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

  private double rate(int slot, double base, double scale) {
    double weight = 0.05 * SLOT_MILLIS;
    double known = lastPass[slot] >= 0 ? scale : 1;
    return (count[slot] * known + base * weight) / (millis[slot] + weight);
  }

  /** The last day against the profile, in which the days before count, too. */
  private double scale() {
    double last = 0;
    double smooth = 0;
    for (int s = 0; s < SLOTS; s++) {
      if (lastPass[s] >= 0 && millis[s] > 0) {
        last += lastPass[s] * SLOT_MILLIS;
        smooth += count[s] / millis[s] * SLOT_MILLIS;
      }
    }
    return bounded((last + DOUBT) / (smooth + DOUBT));
  }

  /** Factor from one day to the next. */
  private double growth() {
    return bounded((grown + DOUBT) / (grownFrom + DOUBT));
  }

  private static double bounded(double factor) {
    return Math.max(1 / MOST_GROWTH, Math.min(MOST_GROWTH, factor));
  }

  private double level() {
    if (recentExpected <= 0) {
      return 1;
    }
    double level = (recent + DOUBT) / (recentExpected + DOUBT);
    return Math.max(0.3, Math.min(3, level));
  }

  private static long restOfSlot(long atMillis) {
    return SLOT_MILLIS - Math.floorMod(atMillis, SLOT_MILLIS);
  }

  private static int slot(long atMillis) {
    return (int) (Math.floorMod(atMillis, DAY_MILLIS) / SLOT_MILLIS);
  }

  /** Writes the state. */
  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeVector(count);
    out.writeVector(millis);
    out.writeVector(profile);
    out.writeDouble(priorRate);
    out.writeDouble(priorMillis);
    out.writeLong(clockMillis);
    out.writeDouble(recent);
    out.writeDouble(recentExpected);
    out.writeDouble(slotCount);
    out.writeDouble(slotMillis);
    out.writeDouble(grown);
    out.writeDouble(grownFrom);
    out.writeVector(lastPass);
  }

  /** Reads what {@link #write} wrote, or an array of numbers as earlier releases did. */
  public static TrafficForecast read(StateInput from) throws IOException {
    StateInput in = from.piece("traffic forecast", StateInput.UNTOLD, FORMAT);
    TrafficForecast forecast = new TrafficForecast();
    in.readVector(forecast.count);
    in.readVector(forecast.millis);
    in.readVector(forecast.profile);
    forecast.priorRate = in.readDouble();
    forecast.priorMillis = in.readDouble();
    forecast.clockMillis = in.readLong();
    forecast.recent = in.readDouble();
    forecast.recentExpected = in.readDouble();
    if (in.format() == StateInput.UNTOLD && in.numbersLeft() == 0) {
      return forecast; // release 0.1.0 knew no growth
    }
    forecast.slotCount = in.readDouble();
    forecast.slotMillis = in.readDouble();
    forecast.grown = in.readDouble();
    forecast.grownFrom = in.readDouble();
    in.readVector(forecast.lastPass);
    return forecast;
  }
}
