package io.weir.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command wind up when a signal ends its process: tells it so, and holds the process until
 * it is closed or a limit has passed. Open it around all that has to be wound up.
 */
public final class StopSignal implements AutoCloseable {
  private final CountDownLatch given = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  private StopSignal() {}

  /**
   * Listens for a signal from now on.
   *
   * @param limit how long the process is held at most
   * @param late what is said on standard error if that was not enough
   */
  public static StopSignal listen(Duration limit, String late) {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> signal.stop(limit, late), "weir-stop-signal"));
    return signal;
  }

  /** Tells the command to stop, and returns when it has or the limit has passed. */
  void stop(Duration limit, String late) {
    given.countDown();
    try {
      if (!closed.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println(late);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether the command is to stop. */
  public boolean given() {
    return given.getCount() == 0;
  }

  /** Waits until the command is to stop. */
  public void await() throws InterruptedException {
    given.await();
  }

  /** Waits until the command is to stop, or for a time; returns whether it is to stop. */
  public boolean await(Duration time) throws InterruptedException {
    return given.await(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
  }

  /** All is wound up: the process may end. */
  @Override
  public void close() {
    closed.countDown();
  }
}
