package io.weir.jobs.budget.ledger;

import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import org.jspecify.annotations.Nullable;

/**
 * A change that one campaign's budget has to follow: of the campaign itself, or of its published
 * price. A Flink POJO: public fields, no-argument constructor.
 */
public final class BudgetTerms {
  /** Campaign that changes. */
  public String campaignId = "";

  /** Its new configuration, if that is what changes. */
  public @Nullable Campaign campaign;

  /** Its new price, if that is what changes. With neither, the campaign is forgotten. */
  public @Nullable DualPrice price;

  /** Partition and offset of the record; -1 where it is not known. */
  public int partition = -1;

  public long offset = -1;

  /** For Flink. */
  public BudgetTerms() {}

  public static BudgetTerms of(String campaignId, @Nullable Campaign campaign) {
    BudgetTerms terms = new BudgetTerms();
    terms.campaignId = campaignId;
    terms.campaign = campaign;
    return terms;
  }

  /** Says where the record came from. */
  public BudgetTerms from(int sourcePartition, long sourceOffset) {
    partition = sourcePartition;
    offset = sourceOffset;
    return this;
  }

  public static BudgetTerms of(DualPrice price) {
    BudgetTerms terms = new BudgetTerms();
    terms.campaignId = price.getCampaignId();
    terms.price = price;
    return terms;
  }
}
