package io.weir.contract;

import io.weir.core.feature.FeatureLayout;
import io.weir.schemas.Campaign;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Model;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The feature layouts that records name. */
public final class Layouts {
  private Layouts() {}

  /**
   * Returns a campaign's layout.
   *
   * @throws IllegalArgumentException if a name occurs twice, a block has no buckets, a nullable
   *     feature is none of the features, or the columns are too many
   */
  public static FeatureLayout of(Campaign campaign) {
    return layout(
        campaign.getFeatureSet(),
        campaign.getNumericFeatures(),
        campaign.getCategoricalFeatures(),
        campaign.getNullableFeatures());
  }

  /**
   * Returns the layout that a model names, or null where it names none and takes the campaign's.
   *
   * @throws IllegalArgumentException as the other form
   */
  public static @Nullable FeatureLayout of(Model model) {
    boolean named =
        !model.getNumericFeatures().isEmpty() || !model.getCategoricalFeatures().isEmpty();
    return named
        ? layout(
            model.getFeatureSet(),
            model.getNumericFeatures(),
            model.getCategoricalFeatures(),
            model.getNullableFeatures())
        : null;
  }

  private static FeatureLayout layout(
      String featureSet,
      List<String> numeric,
      List<CategoricalFeature> categorical,
      List<String> nullable) {
    return new FeatureLayout(
        featureSet,
        numeric,
        categorical.stream()
            .map(f -> new FeatureLayout.CategoricalFeature(f.getName(), f.getBuckets()))
            .toList(),
        nullable);
  }
}
