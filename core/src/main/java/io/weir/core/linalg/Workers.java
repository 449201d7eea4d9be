package io.weir.core.linalg;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Threads for pieces of work that are independent of one another, the caller's among them. What a
 * piece computes must not depend on its worker: results are then the same on any number of them.
 *
 * <p>Threads begin with the first work and end when there is none for a while, so there is nothing
 * to close. Safe for use by several threads.
 */
public final class Workers {
  /** The caller alone. */
  public static final Workers CALLER = new Workers(1);

  private static final long IDLE_SECONDS = 10;

  /** A piece of work. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does it.
     *
     * @param worker who does it, in [0, {@link Workers#count}); no other piece of the same call has
     *     that worker meanwhile, so scratch space may be his
     * @param piece which one
     */
    void run(int worker, int piece);
  }

  private final int count;
  private final @Nullable ThreadPoolExecutor helpers;

  private Workers(int count) {
    this.count = count;
    if (count == 1) {
      helpers = null;
      return;
    }
    helpers =
        new ThreadPoolExecutor(
            count - 1,
            count - 1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "weir-worker");
              thread.setDaemon(true);
              return thread;
            });
    helpers.allowCoreThreadTimeOut(true);
  }

  /**
   * Returns so many workers.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Workers of(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a worker at least, not " + count);
    }
    return count == 1 ? CALLER : new Workers(count);
  }

  /** Returns how many there are, the caller among them. */
  public int count() {
    return count;
  }

  /** Does all pieces and returns when they are done; what one throws is thrown here. */
  public void each(int pieces, Work work) {
    ThreadPoolExecutor pool = helpers;
    if (pool == null || pieces < 2) {
      for (int piece = 0; piece < pieces; piece++) {
        work.run(0, piece);
      }
      return;
    }
    Call call = new Call(pieces, work);
    for (int worker = 1; worker < Math.min(count, pieces); worker++) {
      int number = worker;
      pool.execute(() -> call.work(number));
    }
    call.work(0);
    call.await();
  }

  /** Pieces that are taken one by one. A helper who comes late finds none. */
  private static final class Call {
    private final int pieces;
    private final Work work;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch open;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    Call(int pieces, Work work) {
      this.pieces = pieces;
      this.work = work;
      this.open = new CountDownLatch(pieces);
    }

    void work(int worker) {
      for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
        try {
          work.run(worker, piece);
        } catch (RuntimeException e) {
          failure.compareAndSet(null, e);
        } finally {
          open.countDown();
        }
      }
    }

    void await() {
      boolean interrupted = false;
      while (true) {
        try {
          open.await();
          break;
        } catch (InterruptedException e) {
          // Pieces under way write where the caller will: they must be done first.
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      RuntimeException thrown = failure.get();
      if (thrown != null) {
        throw thrown;
      }
    }
  }
}
