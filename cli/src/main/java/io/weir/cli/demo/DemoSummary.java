package io.weir.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.core.money.Money;
import io.weir.schemas.BudgetStatus;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a demo came to; printed as one JSON object on the last line of standard output.
 *
 * @param impressionsSent distinct messages sent on the impressions topic, garbage included
 * @param samples distinct impressions on the samples topic, read committed
 * @param deadLetters distinct dead letters whose source is the impressions topic
 * @param open impressions that the attribution job still holds, by its own state
 * @param messagesOfOthers messages on the event topics that the marketplace did not send; with any,
 *     samples, dead letters, open impressions and spend may be more than its own, not fewer
 * @param duplicates samples that stand on the topic more than once; anything but zero is a fault
 * @param balanced whether impressionsSent = samples + deadLetters + open, nothing stands twice, no
 *     good message became a dead letter and no campaign was refused
 * @param booked whether every campaign's spend by the budget job's ledger is, to the micro, the
 *     marketplace's own sum
 * @param garbageSent messages sent that no job can use, on all three topics
 * @param deadLettersTotal distinct dead letters of all topics; fewer than the garbage sent by the
 *     orphaned outcomes whose time has not come yet
 * @param deadLettersByReason the same by reason
 * @param duplicateEventsSent events sent more than once on purpose
 * @param eventsPerSecond events sent per second of wall time, all three topics
 * @param restarts restarts of the jobs from a checkpoint
 * @param refusedCampaigns campaigns that a job refused, each with the reason; none may be
 * @param campaigns one entry a campaign
 */
record DemoSummary(
    long impressionsSent,
    long samples,
    long deadLetters,
    long open,
    long messagesOfOthers,
    long duplicates,
    boolean balanced,
    boolean booked,
    long garbageSent,
    long deadLettersTotal,
    Map<String, Long> deadLettersByReason,
    long duplicateEventsSent,
    double eventsPerSecond,
    long restarts,
    List<String> refusedCampaigns,
    List<CampaignSummary> campaigns) {

  /**
   * One campaign.
   *
   * @param campaignId identifier
   * @param modelVersion version of the live model; 0 while there is none
   * @param priceVersion version of the live price; 0 while there is none
   * @param dualPrice revenue units per currency unit; null while there is none
   * @param spentMicros realized spend by the marketplace's own books, this run
   * @param budgetMicros budget of the period
   * @param budget what the budget job says; null before its first status
   * @param policyValue value of the policy in force at the end, random 0, oracle 1
   * @param oldPolicyValue value of the old policy on the same scale
   * @param averagePolicyValue mean value of the policy since it took over; 0 before that
   * @param averageOldPolicyValue mean value of the old policy on the same impressions
   */
  record CampaignSummary(
      String campaignId,
      long modelVersion,
      long priceVersion,
      @Nullable Double dualPrice,
      long spentMicros,
      long budgetMicros,
      @Nullable BudgetSummary budget,
      double policyValue,
      double oldPolicyValue,
      double averagePolicyValue,
      double averageOldPolicyValue) {}

  /**
   * The last status of a campaign's budget.
   *
   * @param spentMicros realized spend by the ledger
   * @param committedMicros promised and neither redeemed nor expired
   * @param projectedMicros spend at the end of the period
   * @param pacedDualPrice price to decide with; "Infinity" when exhausted
   * @param state where spend stands
   */
  record BudgetSummary(
      long spentMicros,
      long committedMicros,
      long projectedMicros,
      double pacedDualPrice,
      String state) {

    static @Nullable BudgetSummary of(@Nullable BudgetStatus status) {
      return status == null
          ? null
          : new BudgetSummary(
              status.getSpentMicros(),
              status.getCommittedMicros(),
              status.getProjectedMicros(),
              status.getPacedDualPrice(),
              status.getState().name());
    }
  }

  String toText() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%,d impressions sent%s = %,d samples + %,d dead letters + %,d open: %s; %,d duplicates;"
                + " spend %s%n",
            impressionsSent,
            messagesOfOthers == 0
                ? ""
                : String.format(Locale.ROOT, " (beside %,d messages of others)", messagesOfOthers),
            samples,
            deadLetters,
            open,
            balanced ? "balanced" : "NOT BALANCED",
            duplicates,
            booked ? "booked to the micro" : "NOT BOOKED"));
    refusedCampaigns.forEach(
        refusal -> text.append("REFUSED a campaign: ").append(refusal).append('\n'));
    for (CampaignSummary campaign : campaigns) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-12s model v%d, price v%d, spent %,.2f of %,.2f, ledger %s, policy value %.3f (old"
                  + " policy %.3f)%n",
              campaign.campaignId(),
              campaign.modelVersion(),
              campaign.priceVersion(),
              new Money(campaign.spentMicros()).units(),
              new Money(campaign.budgetMicros()).units(),
              campaign.budget() == null
                  ? "unknown"
                  : String.format(
                      Locale.ROOT,
                      "%,.2f %s",
                      new Money(campaign.budget().spentMicros()).units(),
                      campaign.budget().state()),
              campaign.policyValue(),
              campaign.oldPolicyValue()));
    }
    return text.toString();
  }

  String toJson() {
    try {
      return new ObjectMapper().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a summary of numbers and strings must serialize", e);
    }
  }
}
