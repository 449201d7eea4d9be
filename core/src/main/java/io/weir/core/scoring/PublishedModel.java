package io.weir.core.scoring;

import io.weir.core.feature.FeatureEncoder;
import java.util.HashSet;
import java.util.List;

/**
 * A published model ready to score: the mean over its members, times the revenue scale or the cost
 * scale. Predicted cost is clamped at zero below, and the free arm (index 0) costs zero. Immutable
 * and safe for use by several threads; each thread brings its own {@link Scratch}.
 */
public final class PublishedModel {
  private final List<String> arms;
  private final FeatureEncoder encoder;
  private final List<MemberNetwork> members;
  private final double revenueFactor;
  private final double costFactor;

  /**
   * Makes a model.
   *
   * @param arms identifiers in the order of the output columns, the free arm first
   * @param encoder turns features into the members' input
   * @param members one or more networks from the encoder's columns to twice the arms
   * @param revenueScale objective units per unit of output; positive
   * @param costScale whole currency units per unit of output; positive
   * @throws IllegalArgumentException if sizes do not fit, an arm occurs twice, or a scale is not
   *     positive and finite
   */
  public PublishedModel(
      List<String> arms,
      FeatureEncoder encoder,
      List<MemberNetwork> members,
      double revenueScale,
      double costScale) {
    this.arms = List.copyOf(arms);
    this.encoder = encoder;
    this.members = List.copyOf(members);
    if (arms.isEmpty() || new HashSet<>(arms).size() != arms.size()) {
      throw new IllegalArgumentException("arms must be distinct, one or more: " + arms);
    }
    if (members.isEmpty()) {
      throw new IllegalArgumentException("a model needs a member");
    }
    for (MemberNetwork member : members) {
      if (member.inputSize() != encoder.inputSize() || member.outputSize() != 2 * arms.size()) {
        throw new IllegalArgumentException(
            "member maps %d to %d columns, not %d to %d"
                .formatted(
                    member.inputSize(), member.outputSize(), encoder.inputSize(), 2 * arms.size()));
      }
    }
    if (!isScale(revenueScale) || !isScale(costScale)) {
      throw new IllegalArgumentException("scales " + revenueScale + " and " + costScale);
    }
    this.revenueFactor = revenueScale / members.size();
    this.costFactor = costScale / members.size();
  }

  private static boolean isScale(double scale) {
    return scale > 0 && scale < Double.POSITIVE_INFINITY;
  }

  /** Returns the arms in the order of the predictions. */
  public List<String> arms() {
    return arms;
  }

  /** Returns how features become input. */
  public FeatureEncoder encoder() {
    return encoder;
  }

  /** Working memory of one thread; grows to what the largest model it met needs. */
  public static final class Scratch {
    private int[] columns = new int[0];
    private double[] values = new double[0];
    private double[] first = new double[0];
    private double[] second = new double[0];
    private double[] sum = new double[0];
    private double[] revenue = new double[0];
    private double[] cost = new double[0];

    private void fit(PublishedModel model) {
      if (columns.length < model.encoder.inputSize()) {
        columns = new int[model.encoder.inputSize()];
        values = new double[columns.length];
      }
      int width = 0;
      for (MemberNetwork member : model.members) {
        width = Math.max(width, member.maxWidth());
      }
      if (first.length < width) {
        first = new double[width];
        second = new double[width];
      }
      if (revenue.length < model.arms.size()) {
        revenue = new double[model.arms.size()];
        cost = new double[revenue.length];
        sum = new double[2 * revenue.length];
      }
    }

    /** Predicted revenue of each arm, objective units; longer than the arms at times. */
    public double[] revenue() {
      return revenue;
    }

    /** Predicted cost of each arm, whole currency units; longer than the arms at times. */
    public double[] cost() {
      return cost;
    }
  }

  /**
   * Predicts revenue and cost of every arm into the scratch. Features must have passed {@link
   * io.weir.core.feature.FeatureLayout#violation}.
   */
  public void predict(
      List<Float> numeric, List<? extends CharSequence> categorical, Scratch scratch) {
    scratch.fit(this);
    int count = 0;
    int numericCount = encoder.layout().numericFeatures().size();
    for (int i = 0; i < numericCount; i++) {
      scratch.columns[count] = i;
      scratch.values[count++] = encoder.standardized(i, numeric.get(i));
    }
    for (int f = 0; f < encoder.layout().categoricalFeatures().size(); f++) {
      scratch.columns[count] = encoder.column(f, categorical.get(f));
      scratch.values[count++] = 1;
    }
    predict(count, scratch);
  }

  /**
   * Predicts from an encoded input.
   *
   * @param x one row at offset, {@code encoder().inputSize()} columns
   */
  public void predict(double[] x, int offset, Scratch scratch) {
    scratch.fit(this);
    int count = 0;
    for (int i = 0; i < encoder.inputSize(); i++) {
      if (x[offset + i] != 0) {
        scratch.columns[count] = i;
        scratch.values[count++] = x[offset + i];
      }
    }
    predict(count, scratch);
  }

  private void predict(int count, Scratch scratch) {
    int m = arms.size();
    java.util.Arrays.fill(scratch.sum, 0, 2 * m, 0);
    for (MemberNetwork member : members) {
      member.addOutput(
          scratch.columns, scratch.values, count, scratch.first, scratch.second, scratch.sum);
    }
    for (int j = 0; j < m; j++) {
      scratch.revenue[j] = scratch.sum[j] * revenueFactor;
      scratch.cost[j] = Math.max(scratch.sum[m + j] * costFactor, 0);
    }
    scratch.cost[0] = 0;
  }
}
