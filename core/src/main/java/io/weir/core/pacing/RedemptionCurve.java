package io.weir.core.pacing;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much of a predicted cost is spent by which age of the treatment, from treatments that are
 * still young as well as from old ones.
 *
 * <p>The window is cut into {@link #BINS} ages. For each, spend at that age is divided by the
 * predicted cost of all treatments that have lived through it: the mean cumulative function of
 * recurrent events (Nelson 1995, "Confidence limits for recurrence data"), here of spend per unit
 * predicted. Its end is the ratio of realized to predicted cost; its rise beyond a treatment's age
 * is what that treatment will still cost. So the ratio is known long before the first window has
 * closed, and delay is not mistaken for thrift.
 *
 * <p>Times are event times in milliseconds since the epoch, money in currency units. Not
 * thread-safe.
 */
public final class RedemptionCurve {
  /** Ages that are told apart. */
  public static final int BINS = 24;

  private static final int FORMAT = 1;
  private static final int COHORTS = 64;
  private static final double LEAST_MISSING = 0.01;

  private final long windowMillis;
  private final long cohortMillis;
  private final double priorSpend;
  private final double[] priorHazard;
  private final double[] spent = new double[BINS];
  // By start over width: predicted cost, and the weight of its evidence.
  private final TreeMap<Long, double[]> cohorts = new TreeMap<>();
  private double matured;
  private double squares;

  /**
   * Starts without evidence.
   *
   * @param windowMillis attribution window, positive
   * @param priorSpend predicted spend, positive, that counts as having come true: most of it early,
   *     and late in the window no more than the early part has left
   */
  public RedemptionCurve(long windowMillis, double priorSpend) {
    if (windowMillis <= 0 || !(priorSpend > 0)) {
      throw new IllegalArgumentException("window " + windowMillis + ", prior " + priorSpend);
    }
    this.windowMillis = windowMillis;
    this.cohortMillis = Math.max(1, windowMillis / COHORTS);
    this.priorSpend = priorSpend;
    this.priorHazard = new double[BINS];
    for (int k = 0; k < BINS; k++) {
      double survives = Math.exp(-4 * edge(k)) - Math.exp(-4);
      double fails = Math.exp(-4 * edge(k)) - Math.exp(-4 * edge(k + 1));
      priorHazard[k] = fails / survives;
    }
  }

  /** Edge of a bin as a share of the window: narrow where most redemptions are, at the front. */
  private static double edge(int k) {
    return (double) k * k / (BINS * BINS);
  }

  /**
   * The bin of an age.
   *
   * @param ageMillis time from treatment to spend; beyond the window counts as its last moment, and
   *     below zero as its first
   */
  public static int bin(long ageMillis, long windowMillis) {
    double share = Math.max(0, Math.min(1, (double) ageMillis / windowMillis));
    return Math.min(BINS - 1, (int) (BINS * Math.sqrt(share)));
  }

  /** Adds treatments that were issued, by their predicted cost. */
  public void issued(long atMillis, double predicted) {
    double[] cohort = cohorts.computeIfAbsent(index(atMillis), i -> new double[] {0, 1});
    cohort[0] += predicted;
  }

  /**
   * Adds spend.
   *
   * @param treatedAtMillis when its treatment was issued
   * @param bin age of the treatment, see {@link #bin}
   * @param amount currency units; negative takes back
   */
  public void spent(long treatedAtMillis, int bin, double amount) {
    double[] cohort = cohorts.get(index(treatedAtMillis));
    spent[bin] += amount * (cohort == null ? 1 : cohort[1]);
    squares += amount * Math.abs(amount);
  }

  /** Lets evidence so far count for less, as when another model predicts from now on. */
  public void fade(double kept) {
    matured *= kept;
    for (int k = 0; k < BINS; k++) {
      spent[k] *= kept;
    }
    cohorts.values().forEach(cohort -> cohort[1] *= kept);
  }

  /** What the curve says at a moment. */
  public Estimate at(long nowMillis) {
    retire(nowMillis);
    double[] exposed = new double[BINS];
    for (Map.Entry<Long, double[]> cohort : cohorts.entrySet()) {
      double weighted = cohort.getValue()[0] * cohort.getValue()[1];
      for (int k = 0; k < BINS; k++) {
        exposed[k] += weighted * lived(cohort.getKey(), k, nowMillis);
      }
    }
    double[] rise = new double[BINS];
    double[] believedRise = new double[BINS];
    double ratio = 0;
    double believedRatio = 0;
    for (int k = 0; k < BINS; k++) {
      // Before an age was lived through: its share of what is missing for predictions to come true.
      double believed = priorHazard[k] * Math.max(LEAST_MISSING, 1 - ratio);
      double evidence = matured + exposed[k] + priorSpend;
      rise[k] = Math.max(0, (spent[k] + priorSpend * believed) / evidence);
      believedRise[k] = Math.min(rise[k], priorSpend * believed / evidence);
      ratio += rise[k];
      believedRatio += believedRise[k];
    }
    double open = 0;
    double believedOpen = 0;
    for (Map.Entry<Long, double[]> cohort : cohorts.entrySet()) {
      for (int k = 0; k < BINS; k++) {
        double ahead = cohort.getValue()[0] * (1 - lived(cohort.getKey(), k, nowMillis));
        open += ahead * rise[k];
        believedOpen += ahead * believedRise[k];
      }
    }
    double total = 0;
    for (double amount : spent) {
      total += amount;
    }
    double size = total > 0 && squares > 0 ? Math.min(total, squares / total) : 0;
    return new Estimate(ratio, open, size, total, believedRatio, believedOpen);
  }

  /**
   * What is known at a moment.
   *
   * @param ratio realized per predicted unit of cost at the end of the window, positive
   * @param openSpend what treatments issued so far will still cost, currency units
   * @param typicalAmount size of a redemption, weighted by size, currency units: times a future
   *     spend it is that spend's variance, if redemptions are independent
   * @param evidence spend on which this rests, currency units
   * @param believedRatio part of the ratio that rests on belief alone, at ages that few treatments
   *     have lived through yet
   * @param believedOpen the same part of the open spend, currency units
   */
  public record Estimate(
      double ratio,
      double openSpend,
      double typicalAmount,
      double evidence,
      double believedRatio,
      double believedOpen) {}

  private long index(long atMillis) {
    return Math.floorDiv(atMillis, cohortMillis);
  }

  /** Share of a bin that a cohort has lived through, 0 to 1. */
  private double lived(long index, int k, long nowMillis) {
    double age = (nowMillis - (index + 0.5) * cohortMillis) / windowMillis;
    return Math.max(0, Math.min(1, (age - edge(k)) / (edge(k + 1) - edge(k))));
  }

  private void retire(long nowMillis) {
    long oldest = index(nowMillis - windowMillis) - 1;
    while (!cohorts.isEmpty() && cohorts.firstKey() < oldest) {
      double[] cohort = cohorts.pollFirstEntry().getValue();
      matured += cohort[0] * cohort[1];
    }
  }

  /** Writes the state. */
  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeVector(spent);
    out.writeDouble(matured);
    out.writeDouble(squares);
    out.writeInt(cohorts.size());
    for (Map.Entry<Long, double[]> cohort : cohorts.entrySet()) {
      out.writeLong(cohort.getKey());
      out.writeDouble(cohort.getValue()[0]);
      out.writeDouble(cohort.getValue()[1]);
    }
  }

  /** Reads what {@link #write} wrote, or an array of numbers as earlier releases did. */
  public void read(StateInput from) throws IOException {
    StateInput in = from.piece("redemption curve", StateInput.UNTOLD, FORMAT);
    in.readVector(spent);
    matured = in.readDouble();
    squares = in.readDouble();
    cohorts.clear();
    int count = in.format() == StateInput.UNTOLD ? in.numbersLeft() / 3 : in.readLength();
    for (int i = 0; i < count; i++) {
      cohorts.put(in.readLong(), new double[] {in.readDouble(), in.readDouble()});
    }
  }
}
