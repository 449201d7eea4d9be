package io.weir.contract;

import java.time.Duration;
import java.time.Instant;

/**
 * The range of everything that enters by events and campaigns. Each bound lies far outside what
 * anyone means and far inside what the arithmetic bears: a sum over a whole period stays exact, a
 * square stays finite in single precision, a message fits what a broker takes by default.
 */
public final class Ranges {
  /** Cost of one outcome: up to ten million currency units. */
  public static final IntegerRange COST_MICROS = new IntegerRange(0, 10_000_000_000_000L, "micros");

  /** Cost of an outcome that corrects another: money may come back. */
  public static final IntegerRange CORRECTION_MICROS =
      new IntegerRange(-COST_MICROS.most(), COST_MICROS.most(), "micros");

  /** Outcomes that one impression takes up. */
  public static final IntegerRange OUTCOMES = new IntegerRange(0, 256, "outcomes");

  /** Summed cost of one impression. */
  public static final IntegerRange SAMPLE_COST_MICROS =
      new IntegerRange(
          -COST_MICROS.most() * OUTCOMES.most(), COST_MICROS.most() * OUTCOMES.most(), "micros");

  /** Revenue of one outcome, objective units. */
  public static final RealRange REVENUE = new RealRange(-1e12, 1e12);

  /** Summed revenue of one impression, objective units. */
  public static final RealRange SAMPLE_REVENUE =
      new RealRange(-1e12 * OUTCOMES.most(), 1e12 * OUTCOMES.most());

  /**
   * Probability of an arm that was given. The bound keeps its inverse, and the square of that,
   * finite in single precision.
   */
  public static final RealRange PROPENSITY = new RealRange(1e-6, 1);

  /** Dual price; infinite where nothing but the free arm is given. */
  public static final RealRange DUAL_PRICE = new RealRange(0, Double.POSITIVE_INFINITY);

  /** A numeric feature: its square is finite in single precision. */
  public static final RealRange NUMERIC_FEATURE = new RealRange(-1e18, 1e18);

  /** Versions of campaigns, models and prices: exact in JSON, too. */
  public static final IntegerRange VERSION =
      new IntegerRange(0, (1L << 53) - 1, "as a whole number");

  /** Every time. */
  public static final TimeRange TIME =
      new TimeRange(Instant.EPOCH, Instant.parse("2200-01-01T00:00:00Z"));

  /** Identifiers and names, in UTF-16 code units. */
  public static final IntegerRange IDENTIFIER_LENGTH = new IntegerRange(1, 512, "characters");

  /** Units, which may be unknown, in UTF-16 code units. */
  public static final IntegerRange UNIT_LENGTH = new IntegerRange(0, 512, "characters");

  /** The value of a categorical feature, in UTF-16 code units. */
  public static final IntegerRange TEXT_LENGTH = new IntegerRange(0, 1_024, "characters");

  /** An event on the wire: its sample and its dead letter fit a broker's default of 1,048,588. */
  public static final IntegerRange EVENT_BYTES = new IntegerRange(10, 983_040, "bytes");

  /** A published model on the wire; its topics are created to take it. */
  public static final IntegerRange MODEL_BYTES = new IntegerRange(10, 8 << 20, "bytes");

  /** Length of an attribution window. */
  public static final IntegerRange ATTRIBUTION_WINDOW_MILLIS =
      new IntegerRange(1, Duration.ofDays(366).toMillis(), "milliseconds");

  /** Length of a budget's period. */
  public static final IntegerRange PERIOD_MILLIS =
      new IntegerRange(1_000, Duration.ofDays(3_660).toMillis(), "milliseconds");

  /** Budget of a period: up to a trillion currency units. */
  public static final IntegerRange BUDGET_MICROS =
      new IntegerRange(0, 1_000_000_000_000_000_000L, "micros");

  /** Arms of a campaign, the free one among them. */
  public static final IntegerRange ARMS = new IntegerRange(2, 256, "arms");

  /** Numeric features of a campaign. */
  public static final IntegerRange NUMERIC_FEATURES = new IntegerRange(0, 4_096, "features");

  /** Categorical features of a campaign. */
  public static final IntegerRange CATEGORICAL_FEATURES = new IntegerRange(0, 1_024, "features");

  /** Features of an impression that go by name. */
  public static final IntegerRange NAMED_FEATURES =
      new IntegerRange(0, NUMERIC_FEATURES.most() + CATEGORICAL_FEATURES.most(), "features");

  /** Buckets of one categorical feature. */
  public static final IntegerRange BUCKETS = new IntegerRange(1, 100_000, "buckets");

  /** Columns of a network's input: numeric features, all buckets and nullable features. */
  public static final IntegerRange INPUT_COLUMNS = new IntegerRange(1, 100_000, "columns");

  /** Share of units in the holdout. */
  public static final RealRange HOLDOUT_RATE = new RealRange(0, 1);

  /** Share of the units outside the holdout for which the decision rule acts. */
  public static final RealRange POLICY_SHARE = new RealRange(0, 1);

  /** The word for what a unit of revenue is. */
  public static final IntegerRange REVENUE_UNIT_LENGTH = new IntegerRange(1, 32, "characters");

  private Ranges() {}
}
