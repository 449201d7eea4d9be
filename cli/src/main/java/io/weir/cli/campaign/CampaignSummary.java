package io.weir.cli.campaign;

import io.weir.core.money.Money;
import io.weir.kafka.DurationConverter;
import io.weir.schemas.Arm;
import io.weir.schemas.Budget;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A campaign in a line, and what is worth knowing of it before it is used. */
final class CampaignSummary {
  private CampaignSummary() {}

  static String oneLine(Campaign campaign) {
    return String.format(
        Locale.ROOT,
        "campaign %s, %s, %d arms (%s is free), %s, window %s, holdout %s",
        campaign.getCampaignId(),
        acts(campaign),
        campaign.getArms().size(),
        campaign.getArms().get(0).getArmId(),
        budget(campaign.getBudget()),
        DurationConverter.format(Duration.ofMillis(campaign.getAttributionWindowMs())),
        percent(campaign.getHoldout().getRate()));
  }

  /** Returns the status and, where it is not everybody, for which share Weir acts. */
  private static String acts(Campaign campaign) {
    boolean all = campaign.getPolicyShare() == 1;
    return status(campaign) + (all ? "" : " for " + percent(campaign.getPolicyShare()));
  }

  static String percent(double share) {
    return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + " %";
  }

  static String status(Campaign campaign) {
    return campaign.getStatus().name().toLowerCase(Locale.ROOT);
  }

  static String budget(Budget budget) {
    return amount(budget.getAmountMicros())
        + " "
        + budget.getCurrency()
        + " from "
        + budget.getPeriodStart()
        + " to "
        + budget.getPeriodEnd();
  }

  static String amount(long micros) {
    BigDecimal amount = new Money(micros).decimal().stripTrailingZeros();
    return (amount.scale() < 0 ? amount.setScale(0) : amount).toPlainString();
  }

  /** Returns what is allowed and may surprise. */
  static List<String> advice(Campaign campaign, Instant now) {
    List<String> advice = new ArrayList<>();
    Budget budget = campaign.getBudget();
    if (campaign.getHoldout().getRate() == 0) {
      advice.add("the holdout's rate is 0: nothing is randomized, so no effect can be learned");
    }
    for (Arm arm : campaign.getArms()) {
      if (campaign.getHoldout().getArmProbabilities().getOrDefault(arm.getArmId(), 0.0) == 0) {
        advice.add("the holdout never draws arm " + arm.getArmId() + ": its effect stays unknown");
      }
    }
    if (!budget.getPeriodEnd().isAfter(now)) {
      advice.add("the budget's period has ended at " + budget.getPeriodEnd());
    }
    if (Duration.between(budget.getPeriodStart(), budget.getPeriodEnd()).toMillis()
        < campaign.getAttributionWindowMs()) {
      advice.add("the attribution window is longer than the budget's period");
    }
    if (campaign.getStatus() == CampaignStatus.SHADOW) {
      advice.add(
          "it is in shadow: all is computed and nothing acts, until weir campaign resume "
              + campaign.getCampaignId());
    }
    return advice;
  }
}
