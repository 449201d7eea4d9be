package io.weir.simulator.pacing;

import io.weir.core.allocation.CostCurve;
import io.weir.core.allocation.DualPrice;
import io.weir.core.allocation.ExactCostCurve;
import io.weir.core.allocation.Predictions;
import io.weir.core.pacing.CampaignPacing;
import io.weir.core.pacing.CampaignPacing.CampaignPeriod;
import io.weir.core.pacing.FixedPricePacer;
import io.weir.core.pacing.Pacer;
import io.weir.core.pacing.PacingReading;
import io.weir.core.pacing.PriceLadder;
import io.weir.core.pacing.RedemptionCurve;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * One campaign through one day of event time, paced by the very classes that the budget job runs.
 *
 * <p>People come by the minute of the scenario's traffic. Each has a revenue and a predicted cost
 * an arm; a coupon is redeemed with some probability, after an exponential delay, for a face value
 * such that its mean cost is the scenario's multiple of the prediction. The learner published its
 * ladder on yesterday's people, with yesterday's predictions; it does not publish again. The price
 * is read and takes effect every thirty seconds of event time, as statuses would arrive.
 */
final class PacedDay {
  static final long DAY = 86_400_000;
  private static final long START = 20_000 * DAY;
  private static final long WINDOW = DAY / 4;
  private static final long STEP = 30_000;
  private static final int ARMS = 4;
  private static final int MINUTES = 1440;
  private static final double REDEMPTION = 0.3;
  private static final double[] RUNGS = {.25, .5, .75, 1, 1.25, 1.5, 2, 3};

  private final PacingScenario scenario;
  private final double budget;
  private final PriceLadder ladder;
  private final double budgetPerImpression;
  private final double[] priceBase;
  // By step: the people who come in it.
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
  private record Person(
      double[] revenue, double[] cost, double[] amount, long delayMillis, int holdoutArm) {}

  private record Redemption(long atMillis, long treatedAtMillis, double amount, boolean predicted)
      implements Comparable<Redemption> {
    @Override
    public int compareTo(Redemption other) {
      return Long.compare(atMillis, other.atMillis);
    }
  }

  /**
   * How a day ended.
   *
   * @param spent over the budget, redemptions after the day included; over what was promised by the
   *     time of a cut and what the holdout costs after it, where that is more
   * @param value revenue of policy traffic over the free arm
   */
  record Outcome(double spent, double value) {}

  /**
   * Draws a day.
   *
   * @param impressions expected traffic
   */
  PacedDay(PacingScenario scenario, int impressions, long seed) {
    this.scenario = scenario;
    SplittableRandom random = new SplittableRandom(seed);
    this.priceBase = new double[] {0.5 + random.nextDouble(), 0.3 + random.nextDouble()};
    this.steps = draw(impressions, random.split());
    double perImpression = 0.2 + 0.3 * random.nextDouble();
    Predictions yesterday = predictions(random.split(), 20_000);
    CostCurve curve = ExactCostCurve.of(yesterday);
    double[] rungs = new double[RUNGS.length];
    for (int k = 0; k < rungs.length; k++) {
      rungs[k] = perImpression * RUNGS[k];
    }
    List<DualPrice> prices = curve.ladder(rungs);
    this.ladder =
        PriceLadder.of(rungs, prices.stream().mapToDouble(DualPrice::dualPrice).toArray());
    this.budgetPerImpression = perImpression;
    this.budget = perImpression * impressions;
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
        (long) Math.min(delay, WINDOW - 1),
        holdout ? random.nextInt(ARMS) : -1);
  }

  private Predictions predictions(SplittableRandom random, int n) {
    double[] revenue = new double[n * ARMS];
    double[] cost = new double[n * ARMS];
    for (int i = 0; i < n; i++) {
      Person person = person(random);
      System.arraycopy(person.revenue(), 0, revenue, i * ARMS, ARMS);
      System.arraycopy(person.cost(), 0, cost, i * ARMS, ARMS);
    }
    return Predictions.of(revenue, cost, ARMS);
  }

  private double rate(double minute) {
    double day = 2 * Math.PI * minute / MINUTES;
    return 1 - scenario.diurnal() * Math.cos(day);
  }

  private Person[][] draw(int impressions, SplittableRandom random) {
    int perMinute = (int) (60_000 / STEP);
    Person[][] people = new Person[MINUTES * perMinute][];
    double burst = 1;
    for (int s = 0; s < people.length; s++) {
      if (scenario.bursty() && s % perMinute == 0 && random.nextDouble() < 1 / 3.0) {
        // Three minutes on average, a tenth of them at eleven times the usual rate; mean one.
        burst = random.nextDouble() < 0.1 ? 5.5 : 0.5;
      }
      double mean = impressions * rate(s / (double) perMinute) * burst / people.length;
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

  /** Runs the day with a pacer made from the published ladder. */
  Outcome run(Function<PriceLadder, Pacer> method) {
    CampaignPacing pacing =
        new CampaignPacing(new CampaignPeriod(START, START + DAY, WINDOW, budget), method);
    pacing.publish(ladder, budgetPerImpression, true);
    if (scenario.knownDay()) {
      pacing = dayBefore(method);
    }
    PriorityQueue<Redemption> coming = new PriorityQueue<>();
    double budgetNow = budget;
    double spent = 0;
    double holdoutSpent = 0;
    double value = 0;
    double attainable = budget;
    long policyTraffic = 0;
    double price = pacing.read(START, budget, 0, 0, 0).price();
    for (int s = 0; s < steps.length; s++) {
      long now = START + s * STEP;
      if (s == cutStep()) {
        budgetNow = budget * scenario.budgetCut();
        if (scenario.budgetCut() < 1) {
          double owed = coming.stream().mapToDouble(Redemption::amount).sum();
          double holdout = spend(s, steps.length, Double.POSITIVE_INFINITY);
          attainable = Math.max(budgetNow, spent + owed + holdout);
        }
      }
      while (!coming.isEmpty() && coming.peek().atMillis() <= now) {
        Redemption redemption = coming.poll();
        spent += redemption.amount();
        if (redemption.predicted()) {
          tell(pacing, redemption);
        } else {
          holdoutSpent += redemption.amount();
        }
      }
      double other = holdoutSpent / Math.max(1, policyTraffic);
      PacingReading reading = pacing.read(now, budgetNow, spent, 0, other);
      price = reading.price();
      double promised = 0;
      int arrivals = 0;
      for (Person person : steps[s]) {
        if (person.holdoutArm() >= 0) {
          treat(person, person.holdoutArm(), now, coming);
          continue;
        }
        arrivals++;
        int arm = choose(person, price);
        value += person.revenue()[arm];
        promised += person.cost()[arm];
        treat(person, arm, now, coming);
      }
      policyTraffic += arrivals;
      if (arrivals > 0) {
        pacing.arrived(now, arrivals);
        pacing.promised(now, arrivals, promised);
      }
    }
    for (Redemption redemption : coming) {
      spent += redemption.amount();
    }
    return new Outcome(spent / attainable, value);
  }

  private static void tell(CampaignPacing pacing, Redemption redemption) {
    long age = redemption.atMillis() - redemption.treatedAtMillis();
    pacing.redeemed(
        redemption.treatedAtMillis(), RedemptionCurve.bin(age, WINDOW), redemption.amount());
  }

  /** What is carried over from a day of the same traffic, without promises. */
  private CampaignPacing dayBefore(Function<PriceLadder, Pacer> method) {
    CampaignPacing yesterday =
        new CampaignPacing(new CampaignPeriod(START - DAY, START, WINDOW, budget), method);
    yesterday.publish(ladder, budgetPerImpression, true);
    double sum = 0;
    double mean = budget / budgetPerImpression / MINUTES;
    for (int minute = 0; minute < MINUTES; minute++) {
      sum += mean * rate(minute);
      double whole = Math.floor(sum);
      sum -= whole;
      yesterday.arrived(START - DAY + minute * 60_000L, whole);
    }
    yesterday.arrived(START, 0);
    return yesterday.next(new CampaignPeriod(START, START + DAY, WINDOW, budget), ladder);
  }

  private static void treat(Person person, int arm, long now, PriorityQueue<Redemption> coming) {
    if (person.amount()[arm] > 0) {
      coming.add(
          new Redemption(
              now + person.delayMillis(), now, person.amount()[arm], person.holdoutArm() < 0));
    }
  }

  private static int choose(Person person, double price) {
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

  /**
   * Value of the best fixed price in hindsight: the one that, kept all day, spends the budget by
   * the costs that these people were really going to have. Where the budget is cut, it learns of it
   * when everybody does: the best price for the whole budget until then, and for what is left from
   * then.
   */
  double bestFixedValue() {
    int middle = cutStep();
    double before = bestPrice(0, steps.length, budget);
    if (scenario.budgetCut() == 1) {
      return value(0, steps.length, before);
    }
    double left = scenario.budgetCut() * budget - spend(0, middle, before);
    double after =
        left > spend(middle, steps.length, Double.POSITIVE_INFINITY)
            ? bestPrice(middle, steps.length, left)
            : Double.POSITIVE_INFINITY;
    return value(0, middle, before) + value(middle, steps.length, after);
  }

  /** The budget is cut after a third of the day: by half, it leaves a sixth for two thirds. */
  private int cutStep() {
    return steps.length / 3;
  }

  private double bestPrice(int from, int to, double purse) {
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
  private double spend(int from, int to, double price) {
    double spend = 0;
    for (int s = from; s < to; s++) {
      for (Person person : steps[s]) {
        int arm = person.holdoutArm() < 0 ? choose(person, price) : person.holdoutArm();
        spend += person.amount()[arm];
      }
    }
    return spend;
  }

  private double value(int from, int to, double price) {
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

  /**
   * The price that the learner published for the whole day's budget, kept until nothing is left.
   */
  Pacer publishedPrice(PriceLadder published) {
    return new FixedPricePacer(published.priceFor(budgetPerImpression));
  }
}
