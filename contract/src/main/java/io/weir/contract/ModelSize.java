package io.weir.contract;

import io.weir.core.learner.StreamLearnerOptions;
import io.weir.schemas.Campaign;
import io.weir.schemas.CategoricalFeature;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How large the models of a campaign would be on the wire. A model carries, for each member, every
 * weight of every layer in four bytes; what else it carries, its names among it, is estimated from
 * above.
 *
 * @param members networks of the ensemble
 * @param layers sizes from input to output
 * @param bytes size of the whole record; at most, within the ranges of a valid campaign
 */
record ModelSize(int members, long[] layers, long bytes) {
  private static final int FIXED_BYTES = 8_192;
  private static final int BYTES_PER_CHARACTER = 3;
  private static final int BYTES_PER_NUMERIC = 16;

  /**
   * Returns the size of a campaign's models.
   *
   * @param campaign with counts within their ranges
   * @param options of its learner
   */
  public static ModelSize of(Campaign campaign, StreamLearnerOptions options) {
    long inputs = columns(campaign);
    int arms = campaign.getArms().size();
    int[] hidden = options.shape(1, 1).layerSizes();
    long[] layers = Arrays.stream(hidden).asLongStream().toArray();
    layers[0] = inputs;
    layers[layers.length - 1] = 2L * arms;
    long weights = 0;
    for (int l = 0; l + 1 < layers.length; l++) {
      weights += (layers[l] + 1) * layers[l + 1];
    }
    return new ModelSize(
        options.members(),
        layers,
        options.members() * weights * Float.BYTES + overheadBytes(campaign));
  }

  /** Returns the columns of the networks' input, without overflow. */
  static long columns(Campaign campaign) {
    return campaign.getNumericFeatures().size()
        + campaign.getCategoricalFeatures().stream().mapToLong(CategoricalFeature::getBuckets).sum()
        + campaign.getNullableFeatures().size();
  }

  /** Returns what the models would take, for people. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%d networks of layers %s take %,d bytes",
        members,
        Arrays.stream(layers).mapToObj(Long::toString).collect(Collectors.joining("-")),
        bytes);
  }

  private static long overheadBytes(Campaign campaign) {
    long characters = campaign.getCampaignId().length() + campaign.getFeatureSet().length();
    characters += campaign.getArms().stream().mapToLong(arm -> arm.getArmId().length()).sum();
    characters += campaign.getNumericFeatures().stream().mapToLong(String::length).sum();
    characters +=
        campaign.getCategoricalFeatures().stream().mapToLong(f -> f.getName().length()).sum();
    characters += campaign.getNullableFeatures().stream().mapToLong(String::length).sum();
    return FIXED_BYTES
        + BYTES_PER_CHARACTER * characters
        + (long) BYTES_PER_NUMERIC * campaign.getNumericFeatures().size();
  }
}
