package io.weir.simulator.traffic;

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
 */
public record Choice(
    String armId,
    Assignment assignment,
    @Nullable Double propensity,
    @Nullable Long modelVersion,
    @Nullable Double dualPrice) {}
