package io.weir.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.feature.FeatureLayout.CategoricalFeature;
import io.weir.core.feature.FeatureLayout.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.codec.digest.MurmurHash3;
import org.junit.jupiter.api.Test;

class FeatureEncoderTest {
  private static final FeatureLayout LAYOUT =
      new FeatureLayout(
          "v1",
          List.of("age", "spend"),
          List.of(new CategoricalFeature("city", 4), new CategoricalFeature("device", 3)));

  @Test
  void standardizesThenPutsHashedOneHotBlocks() {
    FeatureEncoder encoder =
        new FeatureEncoder(LAYOUT, new float[] {10, -1}, new float[] {2, 0.5f});
    double[] x = new double[11];
    java.util.Arrays.fill(x, 99);
    encoder.encode(List.of(13f, -2f), List.of("Zürich", "phone"), x, 1);
    double[] expected = new double[11];
    expected[0] = 99;
    expected[10] = 99;
    expected[1] = 1.5;
    expected[2] = -2;
    expected[1 + 2 + Math.floorMod(hash("Zürich"), 4)] = 1;
    expected[1 + 6 + Math.floorMod(hash("phone"), 3)] = 1;
    assertThat(x).containsExactly(expected);

    float[] single = new float[9];
    encoder.encode(List.of(13f, -2f), List.of("Zürich", "phone"), single, 0);
    for (int i = 0; i < 9; i++) {
      assertThat(single[i]).isEqualTo((float) expected[i + 1]);
    }
  }

  @Test
  void negativeHashesFallIntoTheBlock() {
    FeatureEncoder encoder = new FeatureEncoder(LAYOUT, new float[2], new float[] {1, 1});
    int negative = 0;
    for (int i = 0; i < 100; i++) {
      negative += hash("v" + i) < 0 ? 1 : 0;
      assertThat(encoder.column(0, "v" + i)).isBetween(2, 5);
      assertThat(encoder.column(1, "v" + i)).isBetween(6, 8);
    }
    assertThat(negative).isPositive();
  }

  @Test
  void saysWhatIsWrongWithFeatures() {
    List<String> categories = List.of("a", "b");
    assertThat(LAYOUT.violation("v1", List.of(1f, 2f), categories)).isEmpty();
    assertThat(LAYOUT.violation("v2", List.of(1f, 2f), categories))
        .contains(Violation.WRONG_FEATURE_SET);
    assertThat(LAYOUT.violation("v1", List.of(1f), categories))
        .contains(Violation.WRONG_NUMERIC_COUNT);
    assertThat(LAYOUT.violation("v1", List.of(1f, 2f), List.of("a")))
        .contains(Violation.WRONG_CATEGORICAL_COUNT);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      assertThat(LAYOUT.violation("v1", List.of(1f, bad), categories))
          .contains(Violation.NOT_FINITE);
    }
  }

  @Test
  void refusesBrokenLayoutsAndScales() {
    assertThatThrownBy(
            () -> new FeatureLayout("v", List.of("a"), List.of(new CategoricalFeature("a", 2))))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> new CategoricalFeature("a", 0)).hasMessageContaining("buckets");
    for (float scale : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new FeatureEncoder(LAYOUT, new float[2], new float[] {1, scale}))
          .hasMessageContaining("spend");
    }
    assertThatThrownBy(() -> new FeatureEncoder(LAYOUT, new float[1], new float[] {1, 1}))
        .hasMessageContaining("1 means");
  }

  private static int hash(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return MurmurHash3.hash32x86(utf8, 0, utf8.length, 0);
  }
}
