package io.weir.console.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1000000000|EUR|1,000.00 EUR",
        "160000000000|JPY|160,000 JPY",
        "1234567|KWD|1.235 KWD",
        "-5000000|EUR|-5.00 EUR",
        "9223372036854775807|EUR|9,223,372,036,854.78 EUR",
        "1500000|dollars|1.50 dollars"
      })
  void showsTheDigitsThatACurrencyHas(long micros, String currency, String shown) {
    assertThat(Money.format(micros, currency)).isEqualTo(shown);
  }
}
