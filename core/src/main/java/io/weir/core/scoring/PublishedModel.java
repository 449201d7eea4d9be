package io.weir.core.scoring;

import io.weir.core.feature.FeatureEncoder;
import io.weir.core.feature.FeatureRow;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * A published model ready to score: the mean over its members, times the revenue scale or the cost
 * scale. Predicted cost is clamped at zero below, and the free arm (index 0) costs zero.
 *
 * <p>A row's predictions are the same bits on every machine, by every kernel, alone or among
 * others: single precision within a member, double across them. Immutable and safe for use by
 * several threads; each thread brings its own {@link ScoringScratch}, and nothing else is
 * allocated.
 */
public final class PublishedModel {
  /** Rows that go through a member together, so that its weights are read from the first cache. */
  private static final int BLOCK = 16;

  private final List<String> arms;
  private final FeatureEncoder encoder;
  private final StackedMembers members;
  private final ScoringKernel kernel;
  private final int inputs;
  private final int outputs;
  private final double revenueScale;
  private final double costScale;
  private final boolean finite;

  /**
   * Makes a model.
   *
   * @param arms identifiers in the order of the output columns, the free arm first
   * @param encoder centres and scales numeric features, which are the first columns of the input
   * @param members one or more networks, all of the same input, to twice the arms
   * @param revenueScale objective units per unit of output; positive
   * @param costScale whole currency units per unit of output; positive
   * @throws IllegalArgumentException if sizes do not fit, an arm occurs twice, a scale is not
   *     positive and finite, or the members are too large to be scored
   */
  public PublishedModel(
      List<String> arms,
      FeatureEncoder encoder,
      List<MemberNetwork> members,
      double revenueScale,
      double costScale) {
    this(arms, encoder, members, revenueScale, costScale, ScoringKernels.best());
  }

  /** As the other constructor, scoring with a kernel that is not the best. */
  public PublishedModel(
      List<String> arms,
      FeatureEncoder encoder,
      List<MemberNetwork> members,
      double revenueScale,
      double costScale,
      ScoringKernel kernel) {
    if (arms.isEmpty() || new HashSet<>(arms).size() != arms.size()) {
      throw new IllegalArgumentException("arms must be distinct, one or more: " + arms);
    }
    if (members.isEmpty()) {
      throw new IllegalArgumentException("a model needs a member");
    }
    this.inputs = members.get(0).inputSize();
    this.outputs = 2 * arms.size();
    for (MemberNetwork member : members) {
      if (member.inputSize() != inputs || member.outputSize() != outputs) {
        throw new IllegalArgumentException(
            "a member maps %d to %d columns, not %d to %d"
                .formatted(member.inputSize(), member.outputSize(), inputs, outputs));
      }
    }
    if (encoder.numericCount() > inputs) {
      throw new IllegalArgumentException(
          encoder.numericCount() + " numeric features, " + inputs + " input columns");
    }
    if (!isScale(revenueScale) || !isScale(costScale)) {
      throw new IllegalArgumentException("scales " + revenueScale + " and " + costScale);
    }
    this.arms = List.copyOf(arms);
    this.encoder = encoder;
    this.members = new StackedMembers(members);
    this.kernel = kernel;
    this.revenueScale = revenueScale;
    this.costScale = costScale;
    this.finite = members.stream().allMatch(MemberNetwork::finite);
  }

  private static boolean isScale(double scale) {
    return scale > 0 && scale < Double.POSITIVE_INFINITY;
  }

  /** Returns the arms in the order of the predictions. */
  public List<String> arms() {
    return arms;
  }

  /** Returns how numeric features are centred and scaled. */
  public FeatureEncoder encoder() {
    return encoder;
  }

  /** Returns the columns of the input. */
  public int inputs() {
    return inputs;
  }

  /** Returns whether every weight is a finite number. */
  public boolean finite() {
    return finite;
  }

  /**
   * Predicts one impression into {@link ScoringScratch#predictions}.
   *
   * @throws IllegalArgumentException if the row is of another layout than the model
   */
  public void predict(FeatureRow row, ScoringScratch scratch) {
    int numeric = encoder.numericCount();
    if (row.numericCount() != numeric || row.inputSize() != inputs) {
      throw new IllegalArgumentException(
          "a row of %d numeric and %d columns, not %d and %d"
              .formatted(row.numericCount(), row.inputSize(), numeric, inputs));
    }
    scratch.fit(inputs, members.firstUnits(), members.widest(), outputs);
    encoder.standardize(row, scratch.input, 0);
    members.first(kernel, scratch.input, 0, numeric, row.hot(), row.hotCount(), scratch.first, 0);
    double[] out = scratch.predictions();
    Arrays.fill(out, 0, outputs, 0);
    for (int m = 0; m < members.count(); m++) {
      members.rest(kernel, m, scratch.first, 0, scratch.layers, out, 0, outputs);
    }
    toNaturalUnits(out, 0);
  }

  /**
   * Predicts many rows that are encoded already.
   *
   * @param x encoded rows, row-major [rows of the block, {@link #inputs}]; not modified
   * @param fromRow first row of {@code x} to score
   * @param rows rows to score
   * @param out row-major [rows, 2 arms] from {@code offset}: revenue of each arm in objective
   *     units, then cost of each arm in whole currency units; overwritten
   * @param offset place of the first row in {@code out}
   */
  public void predict(
      float[] x, int fromRow, int rows, double[] out, int offset, ScoringScratch scratch) {
    int stacked = members.firstUnits();
    scratch.fit(inputs, BLOCK * stacked, members.widest(), outputs);
    for (int begin = 0; begin < rows; begin += BLOCK) {
      int count = Math.min(BLOCK, rows - begin);
      int target = offset + begin * outputs;
      for (int r = 0; r < count; r++) {
        firstLayers(x, (fromRow + begin + r) * inputs, r * stacked, scratch);
      }
      Arrays.fill(out, target, target + count * outputs, 0);
      for (int m = 0; m < members.count(); m++) {
        for (int r = 0; r < count; r++) {
          members.rest(
              kernel,
              m,
              scratch.first,
              r * stacked,
              scratch.layers,
              out,
              target + r * outputs,
              outputs);
        }
      }
      for (int r = 0; r < count; r++) {
        toNaturalUnits(out, target + r * outputs);
      }
    }
  }

  /** Finds the hot columns of an encoded row, so that it is summed as {@link FeatureRow} is. */
  private void firstLayers(float[] x, int at, int to, ScoringScratch scratch) {
    int numeric = encoder.numericCount();
    int hots = 0;
    boolean oneHot = true;
    for (int i = numeric; i < inputs; i++) {
      float value = x[at + i];
      if (value != 0) {
        oneHot &= value == 1;
        scratch.hot[hots++] = i;
      }
    }
    members.first(
        kernel,
        x,
        at,
        oneHot ? numeric : inputs,
        scratch.hot,
        oneHot ? hots : 0,
        scratch.first,
        to);
  }

  private void toNaturalUnits(double[] out, int at) {
    int m = arms.size();
    for (int j = 0; j < m; j++) {
      out[at + j] = out[at + j] / members.count() * revenueScale;
      out[at + m + j] = Math.max(0, out[at + m + j] / members.count() * costScale);
    }
    out[at + m] = 0;
  }
}
