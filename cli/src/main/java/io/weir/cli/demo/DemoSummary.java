package io.weir.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a demo came to; printed as one JSON object on the last line of standard output.
 *
 * @param impressionsSent distinct messages sent on the impressions topic, garbage included
 * @param samples distinct impressions on the samples topic, read committed
 * @param deadLetters distinct dead letters whose source is the impressions topic
 * @param open impressions that the attribution job still holds, by its own state
 * @param duplicates samples that stand on the topic more than once; anything but zero is a fault
 * @param balanced whether impressionsSent = samples + deadLetters + open, nothing stands twice, and
 *     no good message became a dead letter
 * @param garbageSent messages sent that no job can use, on all three topics
 * @param deadLettersTotal distinct dead letters of all topics; fewer than the garbage sent by the
 *     orphaned outcomes whose time has not come yet
 * @param deadLettersByReason the same by reason
 * @param duplicateEventsSent events sent more than once on purpose
 * @param eventsPerSecond events sent per second of wall time, all three topics
 * @param restarts restarts of the jobs from a checkpoint
 * @param campaigns one entry a campaign
 */
record DemoSummary(
    long impressionsSent,
    long samples,
    long deadLetters,
    long open,
    long duplicates,
    boolean balanced,
    long garbageSent,
    long deadLettersTotal,
    Map<String, Long> deadLettersByReason,
    long duplicateEventsSent,
    double eventsPerSecond,
    long restarts,
    List<CampaignSummary> campaigns) {

  /**
   * One campaign.
   *
   * @param campaignId identifier
   * @param modelVersion version of the live model; 0 while there is none
   * @param priceVersion version of the live price; 0 while there is none
   * @param dualPrice revenue units per currency unit; null while there is none
   * @param spentMicros realized spend
   * @param budgetMicros budget of the period
   * @param policyValue value of the policy in force at the end, random 0, oracle 1
   * @param oldPolicyValue value of the old policy on the same scale
   */
  record CampaignSummary(
      String campaignId,
      long modelVersion,
      long priceVersion,
      @org.jspecify.annotations.Nullable Double dualPrice,
      long spentMicros,
      long budgetMicros,
      double policyValue,
      double oldPolicyValue) {}

  String toText() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%,d impressions sent = %,d samples + %,d dead letters + %,d open: %s; %,d duplicates%n",
            impressionsSent,
            samples,
            deadLetters,
            open,
            balanced ? "balanced" : "NOT BALANCED",
            duplicates));
    for (CampaignSummary campaign : campaigns) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-12s model v%d, price v%d, policy value %.3f (old policy %.3f)%n",
              campaign.campaignId(),
              campaign.modelVersion(),
              campaign.priceVersion(),
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
