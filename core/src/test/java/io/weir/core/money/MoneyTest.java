package io.weir.core.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class MoneyTest {
  /** Up to four thousand million whole units, a number of units holds every micro. */
  @Property
  void unitsAndBackIsTheSameAmount(
      @ForAll @LongRange(min = -4_000_000_000_000_000L, max = 4_000_000_000_000_000L) long micros) {
    Money amount = new Money(micros);
    assertThat(Money.ofUnits(amount.units())).isEqualTo(amount);
  }

  @Test
  void whatIsNoNumberIsNoAmount() {
    assertThatThrownBy(() -> Money.ofUnits(Double.NaN)).hasMessageContaining("no amount");
  }

  @Test
  void moreThanThereIsIsTheMostThereIs() {
    assertThat(Money.ofUnits(1e30)).isEqualTo(new Money(Long.MAX_VALUE));
    assertThat(Money.ofUnits(Double.NEGATIVE_INFINITY)).isEqualTo(new Money(Long.MIN_VALUE));
  }

  @Test
  void meansKeepTheirFractions() {
    assertThat(Money.meanUnits(0.5)).isEqualTo(5e-7);
    assertThat(Money.meanMicros(5e-7)).isEqualTo(0.5);
  }
}
