package io.weir.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkersTest {
  @Test
  void everyPieceIsDoneOnceAndNoWorkerHasTwoAtOnce() {
    Workers workers = Workers.of(3);
    for (int round = 0; round < 200; round++) {
      AtomicIntegerArray done = new AtomicIntegerArray(17);
      AtomicIntegerArray busy = new AtomicIntegerArray(3);
      workers.each(
          17,
          (worker, piece) -> {
            assertThat(busy.incrementAndGet(worker)).isEqualTo(1);
            done.incrementAndGet(piece);
            busy.decrementAndGet(worker);
          });
      for (int piece = 0; piece < 17; piece++) {
        assertThat(done.get(piece)).isEqualTo(1);
      }
    }
  }

  /** Each piece waits for the other: one thread alone would never end. */
  @Test
  void piecesReallyGoAtOnce() {
    CyclicBarrier both = new CyclicBarrier(2);
    Workers.of(2)
        .each(
            2,
            (worker, piece) -> {
              try {
                both.await();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(both.isBroken()).isFalse();
  }

  @Test
  void whatAPieceThrowsIsThrownOnceAllAreDone() {
    AtomicIntegerArray done = new AtomicIntegerArray(8);
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                Workers.of(2)
                    .each(
                        8,
                        (worker, piece) -> {
                          done.incrementAndGet(piece);
                          if (piece == 3) {
                            throw new IllegalStateException("three");
                          }
                        }))
        .withMessage("three");
    for (int piece = 0; piece < 8; piece++) {
      assertThat(done.get(piece)).isEqualTo(1);
    }
  }

  @Test
  void refusesNoWorkers() {
    assertThatIllegalArgumentException().isThrownBy(() -> Workers.of(0));
  }
}
