package io.weir.console.view;

import io.weir.console.view.StreamHealth.RecentLetter;
import java.util.List;

/**
 * What happened to a campaign, each list oldest first, dead letters newest first.
 *
 * @param budget budget statuses of the current period
 * @param prices prices with the gate's decisions
 * @param models published models
 * @param changes versions of the configuration
 * @param deadLetters the last messages that named it and could not be used
 */
public record CampaignHistory(
    List<BudgetPoint> budget,
    List<PricePoint> prices,
    List<ModelEntry> models,
    List<CampaignChange> changes,
    List<RecentLetter> deadLetters) {}
