package io.weir.core.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.random.Rng;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Panes expire whole, thinning is unbiased, draws respect folds, and a rebuilt window goes on. */
class RandomizedWindowTest {
  private static WindowOptions options(int maxRows, int paneRows, WindowOverflow overflow) {
    return new WindowOptions(2, 4, maxRows, paneRows, 1_000, overflow);
  }

  private static void fill(RandomizedWindow window, int from, int to) {
    for (int i = from; i < to; i++) {
      window.append(new float[] {i, -i}, 0, i % 3, i, 2 * i, 0.25f, i);
    }
  }

  @Property(tries = 60)
  void neverHoldsMoreThanItsCapAndExpiresWholePanesOnly(
      @ForAll @IntRange(min = 1, max = 700) int rows,
      @ForAll @IntRange(min = 1, max = 50) int paneRows,
      @ForAll @IntRange(min = 50, max = 200) int maxRows,
      @ForAll WindowOverflow overflow,
      @ForAll @IntRange(max = 900) int before) {
    RandomizedWindow window = new RandomizedWindow(options(maxRows, paneRows, overflow), 3);
    fill(window, 0, rows);
    assertThat(window.rows()).isLessThanOrEqualTo(maxRows);
    assertThat(window.appended()).isEqualTo(rows);
    int held = window.rows();
    int dropped = window.expire(before);
    assertThat(window.rows()).isEqualTo(held - dropped);
    assertThat(window.panes().stream().mapToInt(WindowPane::rows).sum()).isEqualTo(window.rows());
    for (WindowPane pane : window.panes()) {
      assertThat(pane.greatestTimeMillis()).isGreaterThanOrEqualTo(before);
      assertThat(pane.rows()).isLessThanOrEqualTo(paneRows);
      for (int i = 0; i < pane.rows(); i++) {
        float value = pane.timeMillis(i);
        assertThat(pane.features()[2 * i]).isEqualTo(value);
        assertThat(pane.revenue(i)).isEqualTo(value);
        assertThat(pane.arm(i)).isEqualTo((int) value % 3);
      }
    }
  }

  @Test
  void dropOldestKeepsTheNewestRows() {
    RandomizedWindow window = new RandomizedWindow(options(100, 10, WindowOverflow.DROP_OLDEST), 1);
    fill(window, 0, 1_005);
    assertThat(window.panes().get(0).leastTimeMillis()).isBetween(900L, 910L);
    assertThat(window.rows()).isBetween(91, 100);
  }

  @Test
  void thinnedWindowIsAnUnbiasedSampleOfAllItsTime() {
    double sum = 0;
    double squares = 0;
    int trials = 300;
    for (int trial = 0; trial < trials; trial++) {
      RandomizedWindow window =
          new RandomizedWindow(options(200, 40, WindowOverflow.THIN), 100 + trial);
      fill(window, 0, 2_000);
      double mean = 0;
      double weights = 0;
      for (WindowPane pane : window.panes()) {
        for (int i = 0; i < pane.rows(); i++) {
          mean += pane.weight() * pane.revenue(i);
          weights += pane.weight();
        }
      }
      sum += mean;
      squares += mean * mean;
      assertThat(weights).isBetween(1_000.0, 3_200.0);
    }
    double truth = 2_000 * 1_999 / 2.0;
    double mean = sum / trials;
    double error = Math.sqrt((squares / trials - mean * mean) / trials);
    assertThat(mean).isCloseTo(truth, within(4 * error));
    assertThat(error).isLessThan(0.02 * truth);
  }

  @Test
  void memoryDoesNotGrowWithTraffic() {
    RandomizedWindow window = new RandomizedWindow(options(300, 32, WindowOverflow.THIN), 1);
    fill(window, 0, 4_000);
    window.release(Set.of());
    assertThat(window.rows()).isLessThanOrEqualTo(300);
    assertThat(window.keptShare()).isLessThanOrEqualTo(1.0 / 8);
    // At most 64 bytes a row and a pane of slack; panes that are not full included.
    assertThat(window.bytes()).isLessThan(64L * 32 * (window.panes().size() + 1));
  }

  @Test
  void drawsAreUniformOverArrivalsAfterThinningIsRelaxed() {
    RandomizedWindow window =
        new RandomizedWindow(new WindowOptions(2, 4, 400, 50, 1_000_000, WindowOverflow.THIN), 5);
    fill(window, 0, 3_000);
    double share = window.keptShare();
    window.expire(2_900);
    assertThat(window.keptShare()).isGreaterThan(share);
    window.expire(2_900);
    window.expire(2_900);
    fill(window, 3_000, 3_100);
    long[] handles = new long[40_000];
    assertThat(window.draw(new Rng(9), -1, handles, handles.length)).isTrue();
    double total = 0;
    double late = 0;
    for (WindowPane pane : window.panes()) {
      total += pane.weight() * pane.rows();
      late += pane.leastTimeMillis() >= 3_000 ? pane.weight() * pane.rows() : 0;
    }
    int drawnLate = 0;
    for (long handle : handles) {
      drawnLate += window.revenue(handle) >= 3_000 ? 1 : 0;
    }
    assertThat(drawnLate / 40_000.0).isCloseTo(late / total, within(0.02));
  }

  @Property(tries = 20)
  void drawsLeaveTheFoldOut(@ForAll @IntRange(max = 3) int fold) {
    RandomizedWindow window = new RandomizedWindow(options(500, 64, WindowOverflow.THIN), 7);
    fill(window, 0, 300);
    long[] handles = new long[1_000];
    assertThat(window.draw(new Rng(1), fold, handles, 1_000)).isTrue();
    for (long handle : handles) {
      assertThat(window.fold(handle)).isNotEqualTo((byte) fold);
      assertThat(window.cost(handle)).isEqualTo(2 * window.revenue(handle));
    }
    float[] x = new float[2_000];
    window.features(handles, 1_000, x);
    assertThat(x[1]).isEqualTo(-window.revenue(handles[0]));
  }

  @Test
  void nothingToDrawIsReported() {
    WindowOptions oneFold = new WindowOptions(2, 1, 10, 5, 10, WindowOverflow.THIN);
    RandomizedWindow window = new RandomizedWindow(oneFold, 1);
    assertThat(window.draw(new Rng(1), -1, new long[3], 3)).isFalse();
    fill(window, 0, 4);
    assertThat(window.draw(new Rng(1), 0, new long[3], 3)).isFalse();
    assertThat(window.draw(new Rng(1), 1, new long[3], 3)).isTrue();
  }

  @Test
  void rebuiltWindowGoesOnBitForBit() throws IOException {
    WindowOptions options = options(150, 32, WindowOverflow.THIN);
    RandomizedWindow window = new RandomizedWindow(options, 11);
    Map<Long, byte[]> store = new HashMap<>();
    for (int step = 0; step < 10; step++) {
      fill(window, 100 * step, 100 * step + 73);
      window.expire(100L * step - 600);
      for (long id : window.takeChangedPanes()) {
        store.put(id, window.paneById(id).toBytes());
      }
    }
    assertThat(window.takeChangedPanes()).isEmpty();
    RandomizedWindow rebuilt =
        RandomizedWindow.read(
            options, StateInput.of(StateOutput.bytesOf(window::write)), store::get);
    fill(window, 5_000, 5_400);
    fill(rebuilt, 5_000, 5_400);
    assertThat(rebuilt.rows()).isEqualTo(window.rows());
    for (int p = 0; p < window.panes().size(); p++) {
      assertThat(rebuilt.panes().get(p).toBytes()).isEqualTo(window.panes().get(p).toBytes());
    }
  }

  @Test
  void sealedPanesStayAvailableUntilReleased() {
    RandomizedWindow window = new RandomizedWindow(options(100, 10, WindowOverflow.THIN), 1);
    fill(window, 0, 40);
    window.seal();
    WindowPane frozen = window.panes().get(0);
    byte[] before = frozen.toBytes();
    fill(window, 40, 400);
    window.expire(1_000);
    assertThat(window.paneById(frozen.id()).toBytes()).isEqualTo(before);
    long held = window.bytes();
    window.release(Set.of());
    assertThat(window.bytes()).isLessThan(held);
    assertThatThrownBy(() -> window.paneById(frozen.id()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void damagedPanesAndImpossibleRowsAreRefused() {
    RandomizedWindow window = new RandomizedWindow(options(100, 10, WindowOverflow.THIN), 1);
    fill(window, 0, 5);
    byte[] bytes = window.panes().get(0).toBytes();
    assertThatThrownBy(() -> WindowPane.fromBytes(java.util.Arrays.copyOf(bytes, bytes.length - 3)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> window.append(new float[2], 0, 0, 1, 1, 0, 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> window.append(new float[2], 0, 0, Float.NaN, 1, 1, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
