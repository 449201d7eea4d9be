package io.weir.benchmarks.stream;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Processor time of the threads of one operator, whose names begin with the operator's. Unlike time
 * by the wall it does not count what else the machine does meanwhile. Read twenty times a second,
 * as a thread's time goes with the thread.
 */
final class OperatorTime implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 50;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Map<Long, Long> nanosByThread = new HashMap<>();
  private final String operator;
  private final Thread reader;
  private volatile boolean running = true;

  private OperatorTime(String operator) {
    this.operator = operator;
    this.reader = new Thread(this::read, "operator-time");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts to read. */
  static OperatorTime of(String operator) {
    return new OperatorTime(operator);
  }

  /** Stops reading and returns the seconds of processor time so far. */
  double stop() throws InterruptedException {
    running = false;
    reader.join();
    return nanosByThread.values().stream().mapToLong(Long::longValue).sum() / 1e9;
  }

  private void read() {
    while (running) {
      for (ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
        if (info != null && info.getThreadName().startsWith(operator)) {
          long nanos = threads.getThreadCpuTime(info.getThreadId());
          nanosByThread.merge(info.getThreadId(), nanos, Math::max);
        }
      }
      try {
        TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public void close() {
    running = false;
  }
}
