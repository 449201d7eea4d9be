package io.weir.core.learner;

import io.weir.core.network.Activation;
import io.weir.core.network.MlpShape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Options of the stream learner: trunks that learn from observational mini-batches, corrections
 * that learn from the randomized window, a teacher and a bridge between them. Defaults are those of
 * the per-arm bridge with four members. Every key starts with {@value #PREFIX}; see {@link
 * #definitions()}.
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
  private static final String BRIDGE =
      define(
          "bridge",
          "PER_ARM",
          "NONE, CONSTANT or PER_ARM",
          "Weight of the teacher in pseudo-labels: none, one half, or learned per output column.");
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
      define("correction.rate", "3e-3", "above 0 to 1", "Adam rate of the correction.");
  private static final String CORRECTION_DECAY =
      define("correction.decay", "1", "0 to 100", "Decoupled decay: how fast corrections fade.");
  private static final String AVERAGING =
      define(
          "averaging",
          "0.99",
          "0 to below 1",
          "Factor of the exponential average of parameters that is served.");
  private static final String TEACHER_MEMBERS =
      define("teacher.members", "4", "1 to 16", "Networks whose mean is the teacher.");
  private static final String TEACHER_BATCH =
      define("teacher.batch-size", "256", "8 to 10000", "Window rows of one teacher step.");
  private static final String TEACHER_STEPS =
      define("teacher.steps", "8", "1 to 1000", "Teacher steps per chunk.");
  private static final String TEACHER_RATE =
      define("teacher.rate", "2e-3", "above 0 to 1", "Adam rate of the teacher.");
  private static final String TEACHER_DECAY =
      define("teacher.decay", "0.3", "0 to 100", "Decoupled decay of the teacher.");
  private static final String CHUNK =
      define(
          "chunk-size",
          "4000",
          "8 to 1000000",
          "Observational samples between refreshes of the teacher, which is frozen meanwhile.");
  private static final String BRIDGE_EVERY =
      define("bridge.every", "8", "1 to 10000", "Mini-batches between hypergradient steps.");
  private static final String BRIDGE_START =
      define("bridge.start-chunk", "2", "0 to 10000", "Whole chunks before the bridge moves.");
  private static final String BRIDGE_BATCH =
      define("bridge.batch-size", "1000", "8 to 100000", "Window rows of one decision gradient.");
  private static final String BRIDGE_RATE =
      define("bridge.rate", "0.03", "above 0 to 1", "Adam rate of the bridge's logits.");
  private static final String BRIDGE_LIMIT =
      define("bridge.limit", "2", "above 0 to 20", "Greatest absolute logit.");
  private static final String TEMPERATURE =
      define(
          "bridge.temperature",
          "0.5",
          "0.01 to 100",
          "Softmax temperature of the decision gradient, in spreads of revenue - price x cost.");
  private static final String PRICE_SMOOTHING =
      define("bridge.price-smoothing", "0.9", "0 to below 1", "Smoothing of supplied dual prices.");
  private static final String NORM_LIMIT =
      define(
          "norm-limit",
          "1e4",
          "1 to 1e12",
          "Euclidean norm of all parameters above which the learner counts as diverged.");

  private final TreeMap<String, String> texts = new TreeMap<>();
  private final int[] hidden;
  private final Activation activation;
  private final int members;
  private final BridgeKind bridge;
  private final int batchRows;
  private final double trunkRate;
  private final double trunkDecay;
  private final int correctionRows;
  private final double correctionRate;
  private final double correctionDecay;
  private final double averaging;
  private final int teacherMembers;
  private final int teacherRows;
  private final int teacherSteps;
  private final double teacherRate;
  private final double teacherDecay;
  private final int chunkRows;
  private final int bridgeEvery;
  private final int bridgeStartChunk;
  private final int bridgeRows;
  private final double bridgeRate;
  private final double bridgeLimit;
  private final double temperature;
  private final double priceSmoothing;
  private final double normLimit;

  private StreamLearnerOptions(Map<String, String> given) {
    Reader reader = new Reader(given);
    hidden = reader.sizes(HIDDEN);
    activation = reader.constant(ACTIVATION, Activation.class, Activation.RELU);
    members = reader.integer(MEMBERS, 1, 16);
    bridge = reader.constant(BRIDGE, BridgeKind.class, BridgeKind.PER_ARM);
    batchRows = reader.integer(BATCH, 8, 10_000);
    trunkRate = reader.rate(TRUNK_RATE);
    trunkDecay = reader.real(TRUNK_DECAY, 0, 100);
    correctionRows = reader.integer(CORRECTION_BATCH, 0, 10_000);
    correctionRate = reader.rate(CORRECTION_RATE);
    correctionDecay = reader.real(CORRECTION_DECAY, 0, 100);
    averaging = reader.real(AVERAGING, 0, Math.nextDown(1.0));
    teacherMembers = reader.integer(TEACHER_MEMBERS, 1, 16);
    teacherRows = reader.integer(TEACHER_BATCH, 8, 10_000);
    teacherSteps = reader.integer(TEACHER_STEPS, 1, 1000);
    teacherRate = reader.rate(TEACHER_RATE);
    teacherDecay = reader.real(TEACHER_DECAY, 0, 100);
    chunkRows = reader.integer(CHUNK, 8, 1_000_000);
    bridgeEvery = reader.integer(BRIDGE_EVERY, 1, 10_000);
    bridgeStartChunk = reader.integer(BRIDGE_START, 0, 10_000);
    bridgeRows = reader.integer(BRIDGE_BATCH, 8, 100_000);
    bridgeRate = reader.rate(BRIDGE_RATE);
    bridgeLimit = reader.real(BRIDGE_LIMIT, Double.MIN_VALUE, 20);
    temperature = reader.real(TEMPERATURE, 0.01, 100);
    priceSmoothing = reader.real(PRICE_SMOOTHING, 0, Math.nextDown(1.0));
    normLimit = reader.real(NORM_LIMIT, 1, 1e12);
    reader.finish();
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

  /** Whether state made under these options can go on under the others: same networks and batch. */
  public boolean sameState(StreamLearnerOptions other) {
    return shape(1, 1).equals(other.shape(1, 1))
        && members == other.members
        && teacherMembers == other.teacherMembers
        && bridge == other.bridge;
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

  /** Weight of the teacher in pseudo-labels. */
  public BridgeKind bridge() {
    return bridge;
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

  /** Factor of the exponential average that is served. */
  public double averaging() {
    return averaging;
  }

  /** Networks of the teacher. */
  public int teacherMembers() {
    return teacherMembers;
  }

  /** Window rows of one teacher step. */
  public int teacherRows() {
    return teacherRows;
  }

  /** Teacher steps per chunk. */
  public int teacherSteps() {
    return teacherSteps;
  }

  /** Adam rate of the teacher. */
  public double teacherRate() {
    return teacherRate;
  }

  /** Decoupled decay of the teacher. */
  public double teacherDecay() {
    return teacherDecay;
  }

  /** Observational samples between refreshes of the teacher. */
  public int chunkRows() {
    return chunkRows;
  }

  /** Mini-batches between hypergradient steps. */
  public int bridgeEvery() {
    return bridgeEvery;
  }

  /** Whole chunks before the bridge moves. */
  public int bridgeStartChunk() {
    return bridgeStartChunk;
  }

  /** Window rows of one decision gradient. */
  public int bridgeRows() {
    return bridgeRows;
  }

  /** Adam rate of the bridge's logits. */
  public double bridgeRate() {
    return bridgeRate;
  }

  /** Greatest absolute logit. */
  public double bridgeLimit() {
    return bridgeLimit;
  }

  /** Softmax temperature in spreads of revenue - price x cost. */
  public double temperature() {
    return temperature;
  }

  /** Smoothing factor of supplied dual prices. */
  public double priceSmoothing() {
    return priceSmoothing;
  }

  /** Norm of all parameters above which the learner counts as diverged. */
  public double normLimit() {
    return normLimit;
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

  /** Takes options out of a map one by one and collects what is wrong with them. */
  private final class Reader {
    private final Map<String, String> left = new LinkedHashMap<>();
    private final List<String> errors = new ArrayList<>();

    Reader(Map<String, String> given) {
      given.forEach(
          (key, value) -> {
            if (key.startsWith(PREFIX)) {
              left.put(key, value.trim());
            }
          });
    }

    private String take(String key) {
      String given = left.remove(key);
      String text = given == null ? definition(key).defaultText() : given;
      texts.put(key, text);
      return text;
    }

    private OptionDefinition definition(String key) {
      return DEFINITIONS.stream().filter(d -> d.key().equals(key)).findFirst().orElseThrow();
    }

    private void refuse(String key, String text) {
      errors.add(key + " = \"" + text + "\" is not allowed; allowed: " + definition(key).range());
    }

    double real(String key, double least, double most) {
      String text = take(key);
      try {
        double value = Double.parseDouble(text);
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Reported below, with the key and the range.
      }
      refuse(key, text);
      return least;
    }

    double rate(String key) {
      return real(key, Double.MIN_VALUE, 1);
    }

    int integer(String key, int least, int most) {
      String text = take(key);
      try {
        int value = Integer.parseInt(text);
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Reported below, with the key and the range.
      }
      refuse(key, text);
      return least;
    }

    <E extends Enum<E>> E constant(String key, Class<E> type, E fallback) {
      String text = take(key);
      for (E value : type.getEnumConstants()) {
        if (value.name().equalsIgnoreCase(text)) {
          return value;
        }
      }
      refuse(key, text);
      return fallback;
    }

    int[] sizes(String key) {
      String text = take(key);
      String[] parts = text.split(",", -1);
      int[] sizes = new int[parts.length];
      boolean fine = parts.length <= 6;
      for (int i = 0; i < parts.length; i++) {
        try {
          sizes[i] = Integer.parseInt(parts[i].trim());
        } catch (NumberFormatException e) {
          sizes[i] = 0;
        }
        fine &= sizes[i] >= 1 && sizes[i] <= 1024;
      }
      if (!fine) {
        refuse(key, text);
        return new int[] {1};
      }
      return sizes;
    }

    void finish() {
      left.keySet().forEach(key -> errors.add("\"" + key + "\" is no option of the learner"));
      if (!errors.isEmpty()) {
        throw new IllegalArgumentException(String.join("; ", errors));
      }
    }
  }
}
