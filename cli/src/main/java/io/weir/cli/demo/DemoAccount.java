package io.weir.cli.demo;

import io.weir.cli.demo.DemoSummary.BudgetSummary;
import io.weir.cli.demo.DemoSummary.CampaignSummary;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.simulator.event.EventStream;
import io.weir.simulator.traffic.CampaignReport;
import io.weir.simulator.traffic.SimulatorReport;
import java.util.List;

/** Draws up a demo's account: what the marketplace sent against what stands on the topics. */
final class DemoAccount {
  /**
   * What was seen at the end.
   *
   * @param open impressions that attribution still holds
   * @param others messages on the event topics that the marketplace did not send
   * @param restarts of the jobs
   * @param seconds for which the marketplace sent
   * @param refusals why jobs refused the demo's own campaigns
   */
  record Observed(long open, long others, long restarts, double seconds, List<String> refusals) {}

  private DemoAccount() {}

  static DemoSummary draw(
      WorkDirectory directory,
      SimulatorReport report,
      TopicLedger.Counts counts,
      Observed observed) {
    long sent = directory.getLong("sent");
    long garbage = directory.getLong("garbage");
    long impressionLetters =
        counts.deadLettersByTopic().getOrDefault(EventStream.IMPRESSIONS.topic(Demo.PREFIX), 0L);
    long letters = counts.deadLetters().values().stream().mapToLong(Long::longValue).sum();
    long found = counts.samples() + impressionLetters + observed.open();
    // With messages of somebody else's, which may still be on their way, nothing may be missing.
    boolean accounted = observed.others() > 0 ? sent <= found : sent == found;
    boolean balanced =
        observed.refusals().isEmpty()
            && accounted
            && counts.duplicateSamples() == 0
            && letters <= garbage + observed.others();
    boolean booked =
        report.campaigns().stream()
            .allMatch(campaign -> booked(campaign, counts, observed.others() > 0));
    return new DemoSummary(
        sent,
        counts.samples(),
        impressionLetters,
        observed.open(),
        observed.others(),
        counts.duplicateSamples(),
        balanced,
        booked,
        garbage,
        letters,
        counts.deadLetters(),
        report.duplicates(),
        report.messagesSent() / observed.seconds(),
        observed.restarts(),
        observed.refusals(),
        report.campaigns().stream().map(campaign -> summary(campaign, counts)).toList());
  }

  private static boolean booked(
      CampaignReport campaign, TopicLedger.Counts counts, boolean othersSpendToo) {
    BudgetStatus status = counts.budgets().get(campaign.campaignId());
    return status != null
        && (othersSpendToo
            ? status.getSpentMicros() >= campaign.spentMicros()
            : status.getSpentMicros() == campaign.spentMicros());
  }

  private static CampaignSummary summary(CampaignReport campaign, TopicLedger.Counts counts) {
    Model model = counts.models().get(campaign.campaignId());
    DualPrice price = counts.prices().get(campaign.campaignId());
    return new CampaignSummary(
        campaign.campaignId(),
        model == null ? 0 : model.getModelVersion(),
        price == null ? 0 : price.getPriceVersion(),
        price == null ? null : price.getDualPrice(),
        campaign.spentMicros(),
        campaign.budgetMicros(),
        BudgetSummary.of(counts.budgets().get(campaign.campaignId())),
        campaign.policyValue(),
        campaign.oldPolicyValue(),
        campaign.averagePolicyValue(),
        campaign.averageOldPolicyValue());
  }
}
