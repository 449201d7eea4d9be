package io.weir.openfeature;

import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.FeatureProvider;
import dev.openfeature.sdk.ImmutableMetadata;
import dev.openfeature.sdk.Metadata;
import dev.openfeature.sdk.ProviderEvaluation;
import dev.openfeature.sdk.Reason;
import dev.openfeature.sdk.Value;
import dev.openfeature.sdk.exceptions.ProviderNotReadyError;
import io.weir.client.WeirClient;
import io.weir.client.decision.Decision;
import io.weir.client.decision.DecisionReason;
import io.weir.contract.EventProblem;
import io.weir.contract.EventValidator;
import io.weir.contract.FeatureNames;
import io.weir.schemas.Campaign;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Impression;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides campaigns as OpenFeature's string flags. The flag's key is the campaign, its value the
 * arm, its default what the application's own policy gives. The targeting key is the unit;
 * attributes that bear a feature's name are features, and all others are passed over. The attribute
 * {@value #IMPRESSION_ID} may name the impression, which else gets a random identifier. Safe for
 * use by several threads.
 */
public final class WeirProvider implements FeatureProvider {
  /** Attribute of the context, and name in an evaluation's metadata: the impression. */
  public static final String IMPRESSION_ID = "impressionId";

  private static final String NAME = "weir";

  private final WeirClient client;
  private final DecisionLog log;
  private final Duration patience;

  /**
   * Makes a provider.
   *
   * @param client that decides; closed when the provider is shut down
   * @param log told of every decision
   * @param patience how long a start may take
   */
  public WeirProvider(WeirClient client, DecisionLog log, Duration patience) {
    this.client = client;
    this.log = log;
    this.patience = patience;
  }

  @Override
  public Metadata getMetadata() {
    return () -> NAME;
  }

  /**
   * Waits until campaigns are known.
   *
   * @throws ProviderNotReadyError if none is known in time
   */
  @Override
  public void initialize(EvaluationContext context) throws Exception {
    if (!client.awaitCaughtUp(patience) && client.health().campaigns().isEmpty()) {
      throw new ProviderNotReadyError("no campaign was read within " + patience);
    }
  }

  @Override
  public void shutdown() {
    client.close();
  }

  @Override
  public ProviderEvaluation<String> getStringEvaluation(
      String campaignId, String ownArmId, EvaluationContext context) {
    Campaign campaign = client.campaign(campaignId);
    if (campaign == null) {
      return refused(ownArmId, ErrorCode.FLAG_NOT_FOUND, "no campaign " + campaignId + " is known");
    }
    String unitId = context.getTargetingKey();
    if (unitId == null || unitId.isEmpty()) {
      return refused(ownArmId, ErrorCode.TARGETING_KEY_MISSING, "the targeting key is the unit");
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Impression impression = impression(campaign, unitId, context, now);
    EventProblem problem = new FeatureNames(campaign).place(impression);
    if (problem == null) {
      impression.setFeatures(null);
      problem = EventValidator.problem(impression);
    }
    if (problem != null) {
      return refused(ownArmId, ErrorCode.INVALID_CONTEXT, problem.path() + " " + problem.message());
    }
    Decision decision = client.decide(impression, ownArmId);
    if (decision.isRecordable()) {
      log.decided(impression, decision, now);
    }
    return ProviderEvaluation.<String>builder()
        .value(decision.armId())
        .variant(decision.armId())
        .reason(reason(decision.reason()).name())
        .flagMetadata(metadata(impression, decision))
        .build();
  }

  private static Impression impression(
      Campaign campaign, String unitId, EvaluationContext context, Instant now) {
    Map<String, Object> features = new HashMap<>();
    campaign.getNumericFeatures().forEach(name -> put(features, name, context));
    campaign.getCategoricalFeatures().stream()
        .map(CategoricalFeature::getName)
        .forEach(name -> put(features, name, context));
    Value id = context.getValue(IMPRESSION_ID);
    return Impression.newBuilder()
        .setImpressionId(
            id == null || id.asString() == null ? UUID.randomUUID().toString() : id.asString())
        .setCampaignId(campaign.getCampaignId())
        .setUnitId(unitId)
        .setOccurredAt(now)
        .setFeatureSet(campaign.getFeatureSet())
        .setNumericFeatures(List.of())
        .setCategoricalFeatures(List.of())
        .setFeatures(features)
        .build();
  }

  private static void put(Map<String, Object> features, String name, EvaluationContext context) {
    Value value = context.getValue(name);
    if (value != null && !value.isNull()) {
      features.put(name, value.isNumber() ? value.asDouble() : value.asObject());
    }
  }

  /** What OpenFeature calls it. */
  private static Reason reason(DecisionReason reason) {
    return switch (reason) {
      case HOLDOUT -> Reason.SPLIT;
      case POLICY, EXHAUSTED -> Reason.TARGETING_MATCH;
      case CAMPAIGN_NOT_ACTIVE -> Reason.DISABLED;
      default -> Reason.DEFAULT;
    };
  }

  private static ImmutableMetadata metadata(Impression impression, Decision decision) {
    ImmutableMetadata.ImmutableMetadataBuilder metadata =
        ImmutableMetadata.builder()
            .addString(IMPRESSION_ID, impression.getImpressionId())
            .addString("assignment", decision.assignment().name())
            .addString("reason", decision.reason().name());
    Long modelVersion = decision.modelVersion();
    if (modelVersion != null) {
      metadata.addLong("modelVersion", modelVersion);
    }
    String shadowArmId = decision.shadowArmId();
    if (shadowArmId != null) {
      metadata.addString("shadowArmId", shadowArmId);
    }
    return metadata.build();
  }

  private static <T> ProviderEvaluation<T> refused(
      @Nullable T value, ErrorCode code, String message) {
    return ProviderEvaluation.<T>builder()
        .value(value)
        .reason(Reason.ERROR.name())
        .errorCode(code)
        .errorMessage(message)
        .build();
  }

  private static <T> ProviderEvaluation<T> noString(T value) {
    return refused(value, ErrorCode.TYPE_MISMATCH, "a campaign is a flag of type string");
  }

  @Override
  public ProviderEvaluation<Boolean> getBooleanEvaluation(
      String campaignId, Boolean value, EvaluationContext context) {
    return noString(value);
  }

  @Override
  public ProviderEvaluation<Integer> getIntegerEvaluation(
      String campaignId, Integer value, EvaluationContext context) {
    return noString(value);
  }

  @Override
  public ProviderEvaluation<Double> getDoubleEvaluation(
      String campaignId, Double value, EvaluationContext context) {
    return noString(value);
  }

  @Override
  public ProviderEvaluation<Value> getObjectEvaluation(
      String campaignId, Value value, EvaluationContext context) {
    return noString(value);
  }
}
