package io.weir.simulator.traffic;

import org.jspecify.annotations.Nullable;

/**
 * What one campaign has sent so far.
 *
 * @param campaignId identifier
 * @param impressionsSent good impressions, duplicates not counted
 * @param randomized of their treatments, those by the holdout rule
 * @param byOldPolicy of their treatments, those by the old policy
 * @param byDecider of their treatments, those by the decider's model
 * @param byFallback of their treatments, those the decider gave without a model
 * @param outcomesSent outcomes, duplicates not counted
 * @param spentMicros sum of their costs, micros of the currency
 * @param budgetMicros budget of the period, micros of the currency
 * @param budgetPerImpression true budget per impression of policy traffic, whole currency units
 * @param live whether the decider is in charge
 * @param modelVersion model of the last decision; null before the first
 * @param dualPrice price at the last decision; null before the first
 * @param policyValue true value of the policy in charge on recent impressions, between random (0)
 *     and oracle (1)
 * @param oldPolicyValue true value of the old policy on the same impressions
 * @param policyCostPerImpression true mean cost of the policy in charge, whole currency units
 * @param oldPolicyCostPerImpression true mean cost of the old policy, whole currency units
 * @param averagePolicyValue mean of the policy's value over all whole windows since it took charge,
 *     learning time included; 0 before the first is full
 * @param averageOldPolicyValue the same for the old policy, on the same impressions
 * @param valuedImpressions number of recent impressions behind the values
 */
public record CampaignReport(
    String campaignId,
    long impressionsSent,
    long randomized,
    long byOldPolicy,
    long byDecider,
    long byFallback,
    long outcomesSent,
    long spentMicros,
    long budgetMicros,
    double budgetPerImpression,
    boolean live,
    @Nullable Long modelVersion,
    @Nullable Double dualPrice,
    double policyValue,
    double oldPolicyValue,
    double policyCostPerImpression,
    double oldPolicyCostPerImpression,
    double averagePolicyValue,
    double averageOldPolicyValue,
    int valuedImpressions) {}
