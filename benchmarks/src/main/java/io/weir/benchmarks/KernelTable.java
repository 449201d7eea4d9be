package io.weir.benchmarks;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs every kernel's benchmark and prints one table: time per call, samples and operations per
 * second of the processor, and the ratio to the best square product of the same run.
 */
public final class KernelTable {
  private static final int WARMUPS = 3;
  private static final int MEASUREMENTS = 5;
  private static final String ANY_LAYERS = "12-64-32-32-4";
  private static final TimeValue TIME = TimeValue.milliseconds(400);

  private KernelTable() {}

  /**
   * Runs.
   *
   * @param args names of kernels to run the networks with, all three if there are none
   */
  public static void main(String[] args) throws RunnerException {
    // Every library's square product, whichever are asked for: the machine's best is among them.
    Collection<RunResult> squares =
        new Runner(options("NetworkBenchmark.squareProduct").param("layers", ANY_LAYERS).build())
            .run();
    ChainedOptionsBuilder chosen =
        options("(Network|Hypergradient|Learner|Allocation)Benchmark").exclude("squareProduct");
    if (args.length > 0) {
      chosen.param("kernels", args);
    }
    List<RunResult> results = new ArrayList<>(squares);
    results.addAll(new Runner(chosen.build()).run());
    print(results, new PrintStream(System.out, true, StandardCharsets.UTF_8));
  }

  private static ChainedOptionsBuilder options(String benchmarks) {
    return new OptionsBuilder()
        .include(benchmarks)
        .warmupIterations(WARMUPS)
        .warmupTime(TIME)
        .measurementIterations(MEASUREMENTS)
        .measurementTime(TIME);
  }

  private static void print(Collection<RunResult> results, PrintStream out) {
    double best =
        results.stream()
            .filter(r -> r.getParams().getBenchmark().endsWith("squareProduct"))
            .mapToDouble(r -> perCpuSecond(r, "gigaFlop"))
            .max()
            .orElse(Double.NaN);
    out.println(
        "| benchmark | setting | kernels | ms per call | samples/s | FLOP per sample"
            + " | GFLOP/s | ratio |");
    out.println("|---|---|---|---|---|---|---|---|");
    for (RunResult result : results) {
      BenchmarkParams params = result.getParams();
      String name = params.getBenchmark();
      double samples = perCpuSecond(result, "samples");
      double gigaFlop = perCpuSecond(result, "gigaFlop");
      double calls = result.getPrimaryResult().getStatistics().getPercentile(50) / cpuShare(result);
      out.printf(
          Locale.ROOT,
          "| %s | %s | %s | %.3g | %s | %.0f | %.3g | %.2f |%n",
          name.substring(name.lastIndexOf('.') + 1),
          setting(params),
          param(params, "kernels"),
          1e3 / calls,
          rounded(samples),
          1e9 * gigaFlop / samples,
          gigaFlop,
          gigaFlop / best);
    }
  }

  /** Median over the iterations; a counter per second of the wall clock over the thread's share. */
  private static double perCpuSecond(RunResult result, String counter) {
    return median(result, counter) / cpuShare(result);
  }

  private static double cpuShare(RunResult result) {
    return median(result, "cpuSeconds");
  }

  private static double median(RunResult result, String counter) {
    return Objects.requireNonNull(result.getSecondaryResults().get(counter), counter)
        .getStatistics()
        .getPercentile(50);
  }

  private static String setting(BenchmarkParams params) {
    String arms = param(params, "arms");
    String bridge = param(params, "bridge");
    return arms.isEmpty()
        ? param(params, "layers") + (bridge.isEmpty() ? "" : ", bridge " + bridge)
        : arms + " arms";
  }

  private static String param(BenchmarkParams params, String name) {
    return params.getParamsKeys().contains(name) ? params.getParam(name) : "";
  }

  private static String rounded(double rate) {
    return rate >= 1e6
        ? String.format(Locale.ROOT, "%.2f M", rate / 1e6)
        : rate >= 1e3
            ? String.format(Locale.ROOT, "%.1f k", rate / 1e3)
            : String.format(Locale.ROOT, "%.1f", rate);
  }
}
