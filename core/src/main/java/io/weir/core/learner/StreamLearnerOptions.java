package io.weir.core.learner;

import io.weir.core.network.Activation;
import io.weir.core.network.MlpShape;
import io.weir.core.option.Option;
import io.weir.core.option.OptionDefinitions;
import io.weir.core.option.OptionValues;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Typed options of the stream learners, read from text: an ensemble of trunks that learns from
 * observational mini-batches, corrections that learn from the randomized window, a teacher and a
 * bridge between them. Defaults are those of the per-arm bridge with four members. Every key starts
 * with {@value #PREFIX}; see {@link #definitions()}.
 */
public final class StreamLearnerOptions {
  /** Start of every key. */
  public static final String PREFIX = "learner.";

  private static final OptionDefinitions ALL = new OptionDefinitions();

  /** What only studies set. */
  private static final OptionDefinitions EXPERIMENTAL = new OptionDefinitions();

  private static final Option<List<Integer>> HIDDEN =
      ALL.list(
          PREFIX + "hidden",
          "64,32,32",
          "1 to 6 sizes of 1 to 1024",
          "Units of the hidden layers.",
          Integer::parseInt,
          sizes -> sizes.size() <= 6 && sizes.stream().allMatch(size -> size >= 1 && size <= 1024));
  private static final Option<Activation> ACTIVATION =
      ALL.constant(PREFIX + "activation", Activation.RELU, "Activation of the hidden layers.");
  private static final Option<Integer> MEMBERS =
      ALL.integer(
          PREFIX + "members", 4, 1, 16, "Independently initialised networks; 1 is no ensemble.");
  private static final Option<Integer> BATCH =
      ALL.integer(
          PREFIX + "batch-size", 250, 8, 10_000, "Observational samples of one mini-batch.");
  private static final Option<Double> TRUNK_RATE =
      EXPERIMENTAL.rate(PREFIX + "trunk.rate", "2e-3", "Adam rate of the trunk.");
  private static final Option<Double> TRUNK_DECAY =
      EXPERIMENTAL.real(
          PREFIX + "trunk.decay", "2", 0, 100, "Decoupled decay of the trunk, per unit of rate.");
  private static final Option<Integer> CORRECTION_BATCH =
      ALL.integer(
          PREFIX + "correction.batch-size",
          250,
          0,
          10_000,
          "Window rows per member and mini-batch for the correction; 0 turns corrections off.");
  private static final Option<Double> CORRECTION_RATE =
      EXPERIMENTAL.rate(PREFIX + "correction.rate", "4.5e-3", "Adam rate of the correction.");
  private static final Option<Double> CORRECTION_DECAY =
      EXPERIMENTAL.real(
          PREFIX + "correction.decay", "1", 0, 100, "Decoupled decay: how fast corrections fade.");
  private static final Option<Double> OWN_SHARE =
      ALL.real(
          PREFIX + "correction.own-share",
          "0.5",
          0,
          0.9,
          "Share of those rows that are the campaign's own models' decisions, which the features"
              + " alone explain; less while there are few. 0 keeps them out.");
  private static final Option<Double> NORM_LIMIT =
      ALL.real(
          PREFIX + "norm-limit",
          "1e4",
          1,
          1e12,
          "Euclidean norm of all parameters above which the learner counts as diverged.");

  /**
   * About the last hundred steps: the average of iterates varies less than the last one (Polyak and
   * Juditsky 1992).
   */
  private static final double AVERAGING = 0.99;

  /**
   * Scales from the centre to which outcomes are pulled in, in training: squares of a heavy tail
   * would outweigh all else (winsorizing: Tukey and McLaughlin 1963).
   */
  private static final double OUTCOME_CLIP = 8;

  private static final TeacherOptions.Definitions TEACHER = new TeacherOptions.Definitions(ALL);
  private static final BridgeOptions.Definitions BRIDGE =
      new BridgeOptions.Definitions(ALL, EXPERIMENTAL);
  private static final List<Option<?>> EVERY =
      Stream.of(ALL, EXPERIMENTAL).<Option<?>>flatMap(some -> some.list().stream()).toList();

  static {
    ALL.retire(PREFIX + "averaging", PREFIX + "outcome-clip");
  }

  private final OptionValues values;
  private final TeacherOptions teacher;
  private final BridgeOptions bridge;

  private StreamLearnerOptions(Map<String, String> given) {
    TreeMap<String, String> own = new TreeMap<>(given);
    own.keySet().removeIf(key -> !key.startsWith(PREFIX));
    values = new OptionValues(EVERY, ALL.retired(), own);
    teacher = TEACHER.read(values);
    bridge = BRIDGE.read(values);
  }

  /** The defaults. */
  public static StreamLearnerOptions defaults() {
    return new StreamLearnerOptions(Map.of());
  }

  /**
   * Reads options; what is absent has its default. Keys that do not start with {@value #PREFIX} are
   * not looked at.
   *
   * @throws IllegalArgumentException if a key with the prefix is unknown, or a value is unreadable
   *     or out of range; the message names every offender with its key, value and range
   */
  public static StreamLearnerOptions parse(Map<String, String> options) {
    return new StreamLearnerOptions(options);
  }

  /** Every option, in the order they are documented. */
  public static List<Option<?>> definitions() {
    return EVERY;
  }

  /** Those of them that only studies set, and that may change or go with any release. */
  public static List<Option<?>> experimental() {
    return EXPERIMENTAL.list();
  }

  /** Keys of earlier releases that are constants by now: taken, and without effect. */
  public static SortedSet<String> retired() {
    return ALL.retired();
  }

  /** The options as text, all of them, by key. */
  public Map<String, String> asMap() {
    return values.asMap();
  }

  /** These options with some replaced. */
  public StreamLearnerOptions with(String key, String value) {
    Map<String, String> changed = new TreeMap<>(asMap());
    changed.put(key, value);
    return parse(changed);
  }

  /** A hash of all values, eight hexadecimal digits, equal where all values are written equally. */
  public String hash() {
    return values.hash();
  }

  /**
   * Whether state made under these options can go on under the others: same networks and bridge.
   */
  public boolean sameState(StreamLearnerOptions other) {
    return shape(1, 1).equals(other.shape(1, 1))
        && members() == other.members()
        && teacher.members() == other.teacher.members()
        && bridge.kind() == other.bridge.kind();
  }

  /** The networks' shape for an input width and a number of arms. */
  public MlpShape shape(int inputSize, int arms) {
    List<Integer> hidden = values.get(HIDDEN);
    int[] sizes = new int[hidden.size() + 2];
    sizes[0] = inputSize;
    for (int layer = 0; layer < hidden.size(); layer++) {
      sizes[layer + 1] = hidden.get(layer);
    }
    sizes[hidden.size() + 1] = 2 * arms;
    return new MlpShape(sizes, values.get(ACTIVATION));
  }

  /** Independently initialised networks. */
  public int members() {
    return values.get(MEMBERS);
  }

  /** Observational samples of one mini-batch. */
  public int batchRows() {
    return values.get(BATCH);
  }

  /** Adam rate of the trunk. */
  public double trunkRate() {
    return values.get(TRUNK_RATE);
  }

  /** Decoupled decay of the trunk. */
  public double trunkDecay() {
    return values.get(TRUNK_DECAY);
  }

  /** Window rows per member and mini-batch for the correction; 0 for none. */
  public int correctionRows() {
    return values.get(CORRECTION_BATCH);
  }

  /** Adam rate of the correction. */
  public double correctionRate() {
    return values.get(CORRECTION_RATE);
  }

  /** Decoupled decay of the correction. */
  public double correctionDecay() {
    return values.get(CORRECTION_DECAY);
  }

  /** Greatest share of the correction's rows that are the campaign's own models' decisions. */
  public double ownShare() {
    return values.get(OWN_SHARE);
  }

  /** Factor of the exponential average that is served. */
  public double averaging() {
    return AVERAGING;
  }

  /** Greatest distance of scaled revenue and cost from their centre, in training. */
  public double outcomeClip() {
    return OUTCOME_CLIP;
  }

  /** Norm of all parameters above which the learner counts as diverged. */
  public double normLimit() {
    return values.get(NORM_LIMIT);
  }

  /** The teacher and the chunks between its refreshes. */
  public TeacherOptions teacher() {
    return teacher;
  }

  /** The bridge and how it is learned. */
  public BridgeOptions bridge() {
    return bridge;
  }

  /** Writes all options as text. */
  public void write(StateOutput out) throws IOException {
    out.writeInt(asMap().size());
    for (Map.Entry<String, String> option : asMap().entrySet()) {
      out.writeText(option.getKey());
      out.writeText(option.getValue());
    }
  }

  /** Reads what {@link #write} wrote. */
  public static StreamLearnerOptions read(StateInput in) throws IOException {
    Map<String, String> given = new TreeMap<>();
    for (int i = in.readInt(); i > 0; i--) {
      given.put(in.readText(), in.readText());
    }
    return parse(given);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StreamLearnerOptions that && asMap().equals(that.asMap());
  }

  @Override
  public int hashCode() {
    return asMap().hashCode();
  }

  @Override
  public String toString() {
    return asMap().toString();
  }
}
