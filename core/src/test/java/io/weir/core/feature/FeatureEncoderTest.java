package io.weir.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.feature.FeatureLayout.CategoricalFeature;
import io.weir.core.feature.FeatureLayout.Violation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
    FeatureEncoder encoder = new FeatureEncoder(new float[] {10, -1}, new float[] {2, 0.5f});
    FeatureRow row = new FeatureRow();
    assertThat(LAYOUT.read("v1", List.of(13f, -2f), List.of("Zürich", "phone"), row)).isNull();
    float[] x = new float[11];
    Arrays.fill(x, 99);
    encoder.encode(row, x, 1);
    float[] expected = new float[11];
    expected[0] = 99;
    expected[10] = 99;
    expected[1] = 1.5f;
    expected[2] = -2;
    expected[1 + 2 + Math.floorMod(hash("Zürich"), 4)] = 1;
    expected[1 + 6 + Math.floorMod(hash("phone"), 3)] = 1;
    assertThat(x).containsExactly(expected);
  }

  @Test
  void negativeHashesFallIntoTheBlock() {
    FeatureRow row = new FeatureRow();
    int negative = 0;
    for (int i = 0; i < 100; i++) {
      negative += hash("v" + i) < 0 ? 1 : 0;
      assertThat(LAYOUT.read("v1", List.of(1f, 2f), List.of("v" + i, "v" + i), row)).isNull();
      assertThat(row.hot()[0]).isBetween(2, 5);
      assertThat(row.hot()[1]).isBetween(6, 8);
    }
    assertThat(negative).isPositive();
  }

  @Test
  void saysWhatIsWrongWithFeatures() {
    List<String> categories = List.of("a", "");
    assertThat(violation("v1", List.of(1f, 2f), categories)).isNull();
    assertThat(violation("v2", List.of(1f, 2f), categories)).isEqualTo(Violation.WRONG_FEATURE_SET);
    assertThat(violation("v1", List.of(1f), categories)).isEqualTo(Violation.WRONG_NUMERIC_COUNT);
    assertThat(violation("v1", List.of(1f, 2f), List.of("a")))
        .isEqualTo(Violation.WRONG_CATEGORICAL_COUNT);
    for (Float bad :
        new Float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, null}) {
      assertThat(violation("v1", Arrays.asList(1f, bad), categories))
          .isEqualTo(Violation.NOT_FINITE);
    }
    assertThat(violation("v1", List.of(1f, 2f), Arrays.asList("a", null)))
        .isEqualTo(Violation.MISSING_CATEGORY);
  }

  @Test
  void aRowForgetsALargerLayout() {
    FeatureRow row = new FeatureRow();
    LAYOUT.read("v1", List.of(1f, 2f), List.of("a", "b"), row);
    FeatureLayout small =
        new FeatureLayout("s", List.of(), List.of(new CategoricalFeature("c", 1)));
    assertThat(small.read("s", List.of(), List.of("x"), row)).isNull();
    assertThat(row.numericCount()).isZero();
    assertThat(row.hotCount()).isEqualTo(1);
    assertThat(row.inputSize()).isEqualTo(1);
    assertThat(row.hot()[0]).isZero();
  }

  private static Violation violation(String set, List<Float> numeric, List<String> categorical) {
    return LAYOUT.read(set, numeric, categorical, new FeatureRow());
  }

  @Test
  void refusesBrokenLayoutsAndScales() {
    assertThatThrownBy(
            () -> new FeatureLayout("v", List.of("a"), List.of(new CategoricalFeature("a", 2))))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> new CategoricalFeature("a", 0)).hasMessageContaining("buckets");
    for (float scale : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new FeatureEncoder(new float[2], new float[] {1, scale}))
          .hasMessageContaining("numeric feature 1");
    }
    assertThatThrownBy(() -> new FeatureEncoder(new float[1], new float[] {1, 1}))
        .hasMessageContaining("1 means");
  }

  private static int hash(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return MurmurHash3.hash32x86(utf8, 0, utf8.length, 0);
  }

  @Test
  void columnsAreFoundByName() {
    FeatureLayout before =
        new FeatureLayout(
            "v1",
            List.of("age", "spend"),
            List.of(new CategoricalFeature("c", 3), new CategoricalFeature("d", 2)));
    FeatureLayout after =
        new FeatureLayout(
            "v2",
            List.of("spend", "visits"),
            List.of(new CategoricalFeature("d", 2), new CategoricalFeature("c", 4)));
    assertThat(after.columnsIn(before)).containsExactly(1, -1, 5, 6, -1, -1, -1, -1);
    assertThat(before.columnsIn(before)).containsExactly(0, 1, 2, 3, 4, 5, 6);
  }

  private static final FeatureLayout NULLABLE =
      new FeatureLayout(
          "v1",
          LAYOUT.numericFeatures(),
          LAYOUT.categoricalFeatures(),
          List.of("device", "city", "spend"));

  @Test
  void whatIsMissingIsTheMeanAndHasAColumnThatSaysSo() {
    FeatureEncoder encoder = new FeatureEncoder(new float[] {10, -1}, new float[] {2, 0.5f});
    FeatureRow row = new FeatureRow();
    // In the order of the features: spend, city, device.
    assertThat(NULLABLE.nullableFeatures()).containsExactly("spend", "city", "device");
    assertThat(NULLABLE.inputSize()).isEqualTo(12);
    assertThat(NULLABLE.read("v1", List.of(13f, Float.NaN), List.of("Rome", ""), row)).isNull();
    float[] x = new float[12];
    Arrays.fill(x, 99);
    encoder.encode(row, x, 0);
    float[] expected = new float[12];
    expected[0] = 1.5f;
    expected[2 + Math.floorMod(hash("Rome"), 4)] = 1;
    expected[9] = 1;
    expected[11] = 1;
    assertThat(x).containsExactly(expected);
    assertThat(encoder.farthest(row)).isEqualTo(1.5);
    assertThat(encoder.imputed(row)).containsExactly(13, -1);
    assertThat(Arrays.copyOf(row.hot(), row.hotCount())).isSorted();
  }

  @Test
  void whereNothingIsMissingTheColumnsAreThoseOfAPlainLayoutAndZeros() {
    FeatureEncoder encoder = new FeatureEncoder(new float[] {10, -1}, new float[] {2, 0.5f});
    FeatureRow row = new FeatureRow();
    float[] plain = new float[9];
    float[] x = new float[12];
    for (int i = 0; i < 50; i++) {
      List<Float> numeric = List.of(i - 20f, 3f * i);
      List<String> words = List.of("c" + i, "d" + i % 7);
      assertThat(LAYOUT.read("v1", numeric, words, row)).isNull();
      encoder.encode(row, plain, 0);
      assertThat(NULLABLE.read("v1", numeric, words, row)).isNull();
      encoder.encode(row, x, 0);
      assertThat(x).containsExactly(Arrays.copyOf(plain, 12));
    }
  }

  @Test
  void onlyNullableFeaturesMayBeMissing() {
    List<String> words = List.of("a", "b");
    FeatureRow row = new FeatureRow();
    assertThat(NULLABLE.check("v1", List.of(Float.NaN, 1f), words)).isEqualTo(Violation.NOT_FINITE);
    assertThat(NULLABLE.check("v1", List.of(1f, Float.NEGATIVE_INFINITY), words))
        .isEqualTo(Violation.NOT_FINITE);
    assertThat(LAYOUT.check("v1", List.of(1f, Float.NaN), words)).isEqualTo(Violation.NOT_FINITE);
    // Elsewhere the empty string is a value like any other.
    assertThat(LAYOUT.read("v1", List.of(1f, 2f), List.of("", ""), row)).isNull();
    assertThat(row.hotCount()).isEqualTo(2);
    for (List<String> nullable : List.of(List.of("gone"), List.of("age", "age"))) {
      assertThatThrownBy(
              () ->
                  new FeatureLayout(
                      "v1", LAYOUT.numericFeatures(), LAYOUT.categoricalFeatures(), nullable))
          .hasMessageContaining("nullable");
    }
  }

  @Test
  void columnsOfWhatIsMissingAreFoundByName() {
    FeatureLayout fewer =
        new FeatureLayout(
            "v1", LAYOUT.numericFeatures(), LAYOUT.categoricalFeatures(), List.of("device"));
    assertThat(NULLABLE.columnsIn(fewer)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, -1, -1, 9);
    assertThat(NULLABLE.columnsIn(NULLABLE.withoutNullable()))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, -1, -1, -1);
  }

  @Test
  void theFarthestFeatureIsToldInScales() {
    FeatureEncoder encoder = new FeatureEncoder(new float[] {10, -1}, new float[] {2, 0.5f});
    FeatureRow row = new FeatureRow();
    FeatureLayout layout = new FeatureLayout("v1", List.of("a", "b"), List.of());
    assertThat(layout.read("v1", List.of(12f, -4f), List.of(), row)).isNull();
    assertThat(encoder.farthest(row)).isEqualTo(6);
  }
}
