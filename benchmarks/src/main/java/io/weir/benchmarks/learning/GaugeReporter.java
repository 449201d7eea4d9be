package io.weir.benchmarks.learning;

import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.jspecify.annotations.Nullable;

/** Finds the learning operator's own measure of its calls among the cluster's metrics. */
public final class GaugeReporter implements MetricReporter {
  private static final String WALL = "recent_longest_call_us";
  private static final String CPU = "recent_longest_call_cpu_us";
  private static volatile @Nullable Gauge<?> longestCall;
  private static volatile @Nullable Gauge<?> longestCallCpu;

  /** Makes the reporter; Flink finds it by the class name in its configuration. */
  public static final class Factory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(java.util.Properties properties) {
      return new GaugeReporter();
    }
  }

  /** Longest recent call, microseconds; 0 while there is no operator. */
  static long longestCallMicros() {
    return value(longestCall);
  }

  /** The same in time of the processor. */
  static long longestCallCpuMicros() {
    return value(longestCallCpu);
  }

  private static long value(@Nullable Gauge<?> gauge) {
    return gauge == null ? 0 : ((Number) gauge.getValue()).longValue();
  }

  @Override
  public void open(MetricConfig config) {
    longestCall = null;
    longestCallCpu = null;
  }

  @Override
  public void close() {
    // The gauge goes with its operator.
  }

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    if (name.equals(WALL) && metric instanceof Gauge<?> gauge) {
      longestCall = gauge;
    } else if (name.equals(CPU) && metric instanceof Gauge<?> gauge) {
      longestCallCpu = gauge;
    }
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    // The last value stays readable.
  }
}
