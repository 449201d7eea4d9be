package io.weir.service.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.contract.EventProblem;
import io.weir.contract.EventValidator;
import io.weir.core.hash.Murmur3;
import io.weir.schemas.Arm;
import io.weir.schemas.Campaign;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Impression;
import io.weir.service.api.ApiException.Code;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request for a decision, checked against its campaign.
 *
 * @param impression what is to be decided
 * @param serviceArmId what the caller's own policy would give; null if it has none
 * @param fingerprint of all that the caller said; a repetition has the same
 */
public record DecisionRequest(
    Impression impression, @Nullable String serviceArmId, long fingerprint) {
  private static final Set<String> FIELDS =
      Set.of("requestId", "campaignId", "unitId", "occurredAt", "features", "fallbackArmId");

  /**
   * Reads one.
   *
   * @param path where it stands in the body
   * @param campaigns finds campaigns
   * @param serviceArmNeeded whether the caller's own arm must be there
   * @param now when it happened unless the request says so
   */
  public static DecisionRequest read(
      JsonNode node,
      String path,
      Function<String, @Nullable Campaign> campaigns,
      boolean serviceArmNeeded,
      Instant now)
      throws ApiException {
    Fields fields = Fields.of(node, path, FIELDS);
    String campaignId = fields.text("campaignId");
    Campaign campaign = campaigns.apply(campaignId);
    if (campaign == null) {
      throw new ApiException(
          Code.UNKNOWN_CAMPAIGN,
          fields.path("campaignId"),
          "there is no campaign \"" + campaignId + "\"");
    }
    String arm = serviceArm(fields, campaign, serviceArmNeeded);
    Instant occurredAt = fields.time("occurredAt");
    FeatureValues features = FeatureValues.read(fields, campaign);
    Impression impression =
        Impression.newBuilder()
            .setImpressionId(fields.text("requestId"))
            .setCampaignId(campaignId)
            .setUnitId(fields.text("unitId"))
            .setOccurredAt(occurredAt == null ? now : occurredAt)
            .setFeatureSet(campaign.getFeatureSet())
            .setNumericFeatures(features.numeric())
            .setCategoricalFeatures(features.categorical())
            .build();
    EventProblem problem = EventValidator.problem(impression);
    if (problem != null) {
      String field = problem.path().equals("impressionId") ? "requestId" : problem.path();
      throw fields.invalid(field, problem.message());
    }
    return new DecisionRequest(impression, arm, fingerprint(impression, occurredAt, arm));
  }

  private static @Nullable String serviceArm(Fields fields, Campaign campaign, boolean needed)
      throws ApiException {
    String arm = fields.optionalText("fallbackArmId");
    if (arm == null && needed) {
      throw fields.invalid(
          "fallbackArmId", "is missing: the service observes, so the caller must say what it does");
    }
    List<String> arms = campaign.getArms().stream().map(Arm::getArmId).toList();
    if (arm != null && !arms.contains(arm)) {
      throw fields.invalid(
          "fallbackArmId", "must be an arm of the campaign, " + arms + ", is \"" + arm + "\"");
    }
    return arm;
  }

  private static long fingerprint(
      Impression impression, @Nullable Instant occurredAt, @Nullable String arm) {
    char between = '\u0000';
    StringBuilder all = new StringBuilder(256);
    all.append(impression.getCampaignId()).append(between);
    all.append(impression.getUnitId()).append(between);
    all.append(occurredAt).append(between).append(arm).append(between);
    impression.getNumericFeatures().forEach(value -> all.append(value).append(between));
    impression.getCategoricalFeatures().forEach(value -> all.append(value).append(between));
    return Murmur3.hash128First64(all.toString());
  }

  /** Features by position, read by name. */
  private record FeatureValues(List<Float> numeric, List<String> categorical) {
    static FeatureValues read(Fields request, Campaign campaign) throws ApiException {
      JsonNode given = request.get("features");
      List<String> numericNames = campaign.getNumericFeatures();
      List<CategoricalFeature> categoricalFeatures = campaign.getCategoricalFeatures();
      if (given == null) {
        if (numericNames.isEmpty() && categoricalFeatures.isEmpty()) {
          return new FeatureValues(List.of(), List.of());
        }
        throw request.invalid("features", "is missing");
      }
      Fields features = Fields.of(given, request.path("features"), null);
      Map<String, JsonNode> byName = new HashMap<>();
      features.entries().forEach(entry -> byName.put(entry.getKey(), entry.getValue()));
      List<Float> numeric = new ArrayList<>(numericNames.size());
      List<String> nullable = campaign.getNullableFeatures();
      for (String name : numericNames) {
        JsonNode value = byName.remove(name);
        boolean missing = isMissing(value) && nullable.contains(name);
        numeric.add(missing ? Float.NaN : number(features, name, value));
      }
      List<String> categorical = new ArrayList<>(categoricalFeatures.size());
      for (CategoricalFeature feature : categoricalFeatures) {
        String name = feature.getName();
        JsonNode value = byName.remove(name);
        boolean missing = isMissing(value) && nullable.contains(name);
        categorical.add(missing ? "" : text(features, name, value));
      }
      for (String unknown : byName.keySet()) {
        List<String> known = new ArrayList<>(numericNames);
        categoricalFeatures.forEach(feature -> known.add(feature.getName()));
        throw features.invalid(
            unknown, "is no feature of the campaign" + Suggestion.of(unknown, known));
      }
      return new FeatureValues(numeric, categorical);
    }

    private static boolean isMissing(@Nullable JsonNode value) {
      return value == null || value.isNull();
    }

    private static float number(Fields features, String name, @Nullable JsonNode value)
        throws ApiException {
      if (value == null || value.isNull()) {
        throw features.invalid(name, "is missing");
      }
      if (!value.isNumber() || !Float.isFinite(value.floatValue())) {
        throw features.invalid(name, "must be a number in the range of single precision");
      }
      return value.floatValue();
    }

    private static String text(Fields features, String name, @Nullable JsonNode value)
        throws ApiException {
      if (value == null || value.isNull()) {
        throw features.invalid(name, "is missing");
      }
      if (!value.isTextual()) {
        throw features.invalid(name, "must be a string: the feature is categorical");
      }
      return value.textValue();
    }
  }
}
