package io.weir.core.pacing;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Pacing of one campaign through one budget period: what its treatments will still cost ({@link
 * RedemptionCurve}), what traffic is to come ({@link TrafficForecast}) and the price that spends
 * the rest on it ({@link Pacer}).
 *
 * <p>Times are event times in milliseconds since the epoch, money in currency units. Not
 * thread-safe.
 */
public final class CampaignPacing {
  private static final double NORMAL_95 = 1.96;
  private static final double PRIOR_SHARE_OF_BUDGET = 0.005;
  // A traffic belief counts for this share of the period.
  private static final double BELIEF_SHARE = 0.02;
  private static final double LEAST_OBSERVED = 20;
  private static final double RECENT_SHARE = 0.02;
  // What is only believed to come is anything from nothing to twice as much: uniform.
  private static final double BELIEF_DEVIATION = 1 / Math.sqrt(3);

  private static final int FORMAT = 1;

  private final CampaignPeriod period;
  private final Function<PriceLadder, Pacer> method;
  private final RedemptionCurve curve;
  private TrafficForecast forecast = new TrafficForecast();
  private @Nullable Pacer pacer;

  // Policy traffic since the pacer last learned, and over the period.
  private double impressionsNow;
  private double promisedNow;
  private double impressions;
  private double target;
  private double recentImpressions;
  private double recentPromised;
  // Squared weights of recent impressions, and how far batches of them strayed from the mean.
  private double recentSquaredWeight;
  private double recentStray;

  /**
   * A budget period.
   *
   * @param startMillis its start
   * @param endMillis its end, exclusive, after the start
   * @param windowMillis attribution window, positive
   * @param scale typical budget, currency units, positive: sets how much evidence outweighs a prior
   */
  public record CampaignPeriod(long startMillis, long endMillis, long windowMillis, double scale) {}

  /**
   * Starts a period without evidence.
   *
   * @param method starts a pacer on a ladder, such as {@link PacingMethod#start}
   */
  public CampaignPacing(CampaignPeriod period, Function<PriceLadder, Pacer> method) {
    this.period = period;
    this.method = method;
    this.curve =
        new RedemptionCurve(
            period.windowMillis(), Math.max(1e-6, PRIOR_SHARE_OF_BUDGET * period.scale()));
  }

  /**
   * Takes a published ladder.
   *
   * @param ladder budgets to prices
   * @param budgetPerImpression what the learner solved for, currency units per policy impression;
   *     tells its belief of the traffic; zero or less if unknown
   * @param sameModel whether the model is the one of the ladder before
   */
  public void publish(PriceLadder ladder, double budgetPerImpression, boolean sameModel) {
    if (pacer == null) {
      pacer = method.apply(ladder);
      if (budgetPerImpression > 0) {
        double length = (double) period.endMillis() - period.startMillis();
        forecast.believe(period.scale() / budgetPerImpression, length, BELIEF_SHARE * length);
      }
      return;
    }
    pacer.publish(ladder);
    if (!sameModel) {
      curve.fade(0.5);
    }
  }

  /** Adds impressions of policy traffic, whoever decided them. */
  public void arrived(long atMillis, double count) {
    forecast.count(atMillis, count);
    impressions += count;
  }

  /** Adds policy treatments whose cost was predicted. */
  public void promised(long atMillis, double count, double predicted) {
    curve.issued(atMillis, predicted);
    impressionsNow += count;
    promisedNow += predicted;
  }

  /**
   * Adds spend of treatments whose cost was predicted.
   *
   * @param treatedAtMillis when the treatment was issued
   * @param bin its age, see {@link RedemptionCurve#bin}
   * @param amount currency units; negative takes back
   */
  public void redeemed(long treatedAtMillis, int bin, double amount) {
    curve.spent(treatedAtMillis, bin, amount);
  }

  /**
   * Reads the position and learns from the traffic since the last reading.
   *
   * @param nowMillis event time
   * @param budget of the period
   * @param spent realized so far in the period
   * @param otherOpen what treatments without a prediction are still expected to cost
   * @param otherPerImpression what randomized traffic costs per impression of policy traffic
   * @param withheld whether the learner lets nobody have anything for now: the price is infinite,
   *     and that nothing is promised says nothing about the ladder
   */
  public PacingReading read(
      long nowMillis,
      double budget,
      double spent,
      double otherOpen,
      double otherPerImpression,
      boolean withheld) {
    forecast.advance(nowMillis);
    RedemptionCurve.Estimate estimate = curve.at(nowMillis);
    double expected = forecast.expected(nowMillis, Math.max(nowMillis, period.endMillis()));
    double open = estimate.openSpend() + otherOpen;
    double other = otherPerImpression * expected;
    double free = budget - spent - open;
    learn(expected);
    double perImpression = (free - other) / Math.max(1, expected) / estimate.ratio();
    target = withheld ? 0 : perImpression;
    double price =
        withheld || free <= 0
            ? Double.POSITIVE_INFINITY
            : pacer == null ? Double.NaN : pacer.price(perImpression);
    double rest =
        expected * recentPromisedPerImpression(perImpression, price) * estimate.ratio() + other;
    double projected = spent + open + rest;
    double spread = spread(nowMillis, open, rest, rest - other, estimate);
    return new PacingReading(
        price,
        open,
        projected,
        Math.max(spent, projected - NORMAL_95 * spread),
        projected + NORMAL_95 * spread,
        expected,
        estimate.ratio());
  }

  private void learn(double expected) {
    if (impressionsNow < LEAST_OBSERVED) {
      return;
    }
    if (pacer != null && target > 0) {
      pacer.observe(impressionsNow, promisedNow, target * impressionsNow, impressions + expected);
    }
    double kept = Math.exp(-impressionsNow / Math.max(1, RECENT_SHARE * (impressions + expected)));
    if (recentImpressions > 0) {
      double stray = promisedNow - impressionsNow * recentPromised / recentImpressions;
      recentStray = recentStray * kept + stray * stray;
    }
    recentSquaredWeight = recentSquaredWeight * kept * kept + impressionsNow;
    recentImpressions = recentImpressions * kept + impressionsNow;
    recentPromised = recentPromised * kept + promisedNow;
    impressionsNow = 0;
    promisedNow = 0;
  }

  /** What an impression is being promised now; the target while nothing was decided yet. */
  private double recentPromisedPerImpression(double perImpression, double price) {
    if (Double.isInfinite(price)) {
      return 0;
    }
    return recentImpressions > 0
        ? recentPromised / recentImpressions
        : Math.max(0, pacer == null ? 0 : perImpression);
  }

  /** Relative standard error of what an impression is being promised now. */
  private double promiseError() {
    return recentPromised > 0
        ? Math.sqrt(recentStray / recentImpressions * recentSquaredWeight) / recentPromised
        : 0;
  }

  /**
   * Standard error of the projection: of traffic, of what is promised now, of chance, of what is
   * known of costs, and of what is believed of them.
   */
  private double spread(
      long nowMillis,
      double open,
      double rest,
      double predictedRest,
      RedemptionCurve.Estimate estimate) {
    double traffic = rest * forecast.relativeError(nowMillis, period.endMillis());
    double chance = (open + rest) * estimate.typicalAmount();
    double known = Math.max(estimate.evidence(), PRIOR_SHARE_OF_BUDGET * period.scale());
    double ratio = (open + rest) * Math.sqrt(estimate.typicalAmount() / known);
    double belief =
        BELIEF_DEVIATION
            * (estimate.believedOpen()
                + predictedRest * estimate.believedRatio() / estimate.ratio());
    double promise = predictedRest * promiseError();
    return Math.sqrt(
        traffic * traffic + promise * promise + chance + ratio * ratio + belief * belief);
  }

  /** Writes the state; the ladder is not part of it. */
  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeDouble(impressionsNow);
    out.writeDouble(promisedNow);
    out.writeDouble(impressions);
    out.writeDouble(target);
    out.writeDouble(recentImpressions);
    out.writeDouble(recentPromised);
    out.writeDouble(recentSquaredWeight);
    out.writeDouble(recentStray);
    forecast.write(out);
    out.writeOptional(pacer, (pacing, to) -> to.writeBytes(StateOutput.bytesOf(pacing::write)));
    curve.write(out);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param ladder the ladder in force; null if none was published
   */
  public void read(StateInput from, @Nullable PriceLadder ladder) throws IOException {
    StateInput in = from.piece("pacing", FORMAT, FORMAT);
    readTraffic(in);
    recentSquaredWeight = in.readDouble();
    recentStray = in.readDouble();
    forecast = TrafficForecast.read(in);
    byte[] pacerState = in.readOptional(StateInput::readBytes);
    if (pacerState != null) {
      readPacer(StateInput.of(pacerState), ladder);
    }
    curve.read(in);
  }

  /**
   * Reads an array of numbers, as earlier releases wrote: four lengths, then the parts.
   *
   * @param ladder as for {@link #read}
   */
  public void readNumbers(double[] state, @Nullable PriceLadder ladder) throws IOException {
    StateInput all = StateInput.ofNumbers(state);
    int ownLength = all.readInt();
    int forecastLength = all.readInt();
    int pacerLength = all.readInt();
    all.readInt(); // the curve's, which is what is left
    StateInput own = numbers(all, ownLength);
    readTraffic(own);
    if (own.numbersLeft() > 0) { // not so in state of release 0.1.0
      recentSquaredWeight = own.readDouble();
      recentStray = own.readDouble();
    }
    forecast = TrafficForecast.read(numbers(all, forecastLength));
    if (pacerLength >= 0) {
      readPacer(numbers(all, pacerLength), ladder);
    }
    curve.read(all);
  }

  private static StateInput numbers(StateInput all, int count) throws IOException {
    double[] part = new double[count];
    all.readVector(part);
    return StateInput.ofNumbers(part);
  }

  private void readTraffic(StateInput in) throws IOException {
    impressionsNow = in.readDouble();
    promisedNow = in.readDouble();
    impressions = in.readDouble();
    target = in.readDouble();
    recentImpressions = in.readDouble();
    recentPromised = in.readDouble();
  }

  private void readPacer(StateInput in, @Nullable PriceLadder ladder) throws IOException {
    if (ladder != null) {
      pacer = method.apply(ladder);
      pacer.read(in);
    }
  }

  /**
   * Goes on into another period: knowledge of costs, delays and traffic stays, what belongs to the
   * old period does not.
   */
  public CampaignPacing next(CampaignPeriod nextPeriod, @Nullable PriceLadder ladder) {
    CampaignPacing next = new CampaignPacing(nextPeriod, method);
    boolean sameWindow = nextPeriod.windowMillis() == period.windowMillis();
    try {
      if (sameWindow) {
        next.curve.read(copied(curve::write));
      }
      next.forecast = TrafficForecast.read(copied(forecast::write));
      if (ladder != null) {
        next.pacer = method.apply(ladder);
        if (pacer != null) {
          next.pacer.read(copied(pacer::write));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading what was just written failed", e);
    }
    boolean samePeriod = nextPeriod.startMillis() == period.startMillis();
    next.impressions = samePeriod ? impressions : 0;
    next.recentImpressions = recentImpressions;
    next.recentPromised = recentPromised;
    next.recentSquaredWeight = recentSquaredWeight;
    next.recentStray = recentStray;
    return next;
  }

  private static StateInput copied(StateOutput.Piece piece) {
    return StateInput.of(StateOutput.bytesOf(piece));
  }
}
