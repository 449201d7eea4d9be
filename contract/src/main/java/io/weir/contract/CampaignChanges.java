package io.weir.contract;

import io.weir.schemas.Budget;
import io.weir.schemas.Campaign;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is asked of a campaign beside its earlier version, and beside other campaigns. */
public final class CampaignChanges {
  private CampaignChanges() {}

  /**
   * Returns what is wrong with a newer version beside the one in force. Money spent in one currency
   * is no money in another, so a currency holds as long as a period does.
   *
   * @param before version in force
   * @param after version that would replace it
   */
  public static List<Problem> problems(Campaign before, Campaign after) {
    return problems(before.getBudget(), after.getBudget());
  }

  /**
   * Returns what is wrong with a newer budget beside the one in force.
   *
   * @param old budget in force
   * @param changed budget that would replace it
   */
  public static List<Problem> problems(Budget old, Budget changed) {
    boolean overlap =
        old.getPeriodStart().isBefore(changed.getPeriodEnd())
            && changed.getPeriodStart().isBefore(old.getPeriodEnd());
    if (!overlap || old.getCurrency().equals(changed.getCurrency())) {
      return List.of();
    }
    return List.of(
        new Problem(
            "budget.currency",
            "changes from "
                + old.getCurrency()
                + " to "
                + changed.getCurrency()
                + " within a period; it can change with a period that starts at "
                + old.getPeriodEnd()
                + " or later"));
  }

  /**
   * Returns which campaigns share a salt. They draw the same units, so that the effect of one
   * cannot be told from that of the other.
   *
   * @param campaigns all campaigns in force; ended ones left out
   * @return one problem a shared salt
   */
  public static List<Problem> sharedSalts(Collection<Campaign> campaigns) {
    Map<String, TreeSet<String>> bySalt = new TreeMap<>();
    for (Campaign campaign : campaigns) {
      bySalt
          .computeIfAbsent(campaign.getHoldout().getSalt(), salt -> new TreeSet<>())
          .add(campaign.getCampaignId());
    }
    return bySalt.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(
            entry ->
                new Problem(
                    "holdout.salt",
                    "\""
                        + entry.getKey()
                        + "\" is shared by campaigns "
                        + String.join(", ", entry.getValue())
                        + ": they would randomize the same units; give each a salt of its own"))
        .toList();
  }
}
