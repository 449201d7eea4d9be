package io.weir.benchmarks;

import com.sun.management.ThreadMXBean;
import io.weir.client.decision.TimeToLive;
import io.weir.client.internal.engine.DecisionEngine;
import io.weir.client.internal.engine.RejectedRecordException;
import io.weir.core.scoring.ScoringKernels;
import io.weir.schemas.Impression;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decisions per second, the tail of their latency and what they allocate, by models as the learner
 * publishes them, while budget statuses come in twenty times a second and a new model with its
 * price once a second.
 */
public final class DecisionLoad {
  private static final int WARM_UP_SECONDS = 3;
  // Buckets of a sixteenth of a factor two.
  private static final int RESOLUTION = 16;

  private final DecisionRecords records;
  private final DecisionEngine engine = new DecisionEngine(TimeToLive.DEFAULT);
  private final List<Impression> people;
  private long version;

  private DecisionLoad(DecisionRecords records) throws RejectedRecordException {
    this.records = records;
    this.people = records.people();
    engine.apply(records.campaign());
    publish();
  }

  /**
   * Prints the table.
   *
   * @param arguments seconds a row (default 5), then numbers of threads (default 1 and twice the
   *     processors)
   */
  public static void main(String[] arguments) throws Exception {
    int processors = Runtime.getRuntime().availableProcessors();
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    List<Integer> threads = new ArrayList<>();
    for (int i = 1; i < arguments.length; i++) {
      threads.add(Integer.parseInt(arguments[i]));
    }
    if (threads.isEmpty()) {
      threads.addAll(List.of(1, 2 * processors));
    }
    System.out.println(
        processors
            + " processors, scoring kernel "
            + ScoringKernels.best().name()
            + "\n\n| model | threads | decisions/s | median | 99 % | 99.9 % | most | bytes/decision |\n"
            + "|---|---|---|---|---|---|---|---|");
    for (DecisionRecords records : List.of(DecisionRecords.byDefault(), DecisionRecords.wide())) {
      DecisionLoad load = new DecisionLoad(records);
      load.run(1, WARM_UP_SECONDS);
      for (int count : threads) {
        System.out.println(load.run(count, seconds));
      }
    }
  }

  private String run(int threads, int seconds) throws InterruptedException {
    AtomicBoolean running = new AtomicBoolean(true);
    AtomicLong allocated = new AtomicLong();
    long[][] histograms = new long[threads][64 * RESOLUTION];
    CountDownLatch done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      long[] histogram = histograms[t];
      int offset = t * 37;
      new Thread(
              () -> {
                long before = allocatedBytes();
                decide(running, offset, histogram);
                allocated.addAndGet(allocatedBytes() - before);
                done.countDown();
              })
          .start();
    }
    long begin = System.nanoTime();
    long end = begin + TimeUnit.SECONDS.toNanos(seconds);
    for (int update = 0; System.nanoTime() < end; update++) {
      TimeUnit.MILLISECONDS.sleep(50);
      update(update);
    }
    running.set(false);
    done.await();
    double elapsed = (System.nanoTime() - begin) / 1e9;
    long[] total = new long[64 * RESOLUTION];
    long count = 0;
    for (long[] histogram : histograms) {
      for (int b = 0; b < total.length; b++) {
        total[b] += histogram[b];
        count += histogram[b];
      }
    }
    return String.format(
        Locale.ROOT,
        "| %s | %d | %,.0f | %s | %s | %s | %s | %.0f |",
        records.name(),
        threads,
        count / elapsed,
        micros(total, count, 0.5),
        micros(total, count, 0.99),
        micros(total, count, 0.999),
        micros(total, count, 1),
        (double) allocated.get() / count);
  }

  private void decide(AtomicBoolean running, int offset, long[] histogram) {
    for (int i = offset; running.get(); i++) {
      Impression impression = people.get(i % people.size());
      long start = System.nanoTime();
      engine.decide(impression, DecisionRecords.START);
      histogram[bucket(System.nanoTime() - start)]++;
    }
  }

  private static long allocatedBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  private void update(int number) {
    try {
      if (number % 20 == 19) {
        publish();
      } else {
        engine.apply(records.status(version, 0.8 + number % 7 / 18.0), DecisionRecords.START);
      }
    } catch (RejectedRecordException e) {
      throw new IllegalStateException("a valid record was refused", e);
    }
  }

  private void publish() throws RejectedRecordException {
    version++;
    engine.apply(records.model(version), DecisionRecords.START);
    engine.apply(records.status(version, 1), DecisionRecords.START);
  }

  private static int bucket(long nanos) {
    return (int) (RESOLUTION * Math.log(Math.max(1, nanos)) / Math.log(2));
  }

  private static String micros(long[] histogram, long count, double share) {
    long wanted = Math.min(count, (long) Math.ceil(share * count));
    long seen = 0;
    for (int b = 0; b < histogram.length; b++) {
      seen += histogram[b];
      if (seen >= wanted) {
        return String.format(Locale.ROOT, "%.2f us", Math.pow(2, (b + 1.0) / RESOLUTION) / 1000);
      }
    }
    return "-";
  }
}
