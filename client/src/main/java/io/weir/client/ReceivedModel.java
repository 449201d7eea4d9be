package io.weir.client;

import io.weir.core.feature.FeatureLayout;
import io.weir.core.hash.Crc64Avro;
import io.weir.core.network.Activation;
import io.weir.core.scoring.MemberNetwork;
import io.weir.core.scoring.WeightBytes;
import io.weir.schemas.Model;
import io.weir.schemas.ModelMember;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A published model, its checksum verified and its weights unpacked. Immutable.
 *
 * @param layout the layout it names, or null where it names none and takes the campaign's
 */
record ReceivedModel(
    long version,
    long publishedAtMillis,
    String featureSet,
    @Nullable FeatureLayout layout,
    List<String> arms,
    List<MemberNetwork> members,
    float[] mean,
    float[] scale,
    double revenueScale,
    double costScale) {

  static ReceivedModel of(Model model, long publishedAtMillis) throws RejectedRecordException {
    Crc64Avro checksum = new Crc64Avro();
    for (ModelMember member : model.getMembers()) {
      checksum.update(member.getWeights());
    }
    if (checksum.value() != model.getChecksum()) {
      throw new RejectedRecordException(
          "checksum of model %d is %016x, not %016x"
              .formatted(model.getModelVersion(), checksum.value(), model.getChecksum()));
    }
    try {
      List<MemberNetwork> members = new ArrayList<>();
      for (ModelMember member : model.getMembers()) {
        members.add(
            new MemberNetwork(
                member.getLayerSizes().stream().mapToInt(Integer::intValue).toArray(),
                Activation.valueOf(member.getActivation().name()),
                WeightBytes.decode(member.getWeights())));
      }
      ReceivedModel received =
          new ReceivedModel(
              model.getModelVersion(),
              publishedAtMillis,
              model.getFeatureSet(),
              namedLayout(model),
              List.copyOf(model.getArms()),
              members,
              floats(model.getNumericMean()),
              floats(model.getNumericScale()),
              model.getRevenueScale(),
              model.getCostScale());
      if (received.layout != null) {
        // A model that contradicts itself is refused on arrival, whatever the campaign says.
        Scorer.build(received, received.layout);
      }
      return received;
    } catch (IllegalArgumentException e) {
      throw new RejectedRecordException(
          "model " + model.getModelVersion() + " refused: " + e.getMessage(), e);
    }
  }

  private static @Nullable FeatureLayout namedLayout(Model model) {
    boolean named =
        !model.getNumericFeatures().isEmpty() || !model.getCategoricalFeatures().isEmpty();
    return named
        ? CampaignPlan.layout(
            model.getFeatureSet(), model.getNumericFeatures(), model.getCategoricalFeatures())
        : null;
  }

  private static float[] floats(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }
}
