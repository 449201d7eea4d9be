package io.weir.client.decision;

import io.weir.contract.CarriedTreatments;
import io.weir.schemas.Assignment;
import io.weir.schemas.Impression;
import io.weir.schemas.Treatment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What to do with an impression, and what to log about it.
 *
 * <p>The assignment keeps learning clean. RANDOMIZED comes from the holdout, with the arm's
 * probability as its propensity. POLICY comes from the decision rule, the free arm of an exhausted
 * budget included, or from the service's own policy where that one acts and while there is no model
 * yet: such an arm follows from the features (or from nothing), as observational data may. Every
 * other fallback is OVERRIDE, which learning leaves out: which impressions fall back depends on
 * outages and timing, that is, on something the features do not explain, so their samples would
 * bias the arm they fall back to.
 *
 * @param armId arm to give; {@link #NO_ARM} when the campaign is unknown and the service named no
 *     fallback
 * @param assignment who chose
 * @param propensity probability of the arm given RANDOMIZED; null otherwise, the policy being
 *     deterministic
 * @param modelVersion model that decided; null if none did
 * @param dualPrice price that decided, revenue units per whole currency unit, positive infinity for
 *     an exhausted budget; null if none did
 * @param predictedCostMicros what the arm is expected to cost here, micros, zero or more; null if
 *     no model predicted it
 * @param shadowArmId what the decision rule would have given where the service's own policy acted;
 *     null otherwise, and where it would have fallen back
 * @param reason why
 */
public record Decision(
    String armId,
    Assignment assignment,
    @Nullable Double propensity,
    @Nullable Long modelVersion,
    @Nullable Double dualPrice,
    @Nullable Long predictedCostMicros,
    @Nullable String shadowArmId,
    DecisionReason reason) {

  /** Arm of a decision about an unknown campaign: treat nothing and log nothing. */
  public static final String NO_ARM = "";

  /** Makes a decision of the holdout. */
  public static Decision randomized(String armId, double propensity) {
    return new Decision(
        armId, Assignment.RANDOMIZED, propensity, null, null, null, null, DecisionReason.HOLDOUT);
  }

  /** Makes a decision of the policy. */
  public static Decision policy(
      String armId,
      Long modelVersion,
      Double price,
      long predictedCostMicros,
      DecisionReason reason) {
    return new Decision(
        armId, Assignment.POLICY, null, modelVersion, price, predictedCostMicros, null, reason);
  }

  /** Makes a decision to give the free arm. */
  public static Decision fallback(String freeArmId, DecisionReason reason) {
    return new Decision(freeArmId, Assignment.OVERRIDE, null, null, null, 0L, null, reason);
  }

  /** The service's own choice, of which no model predicted what it costs. */
  public static Decision byService(
      String armId, Assignment assignment, @Nullable String shadowArmId, DecisionReason reason) {
    return new Decision(armId, assignment, null, null, null, null, shadowArmId, reason);
  }

  /** Returns whether there is an arm, and so a treatment to log. */
  public boolean isRecordable() {
    return !armId.equals(NO_ARM);
  }

  /**
   * Returns the treatment to send to the topic {@code treatments}, keyed by impression.
   *
   * @param impression the one that was decided
   * @param assignedAt when the arm was given
   * @throws IllegalStateException if there is no arm
   */
  public Treatment toTreatment(Impression impression, Instant assignedAt) {
    if (!isRecordable()) {
      throw new IllegalStateException("unknown campaign " + impression.getCampaignId());
    }
    return new Treatment(
        impression.getImpressionId(),
        impression.getCampaignId(),
        impression.getUnitId(),
        assignedAt,
        armId,
        assignment,
        propensity,
        modelVersion,
        dualPrice,
        predictedCostMicros,
        shadowArmId);
  }

  /**
   * Returns the impression with its treatment, to send to the topic {@code impressions} alone: one
   * message in place of two, and no treatment that could lose its impression. The attribution and
   * budget jobs must be of a release that reads such impressions.
   *
   * @param impression the one that was decided; not changed
   * @param assignedAt when the arm was given
   * @throws IllegalStateException if there is no arm
   */
  public Impression toImpression(Impression impression, Instant assignedAt) {
    return CarriedTreatments.carrying(impression, toTreatment(impression, assignedAt));
  }
}
