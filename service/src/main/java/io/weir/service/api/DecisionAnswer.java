package io.weir.service.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.weir.client.decision.Decision;
import io.weir.client.decision.DecisionReason;
import io.weir.schemas.Assignment;
import io.weir.schemas.Impression;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A decision, as the caller gets it; see {@link Decision} for what the fields mean. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DecisionAnswer(
    String requestId,
    String campaignId,
    String armId,
    Assignment assignment,
    DecisionReason reason,
    @Nullable Double propensity,
    @Nullable Long modelVersion,
    @Nullable Double dualPrice,
    @Nullable Long predictedCostMicros,
    @Nullable String shadowArmId,
    String decidedAt) {

  /** Makes the answer of a decision. */
  public static DecisionAnswer of(Impression impression, Decision decision, Instant decidedAt) {
    return new DecisionAnswer(
        impression.getImpressionId(),
        impression.getCampaignId(),
        decision.armId(),
        decision.assignment(),
        decision.reason(),
        decision.propensity(),
        decision.modelVersion(),
        decision.dualPrice(),
        decision.predictedCostMicros(),
        decision.shadowArmId(),
        decidedAt.toString());
  }
}
