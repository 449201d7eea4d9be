package io.weir.core.learner;

import io.weir.core.network.Activation;
import io.weir.core.network.MlpShape;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32;

/**
 * Typed options of the stream learners, read from text: an ensemble of trunks that learns from
 * observational mini-batches, corrections that learn from the randomized window, a teacher and a
 * bridge between them. Defaults are those of the per-arm bridge with four members. Every key starts
 * with {@value #PREFIX}; see {@link #definitions()}.
 */
public final class StreamLearnerOptions {
  /** Start of every key. */
  public static final String PREFIX = "learner.";

  private static final List<OptionDefinition> DEFINITIONS = new ArrayList<>();
  private static final String HIDDEN =
      define("hidden", "64,32,32", "1 to 6 sizes of 1 to 1024", "Units of the hidden layers.");
  private static final String ACTIVATION =
      define("activation", "RELU", "RELU, TANH or SOFTPLUS", "Activation of the hidden layers.");
  private static final String MEMBERS =
      define("members", "4", "1 to 16", "Independently initialised networks; 1 is no ensemble.");
  private static final String BATCH =
      define("batch-size", "250", "8 to 10000", "Observational samples of one mini-batch.");
  private static final String TRUNK_RATE =
      define("trunk.rate", "2e-3", "above 0 to 1", "Adam rate of the trunk.");
  private static final String TRUNK_DECAY =
      define("trunk.decay", "2", "0 to 100", "Decoupled decay of the trunk, per unit of rate.");
  private static final String CORRECTION_BATCH =
      define(
          "correction.batch-size",
          "250",
          "0 to 10000",
          "Window rows per member and mini-batch for the correction; 0 turns corrections off.");
  private static final String CORRECTION_RATE =
      define("correction.rate", "4.5e-3", "above 0 to 1", "Adam rate of the correction.");
  private static final String CORRECTION_DECAY =
      define("correction.decay", "1", "0 to 100", "Decoupled decay: how fast corrections fade.");
  private static final String OWN_SHARE =
      define(
          "correction.own-share",
          "0.5",
          "0 to 0.9",
          "Share of those rows that are the campaign's own models' decisions, which the features"
              + " alone explain; less while there are few. 0 keeps them out.");
  private static final String CLIP =
      define(
          "outcome-clip",
          "8",
          "1 to 1e6",
          "Revenue and cost farther from their centre than so many scales are pulled in to there"
              + " in training; what is published is measured on them as they are.");
  private static final String NORM_LIMIT =
      define(
          "norm-limit",
          "1e4",
          "1 to 1e12",
          "Euclidean norm of all parameters above which the learner counts as diverged.");

  /**
   * About the last hundred steps: the average of iterates varies less than the last one (Polyak and
   * Juditsky 1992).
   */
  private static final double AVERAGING = 0.99;

  /** Keys that were options once. They are taken and do nothing. */
  private static final SortedSet<String> RETIRED = new TreeSet<>(Set.of(PREFIX + "averaging"));

  static {
    RETIRED.addAll(TeacherOptions.RETIRED);
    RETIRED.addAll(BridgeOptions.RETIRED);
    DEFINITIONS.addAll(TeacherOptions.DEFINITIONS);
    DEFINITIONS.addAll(BridgeOptions.DEFINITIONS);
  }

  private final TreeMap<String, String> texts;
  private final int[] hidden;
  private final Activation activation;
  private final int members;
  private final int batchRows;
  private final double trunkRate;
  private final double trunkDecay;
  private final int correctionRows;
  private final double correctionRate;
  private final double correctionDecay;
  private final double ownShare;
  private final double clip;
  private final double normLimit;
  private final TeacherOptions teacher;
  private final BridgeOptions bridge;

  private StreamLearnerOptions(Map<String, String> given) {
    OptionReader reader = new OptionReader(DEFINITIONS, RETIRED, PREFIX, given);
    hidden = reader.integers(HIDDEN, 6, 1024);
    activation = reader.constant(ACTIVATION, Activation.class);
    members = reader.integer(MEMBERS, 1, 16);
    batchRows = reader.integer(BATCH, 8, 10_000);
    trunkRate = reader.rate(TRUNK_RATE);
    trunkDecay = reader.real(TRUNK_DECAY, 0, 100);
    correctionRows = reader.integer(CORRECTION_BATCH, 0, 10_000);
    correctionRate = reader.rate(CORRECTION_RATE);
    correctionDecay = reader.real(CORRECTION_DECAY, 0, 100);
    ownShare = reader.real(OWN_SHARE, 0, 0.9);
    clip = reader.real(CLIP, 1, 1e6);
    normLimit = reader.real(NORM_LIMIT, 1, 1e12);
    teacher = TeacherOptions.read(reader);
    bridge = BridgeOptions.read(reader);
    texts = reader.finish();
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
  public static List<OptionDefinition> definitions() {
    return List.copyOf(DEFINITIONS);
  }

  /** Keys of earlier releases that are constants by now: taken, and without effect. */
  public static SortedSet<String> retired() {
    return new TreeSet<>(RETIRED);
  }

  /** The options as text, all of them, by key. */
  public Map<String, String> asMap() {
    return new TreeMap<>(texts);
  }

  /** These options with some replaced. */
  public StreamLearnerOptions with(String key, String value) {
    Map<String, String> changed = asMap();
    changed.put(key, value);
    return parse(changed);
  }

  /** A hash of all values, eight hexadecimal digits, equal where all values are written equally. */
  public String hash() {
    CRC32 crc = new CRC32();
    crc.update(texts.toString().getBytes(StandardCharsets.UTF_8));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  /**
   * Whether state made under these options can go on under the others: same networks and bridge.
   */
  public boolean sameState(StreamLearnerOptions other) {
    return shape(1, 1).equals(other.shape(1, 1))
        && members == other.members
        && teacher.members() == other.teacher.members()
        && bridge.kind() == other.bridge.kind();
  }

  /** The networks' shape for an input width and a number of arms. */
  public MlpShape shape(int inputSize, int arms) {
    int[] sizes = new int[hidden.length + 2];
    sizes[0] = inputSize;
    System.arraycopy(hidden, 0, sizes, 1, hidden.length);
    sizes[hidden.length + 1] = 2 * arms;
    return new MlpShape(sizes, activation);
  }

  /** Independently initialised networks. */
  public int members() {
    return members;
  }

  /** Observational samples of one mini-batch. */
  public int batchRows() {
    return batchRows;
  }

  /** Adam rate of the trunk. */
  public double trunkRate() {
    return trunkRate;
  }

  /** Decoupled decay of the trunk. */
  public double trunkDecay() {
    return trunkDecay;
  }

  /** Window rows per member and mini-batch for the correction; 0 for none. */
  public int correctionRows() {
    return correctionRows;
  }

  /** Adam rate of the correction. */
  public double correctionRate() {
    return correctionRate;
  }

  /** Decoupled decay of the correction. */
  public double correctionDecay() {
    return correctionDecay;
  }

  /** Greatest share of the correction's rows that are the campaign's own models' decisions. */
  public double ownShare() {
    return ownShare;
  }

  /** Factor of the exponential average that is served. */
  public double averaging() {
    return AVERAGING;
  }

  /** Greatest distance of scaled revenue and cost from their centre, in training. */
  public double outcomeClip() {
    return clip;
  }

  /** Norm of all parameters above which the learner counts as diverged. */
  public double normLimit() {
    return normLimit;
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
    out.writeInt(texts.size());
    for (Map.Entry<String, String> option : texts.entrySet()) {
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
    return other instanceof StreamLearnerOptions that && texts.equals(that.texts);
  }

  @Override
  public int hashCode() {
    return texts.hashCode();
  }

  @Override
  public String toString() {
    return texts.toString();
  }

  private static String define(String name, String value, String range, String description) {
    OptionDefinition definition = new OptionDefinition(PREFIX + name, value, range, description);
    DEFINITIONS.add(definition);
    return definition.key();
  }
}
