package io.weir.client;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one campaign, and the model and price in hand. Immutable: every record makes
 * a new one, so a reader always sees a model with a price that belongs to it.
 *
 * <p>The model in hand is the newest that fits the campaign and has a price. A newer model waits
 * for its price, and a price for its model, while the older pair goes on deciding.
 */
final class CampaignSnapshot {
  /** Versions kept while they wait for their counterpart. */
  private static final int MAX_WAITING = 4;

  static final CampaignSnapshot EMPTY =
      new CampaignSnapshot(null, new TreeMap<>(), new TreeMap<>(), null);

  final @Nullable CampaignPlan plan;
  final NavigableMap<Long, ReceivedModel> models;
  final NavigableMap<Long, Price> prices;
  final Price.@Nullable Paced paced;

  /** The pair in hand; null if there is none, and then {@link #missing} says why. */
  final @Nullable Pair pair;

  final DecisionReason missing;

  /**
   * A model and the price published with it.
   *
   * @param price null while only a paced price names the model
   */
  record Pair(ReceivedModel model, Scorer scorer, @Nullable Price price) {}

  private CampaignSnapshot(
      @Nullable CampaignPlan plan,
      NavigableMap<Long, ReceivedModel> models,
      NavigableMap<Long, Price> prices,
      Price.@Nullable Paced paced) {
    this.plan = plan;
    this.models = models;
    this.prices = prices;
    this.paced = paced;
    Pair found = null;
    boolean fits = false;
    if (plan != null) {
      for (ReceivedModel model : models.descendingMap().values()) {
        Scorer scorer = Scorer.fit(model, plan);
        fits |= scorer != null;
        if (scorer != null && isPriced(model.version())) {
          found = new Pair(model, scorer, prices.get(model.version()));
          break;
        }
      }
    }
    this.pair = found;
    this.missing =
        models.isEmpty()
            ? DecisionReason.NO_MODEL
            : fits ? DecisionReason.NO_PRICE : DecisionReason.MODEL_MISMATCH;
  }

  private boolean isPriced(long version) {
    return prices.containsKey(version)
        || (paced != null && paced.price().modelVersion() == version);
  }

  boolean isEmpty() {
    return plan == null && models.isEmpty() && prices.isEmpty() && paced == null;
  }

  CampaignSnapshot withPlan(@Nullable CampaignPlan next) {
    boolean old = next != null && plan != null && next.version() <= plan.version();
    return old ? this : new CampaignSnapshot(next, models, prices, paced);
  }

  CampaignSnapshot withModel(ReceivedModel model) {
    if (models.containsKey(model.version())
        || (!models.isEmpty() && model.version() < models.lastKey())) {
      return this;
    }
    NavigableMap<Long, ReceivedModel> next = new TreeMap<>(models);
    next.put(model.version(), model);
    return new CampaignSnapshot(plan, next, prices, paced).trimmed();
  }

  CampaignSnapshot withPrice(Price price) {
    Price known = prices.get(price.modelVersion());
    boolean old = known != null && price.priceVersion() < known.priceVersion();
    if (old || (pair != null && price.modelVersion() < pair.model().version())) {
      return this;
    }
    NavigableMap<Long, Price> next = new TreeMap<>(prices);
    next.put(price.modelVersion(), price);
    return new CampaignSnapshot(plan, models, next, paced).trimmed();
  }

  CampaignSnapshot withPaced(Price.@Nullable Paced next) {
    boolean old = next != null && paced != null && next.asOfMillis() < paced.asOfMillis();
    return old ? this : new CampaignSnapshot(plan, models, prices, next).trimmed();
  }

  CampaignSnapshot withoutModels() {
    return new CampaignSnapshot(plan, new TreeMap<>(), prices, paced);
  }

  CampaignSnapshot withoutPrices() {
    return new CampaignSnapshot(plan, models, new TreeMap<>(), paced);
  }

  /** Drops what the pair in hand has overtaken, and bounds what waits. */
  private CampaignSnapshot trimmed() {
    long oldest = pair == null ? Long.MIN_VALUE : pair.model().version();
    NavigableMap<Long, ReceivedModel> keptModels = trim(models, oldest);
    NavigableMap<Long, Price> keptPrices = trim(prices, oldest);
    boolean nothing = keptModels.size() == models.size() && keptPrices.size() == prices.size();
    return nothing ? this : new CampaignSnapshot(plan, keptModels, keptPrices, paced);
  }

  private static <T> NavigableMap<Long, T> trim(NavigableMap<Long, T> versions, long oldest) {
    NavigableMap<Long, T> kept = new TreeMap<>(versions.tailMap(oldest, true));
    while (kept.size() > MAX_WAITING + 1) {
      // The oldest may be in hand; the next oldest only waits.
      Map.Entry<Long, T> second = kept.higherEntry(kept.firstKey());
      kept.remove(second.getKey());
    }
    return kept;
  }
}
