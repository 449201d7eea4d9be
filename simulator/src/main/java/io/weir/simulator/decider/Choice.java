package io.weir.simulator.decider;

import io.weir.schemas.Assignment;
import org.jspecify.annotations.Nullable;

/**
 * What a decider chose for an impression.
 *
 * @param armId arm
 * @param assignment who chose: the holdout rule, the policy, or a fallback
 * @param propensity probability of the arm given the assignment kind; null for a deterministic
 *     policy
 * @param modelVersion model that decided; null if none did
 * @param dualPrice price in force, revenue units per whole currency unit; null if there was none
 * @param predictedCostMicros what the arm was expected to cost, micros; null if nobody predicted it
 */
public record Choice(
    String armId,
    Assignment assignment,
    @Nullable Double propensity,
    @Nullable Long modelVersion,
    @Nullable Double dualPrice,
    @Nullable Long predictedCostMicros) {

  /** A choice without a predicted cost. */
  public Choice(
      String armId,
      Assignment assignment,
      @Nullable Double propensity,
      @Nullable Long modelVersion,
      @Nullable Double dualPrice) {
    this(armId, assignment, propensity, modelVersion, dualPrice, null);
  }
}
