package io.weir.console.view;

import java.util.List;

/**
 * What happened to a campaign, each list oldest first.
 *
 * @param budget budget statuses of the current period
 * @param prices prices with the gate's decisions
 * @param models published models
 * @param changes versions of the configuration
 */
public record CampaignHistory(
    List<BudgetPoint> budget,
    List<PricePoint> prices,
    List<ModelEntry> models,
    List<CampaignChange> changes) {}
