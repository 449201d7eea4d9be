package io.weir.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.feature.FeatureLayout;
import io.weir.core.feature.FeatureRow;
import io.weir.core.scoring.ScoringScratch;
import io.weir.core.scoring.WeightBytes;
import io.weir.schemas.ActivationFunction;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Model;
import io.weir.schemas.ModelMember;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnpackedModelTest {
  private static final int MAX = Integer.MAX_VALUE;

  @Test
  void scoresTheLayoutItNames() {
    float[] weights = new float[6 * 4 + 4];
    weights[0] = 2;
    weights[24 + 1] = 5;
    UnpackedModel unpacked = UnpackedModel.of(model(weights));
    FeatureLayout layout =
        new FeatureLayout(
            "v1", List.of("age", "spend"), List.of(new FeatureLayout.CategoricalFeature("c", 4)));
    assertThat(unpacked.layout()).isEqualTo(layout);
    FeatureRow row = new FeatureRow();
    assertThat(layout.read("v1", List.of(7f, 0f), List.of("x"), row)).isNull();
    ScoringScratch scratch = new ScoringScratch();
    unpacked.scorer().predict(row, scratch);
    assertThat(scratch.predictions()).startsWith((7 - 1) / 2f * 2 * 10, 5 * 10, 0, 0);
  }

  @Test
  void fitsWhatItNamesAloneOrWithoutNamesWhatHasItsColumns() {
    FeatureLayout named = UnpackedModel.of(model(new float[28])).layout();
    FeatureLayout renamed = new FeatureLayout("v1", List.of("a", "b"), named.categoricalFeatures());
    FeatureLayout wider =
        new FeatureLayout("v1", List.of("a", "b", "d"), named.categoricalFeatures());
    FeatureLayout otherSet =
        new FeatureLayout("v2", named.numericFeatures(), named.categoricalFeatures());
    UnpackedModel withNames = UnpackedModel.of(model(new float[28]));
    assertThat(withNames.fits(named)).isTrue();
    assertThat(withNames.fits(renamed)).isFalse();
    Model nameless = model(new float[28]);
    nameless.setNumericFeatures(List.of());
    nameless.setCategoricalFeatures(List.of());
    UnpackedModel without = UnpackedModel.of(nameless);
    assertThat(without.layout()).isNull();
    assertThat(without.fits(named)).isTrue();
    assertThat(without.fits(renamed)).isTrue();
    assertThat(without.fits(wider)).isFalse();
    assertThat(without.fits(otherSet)).isFalse();
  }

  @Test
  void refusesAWrongChecksum() {
    Model model = model(new float[28]);
    model.setChecksum(model.getChecksum() + 1);
    assertThatThrownBy(() -> UnpackedModel.of(model)).hasMessageContaining("checksum");
  }

  @Test
  void aCandidateMayHaveWeightsThatAreNoNumbers() {
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      float[] weights = new float[28];
      weights[13] = bad;
      Model model = model(weights);
      assertThatThrownBy(() -> UnpackedModel.of(model)).hasMessageContaining("not finite");
      assertThat(UnpackedModel.ofCandidate(model).scorer().finite()).isFalse();
    }
  }

  @Test
  void sizesThatOverflowAreRefusedBeforeAnythingIsAllocated() {
    List<List<Integer>> hostile =
        List.of(
            List.of(),
            List.of(6),
            List.of(6, MAX),
            List.of(MAX, 4),
            List.of(6, MAX, 4),
            List.of(MAX, MAX, MAX, MAX, 4),
            List.of(6, 1 << 16, 1 << 16, 4),
            List.of((1 << 30) + 6, 4),
            List.of(6, 0, 4),
            List.of(6, -4, 4),
            List.of(Integer.MIN_VALUE, 4));
    for (List<Integer> sizes : hostile) {
      Model model = model(new float[28]);
      model.getMembers().get(0).setLayerSizes(sizes);
      assertThatThrownBy(() -> UnpackedModel.of(model))
          .as("%s", sizes)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void bucketsNearTheLimitAreRefused() {
    for (int buckets : new int[] {MAX, MAX - 9, 0, -1}) {
      Model model = model(new float[28]);
      model.setCategoricalFeatures(List.of(new CategoricalFeature("c", buckets)));
      assertThatThrownBy(() -> UnpackedModel.of(model))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void meansAndScalesMustFit() {
    assertRefused(model -> model.setNumericMean(List.of(0f)));
    assertRefused(model -> model.setNumericScale(List.of(1f, 1f, 1f)));
    assertRefused(
        model -> {
          model.setNumericMean(List.of(0f));
          model.setNumericScale(List.of(1f));
        });
    for (float scale : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertRefused(model -> model.setNumericScale(List.of(1f, scale)));
    }
    assertRefused(model -> model.setNumericMean(List.of(Float.NaN, 0f)));
    for (double scale : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertRefused(model -> model.setRevenueScale(scale));
      assertRefused(model -> model.setCostScale(scale));
    }
    assertRefused(model -> model.setArms(List.of("free", "free")));
    assertRefused(model -> model.setArms(List.of()));
    assertRefused(model -> model.setMembers(List.of()));
  }

  private static void assertRefused(java.util.function.Consumer<Model> change) {
    Model model = model(new float[28]);
    change.accept(model);
    if (model.getMembers().isEmpty()) {
      model.setChecksum(UnpackedModel.checksum(model));
    }
    assertThatThrownBy(() -> UnpackedModel.of(model)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Model model(float[] weights) {
    Instant now = Instant.ofEpochMilli(0);
    Model model =
        new Model(
            "c",
            1L,
            null,
            now,
            now,
            "v1",
            List.of("free", "paid"),
            List.of(
                new ModelMember(
                    List.of(6, 4),
                    ActivationFunction.RELU,
                    ByteBuffer.wrap(WeightBytes.encode(weights)))),
            List.of(1f, 0f),
            List.of(2f, 1f),
            10.0,
            1.0,
            0L,
            Map.of(),
            List.of(new CategoricalFeature("c", 4)),
            List.of("age", "spend"),
            List.of());
    model.setChecksum(UnpackedModel.checksum(model));
    return model;
  }
}
