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
 * <p>The learner published its ladder on yesterday's people, with yesterday's predictions; it does
 * not publish again. The price is read and takes effect every thirty seconds of event time, as
 * statuses would arrive.
 */
final class PacedDay {
  static final long DAY = 86_400_000;
  private static final long START = 20_000 * DAY;
  private static final long WINDOW = DAY / 4;
  private static final double[] RUNGS = {.25, .5, .75, 1, 1.25, 1.5, 2, 3};

  private final PacingScenario scenario;
  private final double budget;
  private final PriceLadder ladder;
  private final double budgetPerImpression;
  private final DayTraffic traffic;

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
   * @param paid spend, redemptions after the day included, currency units
   */
  record Outcome(double spent, double value, double paid) {}

  /** Looks on as the day goes by. */
  @FunctionalInterface
  interface Watcher {
    /**
     * Called for each reading, before its price takes effect.
     *
     * @param share of the day that has passed, 0 to 1
     */
    void read(double share, PacingReading reading);
  }

  /**
   * Draws a day.
   *
   * @param impressions expected traffic
   */
  PacedDay(PacingScenario scenario, int impressions, long seed) {
    this.scenario = scenario;
    SplittableRandom random = new SplittableRandom(seed);
    double[] base = {0.5 + random.nextDouble(), 0.3 + random.nextDouble()};
    this.traffic = new DayTraffic(scenario, impressions, WINDOW, base, random.split());
    double perImpression = 0.2 + 0.3 * random.nextDouble();
    Predictions yesterday = traffic.predictions(random.split(), 20_000);
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

  /** Runs the day with a pacer made from the published ladder. */
  Outcome run(Function<PriceLadder, Pacer> method) {
    return run(method, (share, reading) -> {});
  }

  /** Runs the day with a pacer made from the published ladder, before somebody's eyes. */
  Outcome run(Function<PriceLadder, Pacer> method, Watcher watcher) {
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
    double price = pacing.read(START, budget, 0, 0, 0, false).price();
    for (int s = 0; s < traffic.steps(); s++) {
      long now = START + s * DayTraffic.STEP_MILLIS;
      if (s == cutStep()) {
        budgetNow = budget * scenario.budgetCut();
        if (scenario.budgetCut() < 1) {
          double owed = coming.stream().mapToDouble(Redemption::amount).sum();
          double holdout = traffic.spend(s, traffic.steps(), Double.POSITIVE_INFINITY);
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
      PacingReading reading = pacing.read(now, budgetNow, spent, 0, other, false);
      watcher.read((double) s / traffic.steps(), reading);
      price = reading.price();
      double promised = 0;
      int arrivals = 0;
      for (DayTraffic.Person person : traffic.people(s)) {
        if (person.holdoutArm() >= 0) {
          treat(person, person.holdoutArm(), now, coming);
          continue;
        }
        arrivals++;
        int arm = DayTraffic.choose(person, price);
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
    return new Outcome(spent / attainable, value, spent);
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
    double mean = budget / budgetPerImpression / DayTraffic.MINUTES;
    for (int minute = 0; minute < DayTraffic.MINUTES; minute++) {
      sum += mean * traffic.rate(minute);
      double whole = Math.floor(sum);
      sum -= whole;
      yesterday.arrived(START - DAY + minute * 60_000L, whole);
    }
    yesterday.arrived(START, 0);
    return yesterday.next(new CampaignPeriod(START, START + DAY, WINDOW, budget), ladder);
  }

  private static void treat(
      DayTraffic.Person person, int arm, long now, PriorityQueue<Redemption> coming) {
    if (person.amount()[arm] > 0) {
      coming.add(
          new Redemption(
              now + person.delayMillis(), now, person.amount()[arm], person.holdoutArm() < 0));
    }
  }

  /**
   * Value of the best fixed price in hindsight: the one that, kept all day, spends the budget by
   * the costs that these people were really going to have. Where the budget is cut, it learns of it
   * when everybody does: the best price for the whole budget until then, and for what is left from
   * then.
   */
  double bestFixedValue() {
    int middle = cutStep();
    int end = traffic.steps();
    double before = traffic.bestPrice(0, end, budget);
    if (scenario.budgetCut() == 1) {
      return traffic.value(0, end, before);
    }
    double left = scenario.budgetCut() * budget - traffic.spend(0, middle, before);
    double after =
        left > traffic.spend(middle, end, Double.POSITIVE_INFINITY)
            ? traffic.bestPrice(middle, end, left)
            : Double.POSITIVE_INFINITY;
    return traffic.value(0, middle, before) + traffic.value(middle, end, after);
  }

  /** The budget is cut after a third of the day: by half, it leaves a sixth for two thirds. */
  private int cutStep() {
    return traffic.steps() / 3;
  }

  /**
   * The price that the learner published for the whole day's budget, kept until nothing is left.
   */
  Pacer publishedPrice(PriceLadder published) {
    return new FixedPricePacer(published.priceFor(budgetPerImpression));
  }
}
