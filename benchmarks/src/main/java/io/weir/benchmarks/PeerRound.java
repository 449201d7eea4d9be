package io.weir.benchmarks;

import io.weir.benchmarks.learning.LearnerShare;
import io.weir.core.linalg.DenseKernels;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * One round of what is compared with something else within one run ({@code benchmarks/peers/run}):
 * a key and a number a line, in processor time of one thread.
 */
public final class PeerRound {
  private static final int SAMPLES_A_TURN = 500;
  private static final String[] NETWORKS = {"12-64-32-32-4", "180-128-64-32-16"};
  private static final int[] BATCHES = {1_024, 4_096};

  /** Keeps results alive. */
  private static volatile double sink;

  private PeerRound() {}

  /**
   * Runs a round.
   *
   * @param arguments seconds a measurement, then {@code large} where 10 M x 8 is to be priced, too
   */
  public static void main(String[] arguments) {
    double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 2;
    learner(seconds);
    for (String network : NETWORKS) {
      for (int rows : BATCHES) {
        NetworkBenchmark training = new NetworkBenchmark();
        training.layers = network;
        training.kernels = DenseKernels.best().name();
        training.rows = rows;
        training.setUp();
        Rates rates = new Rates();
        double time = perCall(seconds, () -> sink = training.trainingStep(rates)[0]);
        print("train " + network + " " + rows, rows / time);
      }
      HypergradientBenchmark solve = new HypergradientBenchmark();
      solve.layers = network;
      solve.kernels = DenseKernels.best().name();
      solve.setUp();
      Rates rates = new Rates();
      double time = perCall(seconds, () -> sink = solve.conjugateGradientIteration(rates)[0]);
      print("cg " + network, HypergradientBenchmark.ROWS / time);
    }
    price("1 M x 5", 1_000_000, 5, seconds);
    if (arguments.length > 1 && arguments[1].equals("large")) {
      price("10 M x 8", 10_000_000, 8, seconds);
    }
  }

  private static void learner(double seconds) {
    LearnerShare whole = new LearnerShare();
    double time = perCall(seconds, () -> whole.run(SAMPLES_A_TURN));
    print("learner within", 1e6 * time / SAMPLES_A_TURN);
    LearnerBenchmark alone = new LearnerBenchmark();
    alone.layers = "64-64-32-32-10";
    alone.kernels = DenseKernels.best().name();
    alone.bridge = "PER_ARM";
    alone.setUp();
    Rates rates = new Rates();
    time = perCall(seconds, () -> sink = alone.observational(rates).ordinal());
    // Nine in ten samples of the whole are observational; the others only join a window.
    print("learner alone", 0.9e6 * time / LearnerBenchmark.ROWS);
  }

  private static void price(String size, int individuals, int arms, double seconds) {
    AllocationBenchmark allocation = new AllocationBenchmark();
    allocation.individuals = individuals;
    allocation.arms = arms;
    allocation.setUp();
    Rates rates = new Rates();
    double time = perCall(seconds, () -> sink = allocation.dualPriceOfAMillion(rates).dualPrice());
    print("price " + size, 1e3 * time);
    print("read " + size, 1e3 * perCall(seconds, () -> sink = allocation.readOnce()));
  }

  /** Returns seconds of the processor that a call takes, once it is warm. */
  private static double perCall(double seconds, Runnable call) {
    run(seconds / 2, call);
    return run(seconds, call);
  }

  private static double run(double seconds, Runnable call) {
    long start = cpuNanos();
    long calls = 0;
    long spent;
    do {
      call.run();
      calls++;
      spent = cpuNanos() - start;
    } while (spent < seconds * 1e9);
    return spent / 1e9 / calls;
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void print(String key, double value) {
    System.out.printf(Locale.ROOT, "%s\t%.6g%n", key, value);
  }
}
