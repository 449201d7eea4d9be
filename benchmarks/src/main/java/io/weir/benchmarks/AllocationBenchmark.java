package io.weir.benchmarks;

import io.weir.core.allocation.DualPrice;
import io.weir.core.allocation.DualPriceSolver;
import io.weir.core.allocation.Policy;
import io.weir.core.random.Rng;
import java.util.concurrent.TimeUnit;
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
 * The exact dual price of a million individuals, and decisions at a price. Operations are nominal:
 * for a price three (two differences and a quotient) per individual and arm but the first, for a
 * decision two (a product and a difference) per arm; the rest is comparisons and memory.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx2g", "--add-modules=jdk.incubator.vector"})
public class AllocationBenchmark {
  private static final int DECISIONS = 1_000;

  /** Number of arms, the free one included. */
  @Param({"5", "8"})
  public int arms;

  int individuals = 1_000_000;

  private double[] revenue;
  private double[] cost;
  private double budget;
  private final DualPriceSolver solver = new DualPriceSolver();
  private int next;

  /** Draws predictions whose revenue and cost rise with the arm, noisily. */
  @Setup(Level.Trial)
  public void setUp() {
    Rng rng = new Rng(11);
    revenue = new double[individuals * arms];
    cost = new double[individuals * arms];
    double total = 0;
    for (int i = 0; i < individuals; i++) {
      for (int j = 1; j < arms; j++) {
        revenue[i * arms + j] = j * rng.nextDouble();
        cost[i * arms + j] = j * (.2 + .8 * rng.nextDouble());
        total += cost[i * arms + j];
      }
    }
    budget = .3 * total / individuals / (arms - 1);
  }

  /** Exact dual price of all individuals. */
  @Benchmark
  public DualPrice dualPriceOfAMillion(Rates rates) {
    rates.count(individuals, 3.0 * (arms - 1));
    return solver.solve(revenue, cost, arms, budget);
  }

  /** Reads all that a price rests on once: what any exact price costs at least. */
  double readOnce() {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    for (int i = 0; i + 1 < revenue.length; i += 2) {
      first += revenue[i];
      second += revenue[i + 1];
      third += cost[i];
      fourth += cost[i + 1];
    }
    return first + second + third + fourth;
  }

  /** Argmax over the arms at a price, a thousand times. */
  @Benchmark
  public int aThousandDecisions(Rates rates) {
    int sum = 0;
    for (int d = 0; d < DECISIONS; d++) {
      next = next + 1 == individuals ? 0 : next + 1;
      sum += Policy.argmax(revenue, next * arms, cost, next * arms, arms, .5);
    }
    rates.count(DECISIONS, 2.0 * arms);
    return sum;
  }
}
