package io.weir.backtest.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class DifferenceTest {

  @Test
  void independentSeedsGiveThePlainStandardError() {
    Difference difference = Difference.of("m", "eom", 0.1, List.of(1.0, 2.0, 3.0, 2.0), 0);

    assertThat(difference.mean()).isEqualTo(2);
    assertThat(difference.standardError()).isCloseTo(Math.sqrt(2.0 / 3 / 4), within(1e-12));
    assertThat(difference.clear()).isTrue();
  }

  @Test
  void resplitsOfTheSameRowsAreCorrected() {
    Difference difference = Difference.of("m", "eom", 0.1, List.of(1.0, 2.0, 3.0, 2.0), 1.5);

    assertThat(difference.standardError())
        .isCloseTo(Math.sqrt(2.0 / 3 * (0.25 + 1.5)), within(1e-12));
    assertThat(difference.clear()).isFalse();
  }

  @Test
  void oneSeedHasNoStandardError() {
    Difference difference = Difference.of("m", "eom", null, List.of(1.0), 0);

    assertThat(difference.standardError()).isNull();
    assertThat(difference.clear()).isFalse();
  }
}
