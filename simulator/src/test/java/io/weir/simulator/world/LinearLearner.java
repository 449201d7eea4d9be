package io.weir.simulator.world;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A plain two-stage learner for judging the world: per arm, ridge regressions of revenue and cost
 * on the visible features, then the dual price at which the predicted cost meets the budget.
 */
final class LinearLearner {

  private final CampaignWorld world;
  private final int columns;
  private final double[][][] gram;
  private final double[][] revenueMoments;
  private final double[][] costMoments;
  private double[][] revenueWeights = {};
  private double[][] costWeights = {};

  LinearLearner(CampaignWorld world) {
    this.world = world;
    int width = 1 + world.spec().numeric().size();
    for (CategoricalFeature feature : world.spec().categorical()) {
      width += feature.values().size();
    }
    columns = width;
    int arms = world.arms();
    gram = new double[arms][columns][columns];
    revenueMoments = new double[arms][columns];
    costMoments = new double[arms][columns];
  }

  /** Adds n impressions: randomized evenly over the arms, or given by the old policy. */
  LinearLearner learn(
      int n, @Nullable OldPolicy policyOrNull, long elapsedMillis, SplittableRandom random) {
    for (int i = 0; i < n; i++) {
      Person person = world.drawPerson(random);
      Response response = world.respond(person, elapsedMillis);
      int arm =
          policyOrNull == null ? random.nextInt(world.arms()) : policyOrNull.choose(person, random);
      double revenue = 0;
      long costMicros = 0;
      for (OutcomeDraw outcome : world.drawOutcomes(response, arm, random)) {
        revenue += outcome.revenue();
        costMicros += outcome.costMicros();
      }
      double[] x = encode(person);
      for (int a = 0; a < columns; a++) {
        revenueMoments[arm][a] += x[a] * revenue;
        costMoments[arm][a] += x[a] * costMicros * 1e-6;
        for (int b = 0; b < columns; b++) {
          gram[arm][a][b] += x[a] * x[b];
        }
      }
    }
    return this;
  }

  LinearLearner fit() {
    int arms = world.arms();
    revenueWeights = new double[arms][];
    costWeights = new double[arms][];
    for (int arm = 0; arm < arms; arm++) {
      revenueWeights[arm] = Ridge.solve(gram[arm], revenueMoments[arm]);
      costWeights[arm] = Ridge.solve(gram[arm], costMoments[arm]);
    }
    return this;
  }

  /** True value of the fitted policy at a budget, on n fresh individuals. */
  PolicyValue value(double budget, long elapsedMillis, int n, SplittableRandom random) {
    int arms = world.arms();
    double[] gains = new double[n * arms];
    double[] costs = new double[n * arms];
    double[] predictedGains = new double[n * arms];
    double[] predictedCosts = new double[n * arms];
    for (int i = 0; i < n; i++) {
      Person person = world.drawPerson(random);
      Response response = world.respond(person, elapsedMillis);
      double[] x = encode(person);
      double free = dot(revenueWeights[0], x);
      for (int arm = 1; arm < arms; arm++) {
        gains[i * arms + arm] = response.gain(arm);
        costs[i * arms + arm] = response.visibleCosts()[arm];
        predictedGains[i * arms + arm] = dot(revenueWeights[arm], x) - free;
        predictedCosts[i * arms + arm] = Math.max(1e-3, dot(costWeights[arm], x));
      }
    }
    double price = new Truth(predictedGains, predictedCosts, n, arms).dualPriceAt(budget);
    double gain = 0;
    double cost = 0;
    for (int i = 0; i < n; i++) {
      int best = 0;
      double bestMargin = 0;
      for (int arm = 1; arm < arms; arm++) {
        int cell = i * arms + arm;
        double margin = predictedGains[cell] - price * predictedCosts[cell];
        if (margin > bestMargin) {
          best = arm;
          bestMargin = margin;
        }
      }
      gain += gains[i * arms + best] / n;
      cost += costs[i * arms + best] / n;
    }
    return PolicyValue.of(new Truth(gains, costs, n, arms), gain, cost);
  }

  private double[] encode(Person person) {
    double[] x = new double[columns];
    x[0] = 1;
    int at = 1;
    for (double score : person.scores()) {
      x[at++] = score;
    }
    for (int k = 0; k < person.codes().length; k++) {
      x[at + person.codes()[k]] = 1;
      at += world.spec().categorical().get(k).values().size();
    }
    return x;
  }

  private static double dot(double[] w, double[] x) {
    double sum = 0;
    for (int k = 0; k < w.length; k++) {
      sum += w[k] * x[k];
    }
    return sum;
  }
}
