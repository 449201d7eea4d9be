package io.weir.contract;

import io.weir.core.feature.FeatureEncoder;
import io.weir.core.feature.FeatureLayout;
import io.weir.core.network.Activation;
import io.weir.core.scoring.MemberNetwork;
import io.weir.core.scoring.PublishedModel;
import io.weir.core.scoring.WeightBytes;
import io.weir.schemas.Model;
import io.weir.schemas.ModelMember;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model record that was checked against itself and is ready to score. Immutable.
 *
 * @param featureSet name of the layout it was fitted to
 * @param layout the layout it names, or null where it names none and takes the campaign's
 * @param scorer scores rows of that layout
 */
public record UnpackedModel(
    String featureSet, @Nullable FeatureLayout layout, PublishedModel scorer) {

  /**
   * Unpacks a model that came over the wire. What it allocates is in proportion to the record,
   * whatever sizes that claims.
   *
   * @throws IllegalArgumentException if the checksum is wrong, a weight is NaN or infinite, or its
   *     parts do not fit together
   */
  public static UnpackedModel of(Model model) {
    long checksum = checksum(model);
    if (checksum != model.getChecksum()) {
      throw new IllegalArgumentException(
          "checksum is %016x, not %016x".formatted(checksum, model.getChecksum()));
    }
    UnpackedModel unpacked = ofCandidate(model);
    if (!unpacked.scorer.finite()) {
      throw new IllegalArgumentException("a weight is not finite");
    }
    return unpacked;
  }

  /**
   * Unpacks a model that its own learner made and has not published: weights may be NaN or
   * infinite, which {@link PublishedModel#finite} tells, and the checksum is not looked at.
   *
   * @throws IllegalArgumentException if its parts do not fit together
   */
  public static UnpackedModel ofCandidate(Model model) {
    List<MemberNetwork> members = new ArrayList<>();
    for (ModelMember member : model.getMembers()) {
      members.add(
          new MemberNetwork(
              member.getLayerSizes().stream().mapToInt(Integer::intValue).toArray(),
              Activation.valueOf(member.getActivation().name()),
              WeightBytes.decode(member.getWeights())));
    }
    PublishedModel scorer =
        new PublishedModel(
            model.getArms(),
            new FeatureEncoder(floats(model.getNumericMean()), floats(model.getNumericScale())),
            members,
            model.getRevenueScale(),
            model.getCostScale());
    FeatureLayout layout = Layouts.of(model);
    if (layout != null && !fits(scorer, layout)) {
      throw new IllegalArgumentException(
          "the features it names take %d columns, %d of them numeric, its networks %d and %d"
              .formatted(
                  layout.inputSize(),
                  layout.numericFeatures().size(),
                  scorer.inputs(),
                  scorer.encoder().numericCount()));
    }
    return new UnpackedModel(model.getFeatureSet(), layout, scorer);
  }

  /** Returns the checksum that a model with these members must carry. */
  public static long checksum(Model model) {
    return WeightBytes.checksum(model.getMembers().stream().map(ModelMember::getWeights).toList());
  }

  /** Returns whether the model can score what a campaign's impressions carry. */
  public boolean fits(FeatureLayout campaign) {
    return layout == null
        ? featureSet.equals(campaign.featureSet()) && fits(scorer, campaign)
        : layout.equals(campaign);
  }

  private static boolean fits(PublishedModel scorer, FeatureLayout layout) {
    return scorer.inputs() == layout.inputSize()
        && scorer.encoder().numericCount() == layout.numericFeatures().size();
  }

  private static float[] floats(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }
}
