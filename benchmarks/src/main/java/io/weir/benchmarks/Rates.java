package io.weir.benchmarks;

import java.lang.management.ManagementFactory;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Secondary results, per second of the wall clock. On a machine that is shared, the rates per
 * second of the processor are those to compare: divide by {@code cpuSeconds}.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Rates {
  /** Rows, individuals or decisions processed. */
  public double samples;

  /** Billions of floating-point operations. */
  public double gigaFlop;

  /** Seconds that the benchmark's thread ran. */
  public double cpuSeconds;

  private long start;

  /** Starts the thread's clock. */
  @Setup(Level.Iteration)
  public void begin() {
    start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** Reads the thread's clock. */
  @TearDown(Level.Iteration)
  public void end() {
    cpuSeconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
  }

  /** Counts an invocation's work. */
  void count(double rows, double flopPerRow) {
    samples += rows;
    gigaFlop += rows * flopPerRow / 1e9;
  }
}
