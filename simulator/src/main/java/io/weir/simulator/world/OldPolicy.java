package io.weir.simulator.world;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The policy that ran before: it ranks people by how likely they seem to buy, which its operators
 * read from signals that no log keeps (the hidden intent), from the general persuadability they
 * know of, and from chance; the higher the score, the better the arm, where each segment has a
 * ranking of the paid arms of its own. Thresholds are calibrated so that it spends the campaign's
 * budget per impression.
 *
 * <p>As intent also drives purchases, its logs show generous arms beside purchases they did not
 * cause.
 *
 * <p>Immutable and thread-safe.
 */
public final class OldPolicy {

  private static final double INTENT_WEIGHT = 1.0;
  private static final double PREFERENCE_WEIGHT = 0.6;
  private static final double NOISE_WEIGHT = 0.35;
  private static final int CALIBRATION_SIZE = 20_000;
  private static final int BISECTIONS = 40;
  private static final long CALIBRATION = 3;

  private final CampaignWorld world;

  /** rankings[s][k]: the arm that segment s gets at rank k; rank 0 is the free arm. */
  private final int[][] rankings;

  /** thresholds[k] is the least score that gets rank k + 1. */
  private final double[] thresholds;

  /**
   * Calibrates the policy.
   *
   * @param world campaign
   * @param budgetPerImpression mean cost to aim at, whole currency units; positive. Where even
   *     treating everyone costs less, everyone is treated
   */
  public OldPolicy(CampaignWorld world, double budgetPerImpression) {
    this.world = world;
    SplittableRandom random = world.stream(CALIBRATION);
    int arms = world.arms();
    rankings = drawRankings(random, world.spec().categorical().get(0).values().size(), arms);
    double[] scores = new double[CALIBRATION_SIZE];
    double[][] costs = new double[CALIBRATION_SIZE][];
    int[] segments = new int[CALIBRATION_SIZE];
    for (int i = 0; i < CALIBRATION_SIZE; i++) {
      Person person = world.drawPerson(random);
      scores[i] = score(person, random);
      costs[i] = world.respond(person, 0).costs();
      segments[i] = person.codes()[0];
    }
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    double low = 0;
    double high = 1;
    for (int k = 0; k < BISECTIONS; k++) {
      double share = (low + high) / 2;
      double[] candidate = thresholdsFor(sorted, share, arms);
      double cost = 0;
      for (int i = 0; i < CALIBRATION_SIZE; i++) {
        cost += costs[i][rankings[segments[i]][rankFor(scores[i], candidate)]] / CALIBRATION_SIZE;
      }
      if (cost > budgetPerImpression) {
        high = share;
      } else {
        low = share;
      }
    }
    this.thresholds = thresholdsFor(sorted, low, arms);
  }

  /**
   * Chooses an arm.
   *
   * @param person the person, hidden intent included
   * @param random generator, advanced
   * @return arm index
   */
  public int choose(Person person, SplittableRandom random) {
    return rankings[person.codes()[0]][rankFor(score(person, random), thresholds)];
  }

  private double score(Person person, SplittableRandom random) {
    return INTENT_WEIGHT * person.intent()
        + PREFERENCE_WEIGHT * world.visiblePreference(person)
        + NOISE_WEIGHT * random.nextGaussian();
  }

  /** Splits the top share of the scores evenly over the paid arms. */
  private static double[] thresholdsFor(double[] sortedScores, double share, int arms) {
    double[] thresholds = new double[arms - 1];
    for (int arm = 1; arm < arms; arm++) {
      double above = share * (arms - arm) / (arms - 1);
      int index = (int) Math.round((1 - above) * sortedScores.length);
      thresholds[arm - 1] =
          index >= sortedScores.length ? Double.POSITIVE_INFINITY : sortedScores[index];
    }
    return thresholds;
  }

  private static int rankFor(double score, double[] thresholds) {
    int rank = 0;
    while (rank < thresholds.length && score >= thresholds[rank]) {
      rank++;
    }
    return rank;
  }

  /** Per segment, the free arm and then the paid arms in random order. */
  private static int[][] drawRankings(SplittableRandom random, int segments, int arms) {
    int[][] rankings = new int[segments][arms];
    for (int[] ranking : rankings) {
      for (int k = 1; k < arms; k++) {
        int other = 1 + random.nextInt(k);
        ranking[k] = ranking[other];
        ranking[other] = k;
      }
    }
    return rankings;
  }
}
