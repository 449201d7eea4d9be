package io.weir.benchmarks.learning;

import io.weir.schemas.DualPrice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What the tasks of a run of {@link HotCampaign} saw, all in one process. */
final class HotClock {
  private static final AtomicLong HOT = new AtomicLong();
  private static final AtomicLong QUIET = new AtomicLong();
  private static final List<Long> QUIET_LAGS = new ArrayList<>();
  private static volatile long startMillis;
  private static volatile long countsFrom;
  private static volatile double hotSeen;
  private static volatile double hotLeftOut;

  private HotClock() {}

  static synchronized void start(long atMillis, long warmUpMillis) {
    startMillis = atMillis;
    countsFrom = atMillis + warmUpMillis;
    HOT.set(0);
    QUIET.set(0);
    QUIET_LAGS.clear();
    hotSeen = 0;
    hotLeftOut = 0;
  }

  static long startMillis() {
    return startMillis;
  }

  static void taken(boolean quiet) {
    (quiet ? QUIET : HOT).incrementAndGet();
  }

  static long hot() {
    return HOT.get();
  }

  static double hotSeen() {
    return hotSeen;
  }

  static double hotLeftOut() {
    return hotLeftOut;
  }

  /** Notes a price: how long after the end of its slide the learner began it. */
  static synchronized void published(DualPrice price) {
    if (price.getCampaignId().equals(HotOptions.QUIET)) {
      long newest = price.getWindowEnd().toEpochMilli();
      long slideEnd = -Math.floorDiv(-newest, HotOptions.SLIDE_MILLIS) * HotOptions.SLIDE_MILLIS;
      if (slideEnd > countsFrom) {
        QUIET_LAGS.add(price.getComputedAt().toEpochMilli() - slideEnd);
      }
    } else {
      hotSeen =
          price.getDiagnostics().getOrDefault("samplesRandomized", 0.0)
              + price.getDiagnostics().getOrDefault("samplesPolicy", 0.0);
      hotLeftOut = price.getDiagnostics().getOrDefault("samplesLeftOut", 0.0);
    }
  }

  /** Returns how far behind the quiet campaign was at each of its slides, milliseconds. */
  static synchronized List<Long> quietLags() {
    return List.copyOf(QUIET_LAGS);
  }
}
