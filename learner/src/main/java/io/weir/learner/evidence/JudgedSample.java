package io.weir.learner.evidence;

import io.weir.core.allocation.Policy;
import io.weir.learner.estimate.MeanEstimate;
import io.weir.learner.estimate.WeightedClusters;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Judged rows gathered for an estimate, with the predictions that speak for one lineage. Nothing in
 * it changes.
 */
public final class JudgedSample {
  /** Rows over which a row's weight halves in what is claimed of the policy at present. */
  private static final double CLAIM_HALF_LIFE_ROWS = 200;

  /** Where a row lies. */
  record Place(JudgedBlock block, int row) {}

  private final List<Place> places;
  private final int arms;
  private final float[] predictions;
  private final double[] weight;

  /** Weights by which only the newest rows count. */
  private final double[] young;

  private final double[] revenue;
  private final double[] cost;
  private final CrossFit revenueModel;
  private final CrossFit costModel;
  private final double largestRevenue;
  private final double largestCost;
  private LevelShift shift = LevelShift.NONE;

  /**
   * Gathers rows.
   *
   * @param places where they lie, the oldest first
   * @param lineage whose predictions speak
   * @param halfLifeRows rows over which the weight of older ones halves
   */
  JudgedSample(List<Place> places, int arms, Lineage lineage, double halfLifeRows) {
    int rows = places.size();
    this.places = places;
    this.arms = arms;
    this.predictions = new float[rows * 2 * arms];
    this.weight = new double[rows];
    this.young = new double[rows];
    this.revenue = new double[rows];
    this.cost = new double[rows];
    double revenueMost = 0;
    double costMost = 0;
    for (int i = 0; i < rows; i++) {
      JudgedBlock block = places.get(i).block;
      int row = places.get(i).row;
      System.arraycopy(
          lineage.predictions(block, row), row * 2 * arms, predictions, i * 2 * arms, 2 * arms);
      weight[i] = Math.pow(0.5, (rows - 1 - i) / halfLifeRows);
      young[i] = StrictMath.pow(0.5, (rows - 1 - i) / CLAIM_HALF_LIFE_ROWS);
      revenue[i] = block.revenue[row];
      cost[i] = block.cost[row];
      revenueMost = Math.max(revenueMost, Math.abs(revenue[i]) / block.propensity[row]);
      costMost = Math.max(costMost, cost[i] / block.propensity[row]);
    }
    this.largestRevenue = revenueMost;
    this.largestCost = costMost;
    this.revenueModel = new CrossFit(this, revenue, 0);
    this.costModel = new CrossFit(this, cost, arms);
  }

  /**
   * Makes values those of the present level of revenue; returns this.
   *
   * @param before stretch from which on nothing counts
   * @param halfLife samples after which a sample counts for half in the present level
   */
  JudgedSample withLevels(Stretches stretches, long before, double halfLife) {
    Map<Long, Double> weights = new TreeMap<>();
    double total = 0;
    for (int i = 0; i < rows(); i++) {
      weights.merge(stretch(i), weight[i], Double::sum);
      total += weight[i];
    }
    double sum = total;
    weights.replaceAll((stretch, part) -> part / sum);
    shift = stretches.levelShift(weights, before, halfLife);
    return this;
  }

  /** Returns how many rows there are. */
  public int rows() {
    return places.size();
  }

  int arms() {
    return arms;
  }

  int bucket(int row) {
    Place place = places.get(row);
    return place.block.bucket[place.row];
  }

  int arm(int row) {
    Place place = places.get(row);
    return place.block.arm[place.row];
  }

  double propensity(int row) {
    Place place = places.get(row);
    return place.block.propensity[place.row];
  }

  long stretch(int row) {
    Place place = places.get(row);
    return place.block.stretch[place.row];
  }

  int candidateArm(int row) {
    Place place = places.get(row);
    return place.block.candidateArm[place.row];
  }

  /** Returns the arm that the live model of one version would give; -1 if it was not live then. */
  int liveArm(int row, long version) {
    Place place = places.get(row);
    return place.block.liveVersion[place.row] == version ? place.block.liveArm[place.row] : -1;
  }

  double weight(int row) {
    return weight[row];
  }

  double revenue(int row) {
    return revenue[row];
  }

  double cost(int row) {
    return cost[row];
  }

  /** Returns the largest revenue of any row over its propensity; 0 if none had any. */
  double largestRevenue() {
    return largestRevenue;
  }

  float prediction(int row, int column) {
    return predictions[row * 2 * arms + column];
  }

  /** Returns the doubly robust score of giving a row one arm, objective units. */
  double revenueScore(int row, int wanted) {
    return revenueModel.score(row, wanted);
  }

  /** Returns the same for cost, whole currency units. */
  double costScore(int row, int wanted) {
    return costModel.score(row, wanted);
  }

  /**
   * Judges the lineage's policy at one price.
   *
   * @param dualPrice revenue units per whole currency unit, zero to positive infinity
   */
  public PolicyJudgement at(double dualPrice) {
    WeightedClusters value = new WeightedClusters();
    WeightedClusters spend = new WeightedClusters();
    WeightedClusters claimed = new WeightedClusters();
    WeightedClusters beyondFree = new WeightedClusters();
    WeightedClusters effect = new WeightedClusters();
    WeightedClusters effectNow = new WeightedClusters();
    double[] outputs = new double[2 * arms];
    double matched = 0;
    double matchedSquares = 0;
    int revenues = 0;
    int costs = 0;
    for (int i = 0; i < rows(); i++) {
      for (int k = 0; k < outputs.length; k++) {
        outputs[k] = prediction(i, k);
      }
      int arm = Policy.argmax(outputs, 0, outputs, arms, arms, dualPrice);
      double score = revenueScore(i, arm);
      value.add(bucket(i), weight[i], score);
      spend.add(bucket(i), weight[i], costScore(i, arm));
      claimed.add(bucket(i), weight[i], outputs[arms + arm]);
      effect.add(bucket(i), weight[i], outputs[arm] - outputs[0]);
      effectNow.add(bucket(i), young[i], outputs[arm] - outputs[0]);
      beyondFree.add(bucket(i), weight[i], arm == 0 ? 0 : score - revenueScore(i, 0));
      if (arm == arm(i)) {
        double inverse = weight[i] / propensity(i);
        matched += inverse;
        matchedSquares += inverse * inverse;
        revenues += revenue[i] != 0 ? 1 : 0;
        costs += cost[i] != 0 || arm == 0 ? 1 : 0;
      }
    }
    LevelShift moved = moved(effect.estimate(0), effectNow.estimate(0)).beyondChance();
    MeanEstimate now = value.estimate(moved.variance()).plus(moved.value());
    return new PolicyJudgement(
        WeightedClusters.wary(now, revenues, largestRevenue),
        WeightedClusters.wary(spend.estimate(0), costs, largestCost),
        spend.ratio(claimed),
        WeightedClusters.wary(beyondFree.estimate(0), revenues, largestRevenue),
        matchedSquares > 0 ? matched * matched / matchedSquares : 0);
  }

  /** Returns how far the level has moved, and with it what is claimed of the policy's effect. */
  private LevelShift moved(MeanEstimate effect, MeanEstimate effectNow) {
    double error = effectNow.standardError();
    return effect.rows() > 0 && Double.isFinite(error)
        ? shift.plus(effectNow.value() - effect.value(), error * error)
        : shift;
  }
}
