package io.weir.simulator.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Potential outcomes of one campaign.
 *
 * <p>With person i, arm j, hidden intent u (mean 0, variance 1, independent of the features x):
 *
 * <pre>
 *   purchase probability  p_ij = base(x) + effect_j(x, time) + kappa s(x) u
 *   organic spend         o_i  = A(x) (0.5 + omega s(x) u)          whatever the arm
 *   revenue               r_ij = p_ij A(x) (1 + repeat) + o_i
 *   cost                  c_ij = p_ij redemption_j(x) face_j,     c_i0 = 0
 * </pre>
 *
 * <p>Effects are heterogeneous and cross: each arm has its own direction in feature space, so the
 * best arm differs by person. A generous arm given to someone who would have bought anyway costs
 * its face value and gains nothing. The intent u drives both purchases and the {@link OldPolicy},
 * so the old policy's logs are confounded; s(x) differs in size and sign by segment and person, so
 * the bias does too and no constant corrects it. As p and o are affine in u, means given x alone
 * are exact: put u = 0. All terms are bounded such that p stays inside (0, 1) without clipping.
 *
 * <p>Immutable and thread-safe; draws come from the generator that is passed in.
 */
public final class CampaignWorld {

  /** Persons in the population. */
  public static final int POPULATION = 200_000;

  /** Probability of a second order after a first one. */
  public static final double REPEAT_PROBABILITY = 0.25;

  private static final double BASE_PROBABILITY = 0.38;
  private static final double BASE_SPREAD = 0.06;
  private static final double INTENT_EFFECT = 0.165;
  private static final double ORGANIC_SHARE = 0.5;
  private static final double ORGANIC_INTENT_EFFECT = 0.34;
  private static final double ORGANIC_PROBABILITY = 0.9;
  private static final double INTENT_BOUND = Math.sqrt(2);
  private static final int ORDER_SHAPE = 8;
  private static final long PERSONS = 1;
  private static final long COEFFICIENTS = 2;

  private final CampaignSpec spec;
  private final long seed;
  private final long campaignStream;
  private final Direction base;
  private final Direction order;
  private final Direction visiblePreference;
  private final Direction confounder;
  private final Direction[] effects;
  private final Direction[] driftedEffects;
  private final Direction[] redemption;
  private final double[] effectSizes;
  private final double[] segmentSigns;
  private final long[] faceMicros;

  /**
   * Draws the coefficients of a campaign.
   *
   * @param spec what the campaign is made of
   * @param seed root seed
   * @param campaignStream label of this campaign's random streams
   */
  public CampaignWorld(CampaignSpec spec, long seed, long campaignStream) {
    this.spec = spec;
    this.seed = seed;
    this.campaignStream = campaignStream;
    SplittableRandom random = Streams.open(seed, campaignStream, COEFFICIENTS);
    int arms = spec.arms().size();
    base = Direction.draw(random, spec);
    order = Direction.draw(random, spec);
    Direction common = Direction.draw(random, spec);
    visiblePreference = common;
    confounder = Direction.draw(random, spec);
    effects = new Direction[arms];
    driftedEffects = new Direction[arms];
    redemption = new Direction[arms];
    effectSizes = new double[arms];
    faceMicros = new long[arms];
    for (int arm = 0; arm < arms; arm++) {
      effects[arm] = Direction.mix(0.55, common, Direction.draw(random, spec));
      driftedEffects[arm] = Direction.draw(random, spec);
      redemption[arm] = Direction.draw(random, spec);
      double rank = arm / (double) (arms - 1);
      effectSizes[arm] = arm == 0 ? 0 : spec.effectSize() * (0.55 + 0.45 * rank);
      faceMicros[arm] = Math.round(1e6 * spec.maxFaceValue() * (arm == 0 ? 0 : 0.2 + 0.8 * rank));
    }
    segmentSigns = drawSegmentSigns(random, spec.categorical().get(0).values().size());
  }

  /** Evenly spread from 1 down to -0.8, in random order: the bias differs in size and sign. */
  static double[] drawSegmentSigns(SplittableRandom random, int segments) {
    double[] signs = new double[segments];
    for (int i = 0; i < segments; i++) {
      signs[i] = 1 - 1.8 * i / (segments - 1);
    }
    for (int i = segments - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      double swap = signs[i];
      signs[i] = signs[other];
      signs[other] = swap;
    }
    return signs;
  }

  /** What the campaign is made of. */
  public CampaignSpec spec() {
    return spec;
  }

  /** Number of arms, M. */
  public int arms() {
    return spec.arms().size();
  }

  /**
   * What one redemption of an arm costs.
   *
   * @param arm arm index
   * @return micros of the currency; 0 for the free arm
   */
  public long faceValueMicros(int arm) {
    return faceMicros[arm];
  }

  /**
   * Opens a random stream of this campaign.
   *
   * @param label which one; labels below 16 are taken by the world itself
   * @return a generator
   */
  public SplittableRandom stream(long label) {
    return Streams.open(seed, campaignStream, label);
  }

  /**
   * A person of the population.
   *
   * @param index 0 to {@link #POPULATION} - 1
   * @return the person, equal on every call
   * @throws IndexOutOfBoundsException if the index is outside the population
   */
  public Person person(int index) {
    Objects.checkIndex(index, POPULATION);
    SplittableRandom random = Streams.open(seed, campaignStream, PERSONS, index);
    int d = spec.numeric().size();
    double[] scores = new double[d];
    float[] numeric = new float[d];
    for (int k = 0; k < d; k++) {
      scores[k] = random.nextGaussian();
      numeric[k] = spec.numeric().get(k).valueOf(scores[k]);
    }
    int q = spec.categorical().size();
    int[] codes = new int[q];
    String[] categorical = new String[q];
    for (int k = 0; k < q; k++) {
      List<String> values = spec.categorical().get(k).values();
      codes[k] = random.nextInt(values.size());
      categorical[k] = values.get(codes[k]);
    }
    double intent = INTENT_BOUND * Math.sin(Math.PI * (random.nextDouble() - 0.5));
    String unitId = spec.campaignId() + "-u" + index;
    return new Person(index, unitId, scores, numeric, codes, categorical, intent);
  }

  /**
   * Draws a person uniformly.
   *
   * @param random generator, advanced
   * @return a person
   */
  public Person drawPerson(SplittableRandom random) {
    return person(random.nextInt(POPULATION));
  }

  /**
   * Potential outcomes of a person.
   *
   * @param person the person
   * @param elapsedMillis milliseconds after the world's start
   * @return means for every arm
   */
  public Response respond(Person person, long elapsedMillis) {
    int arms = arms();
    Circumstances circumstances = spec.circumstances();
    double angle = circumstances.drift().angleAt(elapsedMillis);
    double activity = circumstances.activity();
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double baseProbability = BASE_PROBABILITY + BASE_SPREAD * Math.tanh(base.at(person));
    double mean = spec.orderValue() * circumstances.level().at(elapsedMillis);
    double orderValue = mean * (1 + 0.3 * Math.tanh(order.at(person)));
    double signedIntent = spec.confounding() * confoundingSign(person) * person.intent();
    double intent = INTENT_EFFECT * signedIntent;
    double organic = activity * orderValue * (ORGANIC_SHARE + ORGANIC_INTENT_EFFECT * signedIntent);
    double constant = circumstances.baseRevenue() * spec.orderValue();
    double[] probability = new double[arms];
    double[] redeem = new double[arms];
    double[] revenue = new double[arms];
    double[] costs = new double[arms];
    double[] visibleRevenue = new double[arms];
    double[] visibleCosts = new double[arms];
    for (int arm = 0; arm < arms; arm++) {
      double visible = baseProbability;
      if (arm > 0) {
        double push = cos * effects[arm].at(person) + sin * driftedEffects[arm].at(person);
        // From -0.15 to 1 of the effect size: some are put off by being advertised to.
        double effect = 1.15 * sigmoid(2 * push - 0.5) - 0.15;
        visible += circumstances.effect() * effectSizes[arm] * effect;
        redeem[arm] = 0.45 + 0.4 * sigmoid(1.5 * redemption[arm].at(person));
      }
      visible *= activity;
      probability[arm] = visible + activity * intent;
      double revenuePerPurchase = orderValue * (1 + REPEAT_PROBABILITY);
      double costPerPurchase = redeem[arm] * faceMicros[arm] * 1e-6;
      revenue[arm] = probability[arm] * revenuePerPurchase + organic + constant;
      costs[arm] = probability[arm] * costPerPurchase;
      visibleRevenue[arm] =
          visible * revenuePerPurchase + activity * ORGANIC_SHARE * orderValue + constant;
      visibleCosts[arm] = visible * costPerPurchase;
    }
    return new Response(
        probability, redeem, orderValue, organic, revenue, costs, visibleRevenue, visibleCosts);
  }

  /**
   * The part of the old policy's score that the logs can see: the general persuadability its
   * builders knew of.
   *
   * @param person the person
   * @return about standard normal
   */
  double visiblePreference(Person person) {
    return visiblePreference.at(person);
  }

  /** s(x) in [-1, 1]: how far, and in which direction, the hidden intent moves this person. */
  private double confoundingSign(Person person) {
    return 0.5 * segmentSigns[person.codes()[0]] + 0.5 * Math.tanh(2 * confounder.at(person));
  }

  /**
   * Draws what follows an impression.
   *
   * @param response potential outcomes of the person
   * @param arm arm that was given
   * @param random generator, advanced
   * @return zero to five outcomes, all inside the attribution window. Their sums have the means
   *     {@code response.revenue()[arm]} and {@code response.costs()[arm]}
   */
  public List<OutcomeDraw> drawOutcomes(Response response, int arm, SplittableRandom random) {
    List<OutcomeDraw> outcomes = new ArrayList<>(4);
    double window = spec.attributionWindow().toMillis() - 2.0;
    double constant = spec.circumstances().baseRevenue() * spec.orderValue();
    if (constant > 0) {
      outcomes.add(new OutcomeDraw(OutcomeDraw.Kind.ORGANIC, 1, constant, 0));
    }
    double organic = ORGANIC_PROBABILITY * spec.circumstances().activity();
    if (random.nextDouble() < organic) {
      double spent = orderNoise(random) * response.organicRevenue() / organic;
      long delay = 1 + (long) (0.9 * random.nextDouble() * window);
      outcomes.add(new OutcomeDraw(OutcomeDraw.Kind.ORGANIC, delay, spent, 0));
    }
    if (random.nextDouble() >= response.purchaseProbability()[arm]) {
      return outcomes;
    }
    double u = random.nextDouble();
    double purchased = 0.55 * u * u; // share of the window; most buy soon
    double value = response.orderValue() * orderNoise(random);
    outcomes.add(
        new OutcomeDraw(OutcomeDraw.Kind.PURCHASE, 1 + (long) (purchased * window), value, 0));
    if (random.nextDouble() < response.redemptionRate()[arm]) {
      double redeemed = purchased + 0.05 * random.nextDouble();
      outcomes.add(
          new OutcomeDraw(
              OutcomeDraw.Kind.REDEMPTION, 1 + (long) (redeemed * window), 0, faceMicros[arm]));
    }
    if (random.nextDouble() < REPEAT_PROBABILITY) {
      double repeated = purchased + 0.06 + 0.34 * random.nextDouble();
      double second = response.orderValue() * orderNoise(random);
      outcomes.add(
          new OutcomeDraw(OutcomeDraw.Kind.REPEAT, 1 + (long) (repeated * window), second, 0));
    }
    return outcomes;
  }

  /** Of mean 1: gamma of shape 8, a coefficient of variation of 0.35, or lognormal. */
  private double orderNoise(SplittableRandom random) {
    double tail = spec.circumstances().tail();
    if (tail > 0) {
      return Math.exp(tail * random.nextGaussian() - tail * tail / 2);
    }
    double sum = 0;
    for (int i = 0; i < ORDER_SHAPE; i++) {
      sum += random.nextExponential();
    }
    return sum / ORDER_SHAPE;
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
