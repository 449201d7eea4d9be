package io.weir.console.view;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A campaign as it stands now; what the page shows of it without its histories.
 *
 * @param campaignId identifier
 * @param version version of the configuration in force
 * @param status ACTIVE, SHADOW, PAUSED or ENDED
 * @param currency ISO 4217 code
 * @param revenueUnit ISO 4217 code or word for what a unit of revenue is; null where not told
 * @param arms arms in their order, identifier and name
 * @param armSpend people and money by arm in the present period; empty before the first status
 * @param budgetMicros configured budget of the period
 * @param holdoutSpendCapMicros what the holdout may spend of it; null without a cap
 * @param periodStartMillis start of the period
 * @param periodEndMillis end of the period, exclusive
 * @param pinnedModel model version that is pinned; null for the newest
 * @param budget where the budget stands; null before the first status
 * @param price live price; null before the first
 * @param ladder cost curve of that price
 * @param diagnostics named numbers of that price's solve
 * @param model live model; null before the first
 * @param valueTrend last values of the policy, oldest first
 * @param refusedInARow candidates the gate has refused since the last accepted one
 * @param lastChange who changed the configuration last
 * @param refused a newer version that is invalid; null if there is none
 */
public record CampaignView(
    String campaignId,
    long version,
    String status,
    String currency,
    @Nullable String revenueUnit,
    List<ArmView> arms,
    List<ArmSpend> armSpend,
    long budgetMicros,
    @Nullable Long holdoutSpendCapMicros,
    long periodStartMillis,
    long periodEndMillis,
    @Nullable Long pinnedModel,
    @Nullable BudgetPoint budget,
    @Nullable PricePoint price,
    List<LadderRung> ladder,
    Map<String, Double> diagnostics,
    @Nullable ModelEntry model,
    List<Double> valueTrend,
    int refusedInARow,
    @Nullable CampaignChange lastChange,
    @Nullable RefusedVersion refused) {

  /**
   * One arm.
   *
   * @param armId identifier
   * @param name name for people
   */
  public record ArmView(String armId, String name) {}

  /**
   * One arm's part of a period.
   *
   * @param armId identifier; (other) for arms that the campaign does not have
   * @param treated treatments issued in the period, whoever chose them
   * @param spentMicros their realized spend, refunds taken off
   * @param refundedMicros what corrections took back of it
   */
  public record ArmSpend(String armId, long treated, long spentMicros, long refundedMicros) {

    /** Returns those of a status, none from a job that does not tell. */
    public static List<ArmSpend> of(io.weir.schemas.BudgetStatus status) {
      List<io.weir.schemas.ArmSpend> arms = status.getArms();
      return arms == null
          ? List.of()
          : arms.stream()
              .map(
                  arm ->
                      new ArmSpend(
                          arm.getArmId(),
                          arm.getTreated(),
                          arm.getSpentMicros(),
                          arm.getRefundedMicros()))
              .toList();
    }
  }
}
