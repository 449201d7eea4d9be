package io.weir.contract;

import io.weir.schemas.DualPrice;
import org.jspecify.annotations.Nullable;

/** The one check of published dual prices. */
public final class PriceRules {
  private PriceRules() {}

  /**
   * Returns what is wrong with a price, or null.
   *
   * @param key campaign that the message is about; null if it has no key
   */
  public static @Nullable String problem(DualPrice price, @Nullable String key) {
    if (!price.getCampaignId().equals(key)) {
      return "the key is not the campaignId";
    }
    if (!Ranges.DUAL_PRICE.contains(price.getDualPrice())) {
      return "dualPrice is " + price.getDualPrice() + EventValidator.allowed(Ranges.DUAL_PRICE);
    }
    if (!Ranges.VERSION.contains(price.getPriceVersion())) {
      return "priceVersion is " + price.getPriceVersion() + EventValidator.allowed(Ranges.VERSION);
    }
    if (!Ranges.VERSION.contains(price.getModelVersion())) {
      return "modelVersion is " + price.getModelVersion() + EventValidator.allowed(Ranges.VERSION);
    }
    if (!Ranges.TIME.contains(price.getComputedAt())) {
      return "computedAt is " + price.getComputedAt() + EventValidator.allowed(Ranges.TIME);
    }
    return null;
  }
}
