package io.weir.jobs.budget;

import io.weir.jobs.budget.ledger.BudgetTerms;
import io.weir.jobs.common.deadletter.DeadLetterReason;
import io.weir.jobs.common.deadletter.DeadLetters;
import io.weir.jobs.common.kafka.Topics;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import io.weir.schemas.wire.RecordCodec;
import java.nio.charset.StandardCharsets;

/** Dead letters of the second stage. */
final class BudgetLetters {
  private static final DeadLetters LETTERS = new DeadLetters(BudgetJob.NAME);

  private final Topics topics;
  private final RecordCodec<Campaign> campaigns = new RecordCodec<>(Campaign.class);
  private final RecordCodec<DualPrice> prices = new RecordCodec<>(DualPrice.class);

  BudgetLetters(Topics topics) {
    this.topics = topics;
  }

  /** A version or price that cannot follow the one in force. */
  DeadLetter refused(BudgetTerms terms, String detail) {
    if (terms.campaign != null) {
      return LETTERS.build(
          topics.campaigns(),
          terms.partition,
          terms.offset,
          campaigns.encode(terms.campaign),
          DeadLetterReason.INVALID_CAMPAIGN,
          detail);
    }
    return LETTERS.build(
        topics.dualPrices(),
        terms.partition,
        terms.offset,
        terms.price == null ? null : prices.encode(terms.price),
        DeadLetterReason.INVALID_DUAL_PRICE,
        detail);
  }

  /** A campaign that was set aside; its letter comes from no message and bears its id. */
  DeadLetter setAside(String campaignId, String detail) {
    return LETTERS.build(
        topics.campaigns(),
        -1,
        -1,
        campaignId.getBytes(StandardCharsets.UTF_8),
        DeadLetterReason.CAMPAIGN_SET_ASIDE,
        "campaign " + campaignId + ": " + detail);
  }
}
