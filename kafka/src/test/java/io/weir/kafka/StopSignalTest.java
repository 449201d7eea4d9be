package io.weir.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StopSignalTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @Test
  void holdsTheProcessUntilTheCommandHasWoundUp() throws Exception {
    StopSignal signal = StopSignal.listen(LONG, "late");
    assertThat(signal.await(Duration.ZERO)).isFalse();
    assertThat(signal.given()).isFalse();
    CountDownLatch ended = new CountDownLatch(1);
    Thread process =
        new Thread(
            () -> {
              signal.stop(LONG, "late");
              ended.countDown();
            });
    process.start();
    signal.await();
    assertThat(signal.given()).isTrue();
    assertThat(ended.getCount()).isEqualTo(1);
    signal.close();
    ended.await();
    process.join();
  }

  @Test
  void holdsNoProcessWhoseCommandHasEnded() {
    StopSignal signal = StopSignal.listen(LONG, "late");
    signal.close();
    signal.stop(LONG, "late");
    assertThat(signal.given()).isTrue();
  }
}
