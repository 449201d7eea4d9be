package io.weir.simulator.world;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A coupon market for comparing learners: one purchase or none per impression, many visible
 * features, a hidden confounder, an old policy that treats those who seem likely to buy.
 *
 * <p>With features x (ten standard normal scores and one of four segments), hidden intent u in
 * {-1.34, -0.45, 0.45, 1.34} at even odds (mean 0, variance 1), and arm j of five:
 *
 * <pre>
 *   purchase   p_ij = sigmoid(-0.9 + 0.5 b(x) + e_j(x) + confounding s(segment) u)
 *   effect     e_0 = 0, else e_j(x) = 0.3 + 0.3 j / 4 + 0.7 (0.5 common(x) + 0.87 own_j(x))
 *   revenue    r_ij = order value if purchased, gamma of mean 10 and shape 8, else 0
 *   cost       c_ij = face_j if purchased and redeemed, face_j = 0.8 + 1.6 j / 4, face_0 = 0
 *   redemption 0.5 + 0.4 sigmoid(1.5 q_j(x))
 *   old policy score = u + 0.6 common(x) + 0.8 normal noise; top 15 % get arm 4, the next 15 % arm
 *              3, and so on; the lowest 40 % get none
 * </pre>
 *
 * <p>b, common, own_j and q_j are {@link Direction}s of unit variance. s goes from 1 to -0.8 over
 * the segments in random order, so that the bias differs in size and sign. Means given x are exact:
 * the average over the four values of u.
 *
 * <p>Immutable and thread-safe.
 */
public final class CouponMarket implements LoggedMarket {
  /** Confounding that logs are written with unless told otherwise, on the logit. */
  public static final double CONFOUNDING = 1.5;

  /** Number of arms. */
  public static final int ARMS = 5;

  private static final int FEATURES = 10;
  private static final double[] INTENTS = intents();
  private static final double BASE_LOGIT = -0.9;
  private static final double BASE_SPREAD = 0.5;
  private static final double EFFECT_SPREAD = 0.7;
  private static final double ORDER_VALUE = 10;
  private static final int ORDER_SHAPE = 8;
  private static final double BUDGET_SHARE = 0.3;
  private static final int REFERENCE = 20_000;
  private static final double TREATED_PER_ARM = 0.15;
  private static final double VISIBLE_WEIGHT = 0.6;
  private static final double NOISE_WEIGHT = 0.8;
  private static final long LABEL = 0x434f55504f4eL;

  private final long seed;
  private final double confounding;
  private final CampaignSpec layout;
  private final Direction base;
  private final Direction common;
  private final Direction[] effects = new Direction[ARMS];
  private final Direction[] redemption = new Direction[ARMS];
  private final double[] signs;
  private final double[] thresholds = new double[ARMS - 1];
  private final double budget;

  /**
   * Draws a market.
   *
   * @param seed everything follows from it
   * @param confounding strength of the hidden intent on the logit of a purchase; not negative
   */
  public CouponMarket(long seed, double confounding) {
    if (!(confounding >= 0) || Double.isInfinite(confounding)) {
      throw new IllegalArgumentException("confounding must be finite and not negative");
    }
    this.seed = seed;
    this.confounding = confounding;
    this.layout = layout();
    SplittableRandom random = Streams.open(seed, LABEL, 1);
    base = Direction.draw(random, layout);
    common = Direction.draw(random, layout);
    for (int arm = 0; arm < ARMS; arm++) {
      effects[arm] = Direction.mix(0.5, common, Direction.draw(random, layout));
      redemption[arm] = Direction.draw(random, layout);
    }
    signs = CampaignWorld.drawSegmentSigns(random, layout.categorical().get(0).values().size());
    SplittableRandom reference = Streams.open(seed, LABEL, 2);
    double[] scores = new double[REFERENCE];
    double[] gains = new double[REFERENCE * ARMS];
    double[] costs = new double[REFERENCE * ARMS];
    for (int i = 0; i < REFERENCE; i++) {
      Person person = draw(reference);
      scores[i] = score(person, reference);
      for (int arm = 0; arm < ARMS; arm++) {
        gains[i * ARMS + arm] = trueRevenue(person, arm) - trueRevenue(person, 0);
        costs[i * ARMS + arm] = trueCost(person, arm);
      }
    }
    java.util.Arrays.sort(scores);
    for (int k = 0; k < thresholds.length; k++) {
      thresholds[k] = scores[(int) (REFERENCE * (1 - TREATED_PER_ARM * (ARMS - 1 - k)))];
    }
    budget = BUDGET_SHARE * new Truth(gains, costs, REFERENCE, ARMS).saturationCost();
  }

  private static double[] intents() {
    double[] intents = {-3, -1, 1, 3};
    for (int k = 0; k < intents.length; k++) {
      intents[k] /= Math.sqrt(5);
    }
    return intents;
  }

  /** Names and kinds of the features, in the form that directions are drawn for. */
  private static CampaignSpec layout() {
    List<NumericFeature> numeric = new ArrayList<>();
    for (int k = 1; k <= FEATURES; k++) {
      numeric.add(new NumericFeature("x" + k, 0, 1, false));
    }
    List<String> arms = new ArrayList<>(List.of("none"));
    for (int arm = 1; arm < ARMS; arm++) {
      arms.add("coupon-" + arm);
    }
    return new CampaignSpec(
        "coupons",
        "coupons-v1",
        arms,
        numeric,
        List.of(new CategoricalFeature("segment", List.of("new", "casual", "loyal", "lapsed"), 8)),
        1,
        ORDER_VALUE,
        face(ARMS - 1),
        CampaignSpec.MAX_EFFECT_SIZE,
        0,
        BUDGET_SHARE,
        java.time.Duration.ofHours(1),
        Circumstances.STILL);
  }

  @Override
  public List<String> arms() {
    return layout.arms();
  }

  @Override
  public List<String> numericNames() {
    return layout.numeric().stream().map(NumericFeature::name).toList();
  }

  @Override
  public List<String> categoricalNames() {
    return layout.categorical().stream().map(CategoricalFeature::name).toList();
  }

  @Override
  public double budgetPerImpression() {
    return budget;
  }

  @Override
  public Log log(boolean randomized, long stream) {
    SplittableRandom random = Streams.open(seed, LABEL, stream);
    return elapsedMillis -> {
      Person person = draw(random);
      int arm = randomized ? random.nextInt(ARMS) : oldPolicy(person, random);
      return row(person, arm, random);
    };
  }

  private Row row(Person person, int arm, SplittableRandom random) {
    double[] revenues = new double[ARMS];
    double[] costs = new double[ARMS];
    for (int j = 0; j < ARMS; j++) {
      revenues[j] = trueRevenue(person, j);
      costs[j] = trueCost(person, j);
    }
    double revenue = 0;
    double cost = 0;
    if (random.nextDouble() < purchase(person, arm, person.intent())) {
      for (int i = 0; i < ORDER_SHAPE; i++) {
        revenue += ORDER_VALUE / ORDER_SHAPE * random.nextExponential();
      }
      cost = random.nextDouble() < redeemed(person, arm) ? face(arm) : 0;
    }
    return new Row(person.numeric(), person.categorical(), arm, revenue, cost, revenues, costs);
  }

  private Person draw(SplittableRandom random) {
    double[] scores = new double[FEATURES];
    float[] numeric = new float[FEATURES];
    for (int k = 0; k < FEATURES; k++) {
      scores[k] = random.nextGaussian();
      numeric[k] = (float) scores[k];
    }
    List<String> segments = layout.categorical().get(0).values();
    int segment = random.nextInt(segments.size());
    double intent = INTENTS[random.nextInt(INTENTS.length)];
    return new Person(
        0, "", scores, numeric, new int[] {segment}, new String[] {segments.get(segment)}, intent);
  }

  private double purchase(Person person, int arm, double intent) {
    double logit = BASE_LOGIT + BASE_SPREAD * base.at(person);
    if (arm > 0) {
      logit += 0.3 + 0.3 * arm / (ARMS - 1) + EFFECT_SPREAD * effects[arm].at(person);
    }
    return CampaignWorld.sigmoid(logit + confounding * signs[person.codes()[0]] * intent);
  }

  private double redeemed(Person person, int arm) {
    return 0.5 + 0.4 * CampaignWorld.sigmoid(1.5 * redemption[arm].at(person));
  }

  private static double face(int arm) {
    return arm == 0 ? 0 : 0.8 + 1.6 * arm / (ARMS - 1);
  }

  private double trueRevenue(Person person, int arm) {
    double mean = 0;
    for (double intent : INTENTS) {
      mean += purchase(person, arm, intent) / INTENTS.length;
    }
    return ORDER_VALUE * mean;
  }

  private double trueCost(Person person, int arm) {
    return trueRevenue(person, arm) / ORDER_VALUE * redeemed(person, arm) * face(arm);
  }

  private double score(Person person, SplittableRandom random) {
    return person.intent()
        + VISIBLE_WEIGHT * common.at(person)
        + NOISE_WEIGHT * random.nextGaussian();
  }

  private int oldPolicy(Person person, SplittableRandom random) {
    double score = score(person, random);
    int arm = 0;
    while (arm < thresholds.length && score >= thresholds[arm]) {
      arm++;
    }
    return arm;
  }
}
