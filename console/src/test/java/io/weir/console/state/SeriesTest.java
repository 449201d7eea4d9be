package io.weir.console.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {
  @Test
  void spansEverythingWithinItsBoundAndKeepsTheNewest() {
    Series<Integer> series = new Series<>(10);
    for (int i = 0; i <= 10_000; i++) {
      series.add(i);
      assertThat(series.points()).hasSizeLessThanOrEqualTo(10).endsWith(i).isSorted();
    }
    assertThat(series.points().get(0)).isZero();
    assertThat(series.points()).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void thinningKeepsBothEnds() {
    Series<Integer> series = new Series<>(100);
    for (int i = 0; i < 90; i++) {
      series.add(i);
    }
    List<Integer> thin = series.thinned(5);
    assertThat(thin).hasSize(5).startsWith(0).endsWith(89).isSorted();
    assertThat(series.thinned(1_000)).hasSize(90);
  }
}
