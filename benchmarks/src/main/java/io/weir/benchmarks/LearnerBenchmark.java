package io.weir.benchmarks;

import io.weir.core.f32.learner.StreamLearner;
import io.weir.core.learner.LearnerStatus;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.random.Rng;
import io.weir.core.window.RandomizedWindow;
import io.weir.core.window.TrainingWindows;
import io.weir.core.window.WindowOptions;
import io.weir.core.window.WindowOverflow;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The stream learner per observational sample: four members with corrections (delta-K4), alone and
 * with teacher and per-arm bridge, on windows of 6,000 randomized and 6,000 own rows; its defaults
 * but for the networks' sizes. Refreshes of the teacher and steps of the bridge are spread over the
 * samples.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx2g", "--add-modules=jdk.incubator.vector"})
public class LearnerBenchmark extends NetworkSetting {
  private static final int WINDOW = 6_000;
  private static final int BATCHES = 16;

  /** Rows of a mini-batch, by default. */
  static final int ROWS = StreamLearnerOptions.defaults().batchRows();

  /** Weight of the teacher in pseudo-labels. */
  @Param({"NONE", "PER_ARM"})
  public String bridge = "";

  private StreamLearnerOptions options;
  private StreamLearner learner;
  private TrainingWindows windows;
  private float[][] x;
  private int[][] arm;
  private float[][] revenue;
  private float[][] cost;
  private double flop;
  private int next;

  /** Fills a window and draws mini-batches. */
  @Setup(Level.Trial)
  public void setUp() {
    int[] sizes = sizes();
    int arms = sizes[sizes.length - 1] / 2;
    String hidden =
        Arrays.stream(sizes, 1, sizes.length - 1)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(","));
    options =
        StreamLearnerOptions.defaults()
            .with("learner.hidden", hidden)
            .with("learner.bridge", bridge)
            .with("learner.bridge.start-chunk", "0");
    learner = new StreamLearner(options, sizes[0], arms, 5, dense());
    Rng rng = new Rng(6);
    windows = new TrainingWindows(window(rng, sizes[0], arms), window(rng, sizes[0], arms));
    int rows = options.batchRows();
    x = new float[BATCHES][];
    arm = new int[BATCHES][rows];
    revenue = new float[BATCHES][];
    cost = new float[BATCHES][];
    for (int b = 0; b < BATCHES; b++) {
      x[b] = gaussian(rng, rows * sizes[0]);
      revenue[b] = gaussian(rng, rows);
      cost[b] = gaussian(rng, rows);
      for (int i = 0; i < rows; i++) {
        arm[b][i] = rng.nextInt(arms);
      }
    }
    learner.dualPrice(.5f);
    flop = flopPerSample();
  }

  private RandomizedWindow window(Rng rng, int width, int arms) {
    RandomizedWindow window =
        new RandomizedWindow(
            new WindowOptions(
                width, options.members(), WINDOW, 512, 1_000_000, WindowOverflow.DROP_OLDEST),
            7);
    for (int i = 0; i < WINDOW; i++) {
      float[] row = gaussian(rng, width);
      window.append(row, 0, rng.nextInt(arms), row[0] + 1, Math.abs(row[1]), 1f / arms, i);
    }
    return window;
  }

  private double flopPerSample() {
    int members = options.members();
    double trunkAndCorrection = 2 * members * trainingFlop();
    if (bridge.equals("NONE")) {
      return trunkAndCorrection;
    }
    double teacher =
        options.teacher().members()
            * (options.teacher().steps()
                    * options.teacher().rows()
                    * trainingFlop()
                    / options.teacher().chunkRows()
                + forwardFlop());
    // Decisions forward, again forward and back on window rows; the explicit step and the mixed
    // product on the mini-batch.
    double decision = options.bridge().rows() * (forwardFlop() + trainingFlop());
    double mixed = options.batchRows() * (trainingFlop() + 3 * forwardFlop() - firstLayerFlop());
    return trunkAndCorrection
        + teacher
        + members * (decision + mixed) / (options.bridge().every() * options.batchRows());
  }

  /** One mini-batch of 250. */
  @Benchmark
  public LearnerStatus observational(Rates rates) {
    int b = next++ % BATCHES;
    int rows = options.batchRows();
    rates.count(rows, flop);
    return learner.observational(x[b], arm[b], revenue[b], cost[b], rows, rows, windows);
  }
}
