package io.weir.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The one table of ranges: what its arithmetic bears, and that the documentation has it. */
class RangesTest {
  @Test
  void everyRangeIsDocumentedAsItIs() throws Exception {
    String documentation = Files.readString(Path.of("../docs/reference/ranges.md"));
    int ranges = 0;
    for (Field field : Ranges.class.getDeclaredFields()) {
      if (!Modifier.isPublic(field.getModifiers())) {
        continue;
      }
      ranges++;
      assertThat(documentation).contains("| `" + field.getName() + "` | " + field.get(null) + " |");
    }
    assertThat(ranges).isGreaterThan(20);
  }

  @Test
  void sumsOfMoneyStayFarFromTheirEnd() {
    long sample = Math.multiplyExact(Ranges.COST_MICROS.most(), Ranges.OUTCOMES.most());
    assertThat(sample)
        .isEqualTo(Ranges.SAMPLE_COST_MICROS.most())
        .isLessThan(Long.MAX_VALUE / 1000);
    assertThat(Math.multiplyExact(Ranges.BUDGET_MICROS.most(), 9)).isPositive();
  }

  @Test
  void inversesAndSquaresStayFiniteInSinglePrecision() {
    float inverse = (float) (1 / Ranges.PROPENSITY.least());
    assertThat(inverse * inverse).isFinite();
    assertThat((float) Ranges.PROPENSITY.least()).isGreaterThanOrEqualTo(Float.MIN_NORMAL);
    float feature = (float) Ranges.NUMERIC_FEATURE.most();
    assertThat(feature * feature).isFinite();
    float revenue = (float) Ranges.SAMPLE_REVENUE.most();
    assertThat(revenue * revenue).isFinite();
  }

  @Test
  void versionsAreExactInJson() {
    assertThat((long) (double) Ranges.VERSION.most()).isEqualTo(Ranges.VERSION.most());
  }
}
