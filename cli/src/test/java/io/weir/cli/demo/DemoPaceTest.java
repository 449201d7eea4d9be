package io.weir.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemoPaceTest {
  private static final long FAR = DemoPace.BEHIND_MILLIS + 1_000;

  private final DemoPace pace = new DemoPace(1_500);

  @Test
  void aDemoThatKeepsUpGoesOnAsItIs() {
    for (int second = 0; second < 200; second++) {
      assertThat(pace.look(second % 3 == 0 ? FAR : 2_000, second * 1_000L)).isEqualTo(1);
    }
    assertThat(pace.note()).isNull();
  }

  @Test
  void aDemoThatFallsBehindSlowsDownStepByStepAndSaysSo() {
    assertThat(pace.look(FAR, 0)).isEqualTo(1);
    assertThat(pace.look(FAR, 1_000)).isEqualTo(1);
    assertThat(pace.look(FAR, 2_000)).isEqualTo(0.7);
    assertThat(pace.note())
        .isEqualTo(
            "this machine was 16 s behind: the rate is 1,050 impressions/s from now on, not 1,500");
    // A lower rate gets its time to show.
    for (int second = 3; second < 22; second++) {
      assertThat(pace.look(FAR, second * 1_000L)).isEqualTo(0.7);
    }
    assertThat(pace.look(FAR, 22_000)).isEqualTo(0.7 * 0.7);
  }

  @Test
  void neverStandsStill() {
    double last = 1;
    for (int second = 0; second < 1_000; second++) {
      last = pace.look(FAR, second * 1_000L);
    }
    assertThat(last).isEqualTo(0.1);
  }
}
