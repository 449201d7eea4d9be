package io.weir.simulator.pacing;

import io.weir.core.allocation.Predictions;
import java.util.SplittableRandom;

/**
 * The people of one day, by steps of {@link #STEP_MILLIS}, and what any fixed price would have made
 * of them in hindsight.
 *
 * <p>Each has a revenue and a predicted cost an arm; a coupon is redeemed with some probability,
 * after an exponential delay, for a face value such that its mean cost is the scenario's multiple
 * of the prediction.
 */
final class DayTraffic {
  static final long STEP_MILLIS = 30_000;
  static final int MINUTES = 1440;
  private static final int STEPS_PER_MINUTE = (int) (60_000 / STEP_MILLIS);
  private static final int ARMS = 4;
  private static final double REDEMPTION = 0.3;

  private final PacingScenario scenario;
  private final long windowMillis;
  private final double[] priceBase;
  private final Person[][] steps;

  /**
   * Someone who comes.
   *
   * @param revenue by arm
   * @param cost predicted, by arm
   * @param amount what an arm is going to cost, by arm; 0 where it is not redeemed
   * @param delayMillis from treatment to redemption
   * @param holdoutArm arm of the holdout; -1 for policy traffic
   */
  record Person(
      double[] revenue, double[] cost, double[] amount, long delayMillis, int holdoutArm) {}

  /**
   * Draws a day.
   *
   * @param impressions expected traffic
   * @param windowMillis attribution window
   * @param base revenues: scale, and how they rise with the arm
   */
  DayTraffic(
      PacingScenario scenario,
      int impressions,
      long windowMillis,
      double[] base,
      SplittableRandom random) {
    this.scenario = scenario;
    this.windowMillis = windowMillis;
    this.priceBase = base.clone();
    this.steps = draw(impressions, random);
  }

  /** Steps of the day. */
  int steps() {
    return steps.length;
  }

  /** Who comes in a step. */
  Person[] people(int step) {
    return steps[step];
  }

  private static final double[] FACES = {0, 1, 2, 4};

  private Person person(SplittableRandom random) {
    double[] revenue = new double[ARMS];
    double[] cost = new double[ARMS];
    double taste = -Math.log(1 - random.nextDouble()) * priceBase[0];
    double thrift = 0.5 + random.nextDouble();
    for (int j = 1; j < ARMS; j++) {
      cost[j] = REDEMPTION * FACES[j] * thrift;
      revenue[j] =
          taste * Math.pow(j, 0.3 + 0.5 * priceBase[1] / 1.3) * (0.8 + 0.4 * random.nextDouble());
    }
    double[] amount = new double[ARMS];
    for (int j = 1; j < ARMS; j++) {
      if (random.nextDouble() < REDEMPTION) {
        amount[j] = cost[j] / REDEMPTION * scenario.costError();
      }
    }
    double delay = -Math.log(1 - random.nextDouble()) * scenario.meanDelayMinutes() * 60_000;
    boolean holdout = random.nextDouble() < scenario.holdoutRate();
    // The window cuts nobody off here: what would come after it comes at its end.
    return new Person(
        revenue,
        cost,
        amount,
        (long) Math.min(delay, windowMillis - 1),
        holdout ? random.nextInt(ARMS) : -1);
  }

  /** Predictions for other people of the same kind. */
  Predictions predictions(SplittableRandom random, int n) {
    double[] revenue = new double[n * ARMS];
    double[] cost = new double[n * ARMS];
    for (int i = 0; i < n; i++) {
      Person person = person(random);
      System.arraycopy(person.revenue(), 0, revenue, i * ARMS, ARMS);
      System.arraycopy(person.cost(), 0, cost, i * ARMS, ARMS);
    }
    return Predictions.of(revenue, cost, ARMS);
  }

  /** Traffic by the minute of the day, over its mean. */
  double rate(double minute) {
    double day = 2 * Math.PI * minute / MINUTES;
    return 1 - scenario.diurnal() * Math.cos(day);
  }

  private Person[][] draw(int impressions, SplittableRandom random) {
    Person[][] people = new Person[MINUTES * STEPS_PER_MINUTE][];
    double burst = 1;
    for (int s = 0; s < people.length; s++) {
      if (scenario.bursty() && s % STEPS_PER_MINUTE == 0 && random.nextDouble() < 1 / 3.0) {
        // Three minutes on average, a tenth of them at eleven times the usual rate; mean one.
        burst = random.nextDouble() < 0.1 ? 5.5 : 0.5;
      }
      double mean = impressions * rate(s / (double) STEPS_PER_MINUTE) * burst / people.length;
      people[s] = new Person[poisson(mean, random)];
      for (int i = 0; i < people[s].length; i++) {
        people[s][i] = person(random);
      }
    }
    return people;
  }

  private static int poisson(double mean, SplittableRandom random) {
    double limit = Math.exp(-mean);
    int count = 0;
    for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
      count++;
    }
    return count;
  }

  /** The arm that a price decides for. */
  static int choose(Person person, double price) {
    int best = 0;
    double most = 0;
    if (Double.isInfinite(price)) {
      return 0;
    }
    for (int j = 1; j < ARMS; j++) {
      double gain = person.revenue()[j] - price * person.cost()[j];
      if (gain > most) {
        most = gain;
        best = j;
      }
    }
    return best;
  }

  /** The fixed price that, kept over some steps, spends the purse on what people really cost. */
  double bestPrice(int from, int to, double purse) {
    double low = 0;
    double high = 1;
    while (spend(from, to, high) > purse) {
      high *= 2;
    }
    for (int pass = 0; pass < 30; pass++) {
      double middle = (low + high) / 2;
      if (spend(from, to, middle) > purse) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** What people of some steps come to cost at a price, the holdout included. */
  double spend(int from, int to, double price) {
    double spend = 0;
    for (int s = from; s < to; s++) {
      for (Person person : steps[s]) {
        int arm = person.holdoutArm() < 0 ? choose(person, price) : person.holdoutArm();
        spend += person.amount()[arm];
      }
    }
    return spend;
  }

  /** Revenue of policy traffic of some steps at a price. */
  double value(int from, int to, double price) {
    double value = 0;
    for (int s = from; s < to; s++) {
      for (Person person : steps[s]) {
        if (person.holdoutArm() < 0) {
          value += person.revenue()[choose(person, price)];
        }
      }
    }
    return value;
  }
}
