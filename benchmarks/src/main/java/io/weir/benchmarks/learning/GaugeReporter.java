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
  private static final String NAME = "recent_longest_call_us";
  private static volatile @Nullable Gauge<?> longestCall;

  /** Makes the reporter; Flink finds it by the class name in its configuration. */
  public static final class Factory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(java.util.Properties properties) {
      return new GaugeReporter();
    }
  }

  /** Longest recent call, microseconds; 0 while there is no operator. */
  static long longestCallMicros() {
    Gauge<?> gauge = longestCall;
    return gauge == null ? 0 : ((Number) gauge.getValue()).longValue();
  }

  @Override
  public void open(MetricConfig config) {
    longestCall = null;
  }

  @Override
  public void close() {
    // The gauge goes with its operator.
  }

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    if (name.equals(NAME) && metric instanceof Gauge<?> gauge) {
      longestCall = gauge;
    }
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    // The last value stays readable.
  }
}
