package io.weir.learner.publish;

import io.weir.contract.Layouts;
import io.weir.core.allocation.DualPrice;
import io.weir.core.money.Money;
import io.weir.learner.estimate.MeanEstimate;
import io.weir.learner.evidence.PolicyJudgement;
import io.weir.learner.judge.GateVerdict;
import io.weir.learner.sample.InputScaling;
import io.weir.learner.sample.SampleLayout;
import io.weir.learner.solve.Solve;
import io.weir.learner.train.FrozenWindow;
import io.weir.schemas.ActivationFunction;
import io.weir.schemas.Campaign;
import io.weir.schemas.GateDecision;
import io.weir.schemas.LadderStep;
import io.weir.schemas.Model;
import io.weir.schemas.ModelMember;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/** Builds the records that are published. */
public final class ModelRecords {

  private ModelRecords() {}

  /**
   * Builds a model.
   *
   * @param campaign campaign it decides for
   * @param version its version
   * @param parentVersion version before it; null for the first
   * @param weights served parameters of each member, layer by layer, W row-major [out, in], then b
   * @param layerSizes sizes from input to output
   * @param scaling units of inputs and outputs
   * @param trainedThrough event time up to which samples were learned from
   * @param createdAt when it was made
   * @param provenance how it came about
   */
  public static Model model(
      Campaign campaign,
      long version,
      @Nullable Long parentVersion,
      List<float[]> weights,
      List<Integer> layerSizes,
      ActivationFunction activation,
      InputScaling scaling,
      long trainedThrough,
      long createdAt,
      Map<String, String> provenance) {
    List<ModelMember> members = new ArrayList<>();
    for (float[] served : weights) {
      float[] parameters = uncentred(served, layerSizes, scaling);
      ByteBuffer bytes =
          ByteBuffer.allocate(parameters.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(parameters);
      members.add(
          ModelMember.newBuilder()
              .setLayerSizes(layerSizes)
              .setActivation(activation)
              .setWeights(bytes)
              .build());
    }
    Model.Builder builder =
        Model.newBuilder()
            .setCampaignId(campaign.getCampaignId())
            .setModelVersion(version)
            .setTrainedThrough(Instant.ofEpochMilli(trainedThrough))
            .setCreatedAt(Instant.ofEpochMilli(createdAt))
            .setFeatureSet(campaign.getFeatureSet())
            .setArms(SampleLayout.armIds(campaign))
            .setMembers(members)
            .setNumericMean(floats(scaling.features().mean()))
            .setNumericScale(floats(scaling.features().scale()))
            .setRevenueScale(scaling.revenueScale())
            .setCostScale(scaling.costScale())
            .setChecksum(checksum(members))
            .setProvenance(new TreeMap<>(provenance))
            .setCategoricalFeatures(campaign.getCategoricalFeatures())
            .setNumericFeatures(campaign.getNumericFeatures())
            .setNullableFeatures(Layouts.of(campaign).nullableFeatures());
    if (parentVersion != null) {
      builder.setParentVersion(parentVersion);
    }
    return builder.build();
  }

  /** Adds the centres of the outcomes to the output biases, the last numbers of a member. */
  private static float[] uncentred(float[] member, List<Integer> layerSizes, InputScaling scaling) {
    float[] folded = member.clone();
    int outputs = layerSizes.get(layerSizes.size() - 1);
    int first = member.length - outputs;
    for (int j = 0; j < outputs; j++) {
      double centre =
          j < outputs / 2
              ? scaling.revenueCentre() / scaling.revenueScale()
              : scaling.costCentre() / scaling.costScale();
      folded[first + j] = (float) (member[first + j] + centre);
    }
    return folded;
  }

  /** Returns the CRC-64-AVRO over the members' weights in order. */
  public static long checksum(List<ModelMember> members) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ModelMember member : members) {
      ByteBuffer weights = member.getWeights().duplicate();
      byte[] bytes = new byte[weights.remaining()];
      weights.get(bytes);
      all.writeBytes(bytes);
    }
    return SchemaNormalization.fingerprint64(all.toByteArray());
  }

  /**
   * Builds a dual price for the model that serves after a solve.
   *
   * @param campaignId campaign
   * @param modelVersion model the price is valid for
   * @param priceVersion its version
   * @param window window it was computed on
   * @param budget budget per policy impression, whole currency units
   * @param result what the solve found
   * @param served what it found of the model that serves
   * @param keep whether the budget is kept all the same: the price is infinite, the ladder is not
   * @param computedAt when
   * @param diagnostics named numbers
   */
  public static io.weir.schemas.DualPrice price(
      String campaignId,
      long modelVersion,
      long priceVersion,
      FrozenWindow window,
      double budget,
      Solve.Result result,
      Solve.Priced served,
      boolean keep,
      long computedAt,
      Map<String, Double> diagnostics) {
    MeanEstimate value = served.judgement().value();
    List<LadderStep> ladder = new ArrayList<>();
    for (Solve.Rung rung : result.ladder()) {
      MeanEstimate revenue = rung.priced().judgement().value();
      ladder.add(
          LadderStep.newBuilder()
              .setBudgetPerImpressionMicros(Money.ofUnits(rung.budget()).micros())
              .setDualPrice(rung.priced().price().dualPrice())
              .setExpectedCostMicros(Money.meanMicros(rung.priced().expectedCost()))
              .setExpectedRevenue(known(revenue))
              .setRevenueLower(revenue.lower())
              .setRevenueUpper(revenue.upper())
              .build());
    }
    return io.weir.schemas.DualPrice.newBuilder()
        .setCampaignId(campaignId)
        .setModelVersion(modelVersion)
        .setPriceVersion(priceVersion)
        .setComputedAt(Instant.ofEpochMilli(computedAt))
        .setWindowStart(Instant.ofEpochMilli(window.start()))
        .setWindowEnd(Instant.ofEpochMilli(window.end()))
        .setDualPrice(keep ? Double.POSITIVE_INFINITY : served.price().dualPrice())
        .setBudgetPerImpressionMicros(Money.ofUnits(budget).micros())
        .setLadder(ladder)
        .setPolicyValue(known(value))
        .setPolicyValueLower(value.lower())
        .setPolicyValueUpper(value.upper())
        .setGate(decision(result.verdict()))
        .setDiagnostics(new TreeMap<>(diagnostics))
        .build();
  }

  /**
   * Builds the record of a decision that leaves a campaign without a model: nothing can act on it,
   * its gate and diagnostics say why. The price is the refused candidate's; positive infinity,
   * which buys nothing, where it has none.
   */
  public static io.weir.schemas.DualPrice refusal(
      String campaignId,
      long modelVersion,
      long priceVersion,
      FrozenWindow window,
      double budget,
      Solve.Result result,
      Instant computedAt,
      Map<String, Double> diagnostics) {
    PolicyJudgement judged = result.candidate();
    MeanEstimate value = judged == null ? MeanEstimate.unknown() : judged.value();
    DualPrice price = result.newest();
    return io.weir.schemas.DualPrice.newBuilder()
        .setCampaignId(campaignId)
        .setModelVersion(modelVersion)
        .setPriceVersion(priceVersion)
        .setComputedAt(computedAt)
        .setWindowStart(Instant.ofEpochMilli(window.start()))
        .setWindowEnd(Instant.ofEpochMilli(window.end()))
        .setDualPrice(price == null ? Double.POSITIVE_INFINITY : price.dualPrice())
        .setBudgetPerImpressionMicros(Double.isFinite(budget) ? Money.ofUnits(budget).micros() : 0)
        .setLadder(List.of())
        .setPolicyValue(known(value))
        .setPolicyValueLower(value.lower())
        .setPolicyValueUpper(value.upper())
        .setGate(decision(result.verdict()))
        .setDiagnostics(new TreeMap<>(diagnostics))
        .build();
  }

  /** A value that nothing is known of is zero, between infinite bounds. */
  private static double known(MeanEstimate value) {
    return value.rows() > 0 ? value.value() : 0;
  }

  public static GateDecision decision(GateVerdict verdict) {
    return GateDecision.newBuilder()
        .setPublished(verdict.published())
        .setReason(verdict.name())
        .build();
  }

  /** Returns whether a model expects the features and arms that a campaign has. */
  public static boolean fits(Model model, Campaign campaign) {
    List<String> nullable = campaign.getNullableFeatures();
    return model.getFeatureSet().equals(campaign.getFeatureSet())
        && model.getArms().equals(SampleLayout.armIds(campaign))
        && model.getNumericFeatures().equals(campaign.getNumericFeatures())
        && model.getCategoricalFeatures().equals(campaign.getCategoricalFeatures())
        // A campaign may name them in any order.
        && model.getNullableFeatures().size() == nullable.size()
        && nullable.containsAll(model.getNullableFeatures());
  }

  private static List<Float> floats(float[] values) {
    List<Float> list = new ArrayList<>(values.length);
    for (float value : values) {
      list.add(value);
    }
    return list;
  }
}
