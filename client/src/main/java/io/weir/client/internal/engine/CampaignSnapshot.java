package io.weir.client.internal.engine;

import io.weir.client.decision.DecisionReason;
import io.weir.client.health.CampaignView;
import io.weir.client.health.FollowedTopic;
import io.weir.contract.CampaignChanges;
import io.weir.contract.Problem;
import io.weir.schemas.Campaign;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one campaign, and the model and price in hand. Immutable: every record makes
 * a new one, so a reader always sees a model with a price that belongs to it.
 *
 * <p>The model in hand is the newest that fits the campaign and has a price. A newer model waits
 * for its price, and a price for its model, while the older pair goes on deciding.
 *
 * <p>Newest is by version, with two exceptions, so that one impossible number does not shut out
 * what comes after it: a lower version that was published {@link #TAKES_OVER_AFTER_MILLIS} or more
 * after the higher one takes over, and the first record of a topic that was made anew takes over at
 * once.
 */
public final class CampaignSnapshot {
  /** How much later a lower version must be published to take over; repetitions come sooner. */
  public static final long TAKES_OVER_AFTER_MILLIS = 600_000;

  /** Versions kept while they wait for their counterpart. */
  private static final int MAX_WAITING = 4;

  static final CampaignSnapshot EMPTY =
      new CampaignSnapshot(
          null, new TreeMap<>(), Map.of(), null, EnumSet.noneOf(FollowedTopic.class));

  final @Nullable CampaignPlan plan;
  final NavigableMap<Rank, ReceivedModel> models;
  final Map<Long, Price> prices;
  final Price.@Nullable Paced paced;

  /** Topics that were made anew and have not told anything of this campaign yet. */
  private final Set<FollowedTopic> reopened;

  /** The pair in hand; null if there is none, and then {@link #missing} says why. */
  final @Nullable Pair pair;

  final DecisionReason missing;

  /**
   * A model and the price published with it.
   *
   * @param price null while only a paced price names the model
   */
  record Pair(Rank rank, ReceivedModel model, Scorer scorer, @Nullable Price price) {}

  /** Order of models: versions count from anew whenever a lower one has taken over. */
  record Rank(int generation, long version) implements Comparable<Rank> {
    private static final Comparator<Rank> ORDER =
        Comparator.comparingInt(Rank::generation).thenComparingLong(Rank::version);

    @Override
    public int compareTo(Rank other) {
      return ORDER.compare(this, other);
    }
  }

  private CampaignSnapshot(
      @Nullable CampaignPlan plan,
      NavigableMap<Rank, ReceivedModel> models,
      Map<Long, Price> prices,
      Price.@Nullable Paced paced,
      Set<FollowedTopic> reopened) {
    this.plan = plan;
    this.models = models;
    this.prices = prices;
    this.paced = paced;
    this.reopened = reopened;
    Pair found = null;
    boolean fits = false;
    if (plan != null) {
      for (Map.Entry<Rank, ReceivedModel> entry : models.descendingMap().entrySet()) {
        ReceivedModel model = entry.getValue();
        Scorer scorer = Scorer.fit(model, plan);
        fits |= scorer != null;
        if (scorer != null && isPriced(model.version())) {
          found = new Pair(entry.getKey(), model, scorer, prices.get(model.version()));
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

  /** Refuses what the jobs refuse, too: a newer version that the one in force rules out. */
  void checkFollows(Campaign next) throws RejectedRecordException {
    CampaignPlan inForce = plan;
    if (inForce == null
        || next.getVersion() <= inForce.version()
        || reopened.contains(FollowedTopic.CAMPAIGNS)) {
      return;
    }
    List<Problem> problems = CampaignChanges.problems(inForce.source(), next);
    if (!problems.isEmpty()) {
      throw new RejectedRecordException("campaign refused: " + Problem.describe(problems));
    }
  }

  CampaignSnapshot withPlan(@Nullable CampaignPlan next) {
    boolean old =
        next != null
            && plan != null
            && next.version() <= plan.version()
            && !reopened.contains(FollowedTopic.CAMPAIGNS);
    return old
        ? this
        : new CampaignSnapshot(next, models, prices, paced, told(FollowedTopic.CAMPAIGNS));
  }

  CampaignSnapshot withModel(ReceivedModel model) {
    Rank rank = rank(model);
    ReceivedModel known = models.get(rank);
    boolean repeated = known != null && model.publishedAtMillis() <= known.publishedAtMillis();
    if (repeated || (pair != null && rank.compareTo(pair.rank()) < 0)) {
      return this;
    }
    NavigableMap<Rank, ReceivedModel> next = new TreeMap<>(models);
    next.put(rank, model);
    return new CampaignSnapshot(plan, next, prices, paced, told(FollowedTopic.MODELS)).trimmed();
  }

  private Rank rank(ReceivedModel model) {
    if (models.isEmpty()) {
      return new Rank(0, model.version());
    }
    Map.Entry<Rank, ReceivedModel> newest = models.lastEntry();
    int generation = newest.getKey().generation();
    boolean takesOver =
        reopened.contains(FollowedTopic.MODELS)
            || (model.version() < newest.getKey().version()
                && isMuchLater(model.publishedAtMillis(), newest.getValue().publishedAtMillis()));
    return new Rank(takesOver ? generation + 1 : generation, model.version());
  }

  private static boolean isMuchLater(long publishedAtMillis, long otherMillis) {
    return publishedAtMillis - otherMillis >= TAKES_OVER_AFTER_MILLIS;
  }

  CampaignSnapshot withPrice(Price price) {
    Price known = prices.get(price.modelVersion());
    boolean old =
        known != null
            && price.priceVersion() < known.priceVersion()
            && !isMuchLater(price.publishedAtMillis(), known.publishedAtMillis())
            && !reopened.contains(FollowedTopic.DUAL_PRICES);
    if (old) {
      return this;
    }
    Map<Long, Price> next = new HashMap<>(prices);
    next.put(price.modelVersion(), price);
    return new CampaignSnapshot(plan, models, next, paced, told(FollowedTopic.DUAL_PRICES))
        .trimmed();
  }

  CampaignSnapshot withPaced(Price.@Nullable Paced next) {
    boolean old =
        next != null
            && paced != null
            && next.asOfMillis() < paced.asOfMillis()
            && !reopened.contains(FollowedTopic.BUDGET_STATUS);
    return old
        ? this
        : new CampaignSnapshot(plan, models, prices, next, told(FollowedTopic.BUDGET_STATUS))
            .trimmed();
  }

  CampaignSnapshot withoutModels() {
    return new CampaignSnapshot(plan, new TreeMap<>(), prices, paced, told(FollowedTopic.MODELS));
  }

  CampaignSnapshot withoutPrices() {
    return new CampaignSnapshot(plan, models, Map.of(), paced, told(FollowedTopic.DUAL_PRICES));
  }

  /** What a restart would have to be told for the same decisions; nothing without a campaign. */
  Stream<RetainedRecord> retained() {
    if (plan == null) {
      return Stream.empty();
    }
    String id = plan.id();
    Stream.Builder<RetainedRecord> records = Stream.builder();
    records.add(new RetainedRecord(FollowedTopic.CAMPAIGNS, id, 0, plan.source()));
    for (ReceivedModel model : models.values()) {
      records.add(
          new RetainedRecord(FollowedTopic.MODELS, id, model.publishedAtMillis(), model.source()));
    }
    for (Price price : prices.values()) {
      records.add(
          new RetainedRecord(
              FollowedTopic.DUAL_PRICES,
              id,
              price.publishedAtMillis(),
              Objects.requireNonNull(price.source())));
    }
    if (paced != null) {
      records.add(
          new RetainedRecord(
              FollowedTopic.BUDGET_STATUS, id, paced.price().publishedAtMillis(), paced.source()));
    }
    return records.build();
  }

  /** Takes whatever version the topic tells next; until then everything stays in force. */
  CampaignSnapshot reopened(FollowedTopic topic) {
    Set<FollowedTopic> more = EnumSet.of(topic);
    more.addAll(reopened);
    return new CampaignSnapshot(plan, models, prices, paced, more);
  }

  private Set<FollowedTopic> told(FollowedTopic topic) {
    if (!reopened.contains(topic)) {
      return reopened;
    }
    Set<FollowedTopic> rest = EnumSet.copyOf(reopened);
    rest.remove(topic);
    return rest;
  }

  /** Drops what the pair in hand has overtaken, and bounds what waits. */
  private CampaignSnapshot trimmed() {
    Rank inHand = pair == null ? null : pair.rank();
    NavigableMap<Rank, ReceivedModel> keptModels =
        new TreeMap<>(inHand == null ? models : models.tailMap(inHand, true));
    Map<Long, Price> keptPrices = new HashMap<>(prices);
    keptPrices.values().removeIf(this::isOvertaken);
    dropOldest(keptModels, inHand, ReceivedModel::publishedAtMillis);
    dropOldest(
        keptPrices, inHand == null ? null : (Long) inHand.version(), Price::publishedAtMillis);
    boolean nothing = keptModels.size() == models.size() && keptPrices.size() == prices.size();
    return nothing ? this : new CampaignSnapshot(plan, keptModels, keptPrices, paced, reopened);
  }

  private boolean isOvertaken(Price price) {
    return pair != null
        && price.modelVersion() < pair.rank().version()
        && price.publishedAtMillis() <= pair.model().publishedAtMillis();
  }

  /** Drops what was published first, so that what is waited for is not what crowds others out. */
  private static <K extends Comparable<K>, T> void dropOldest(
      Map<K, T> waiting, @Nullable K inHand, ToLongFunction<T> publishedAt) {
    while (waiting.size() > MAX_WAITING + 1) {
      K oldest =
          waiting.entrySet().stream()
              .filter(entry -> !entry.getKey().equals(inHand))
              .min(
                  Comparator.<Map.Entry<K, T>>comparingLong(
                          entry -> publishedAt.applyAsLong(entry.getValue()))
                      .thenComparing(Map.Entry::getKey))
              .orElseThrow()
              .getKey();
      waiting.remove(oldest);
    }
  }

  /** What a client may tell of the campaign; ages count back from now. */
  CampaignView view(String campaignId, long nowMillis) {
    Price price = pair == null ? null : pair.price();
    return new CampaignView(
        campaignId,
        plan == null ? null : (Long) plan.version(),
        plan == null ? null : plan.status(),
        pair == null ? null : (Long) pair.model().version(),
        pair == null ? null : (Long) (nowMillis - pair.model().publishedAtMillis()),
        models.isEmpty() ? null : (Long) models.lastKey().version(),
        price == null ? null : (Long) price.priceVersion(),
        price == null ? null : (Double) price.value(),
        price == null ? null : (Long) (nowMillis - price.publishedAtMillis()),
        paced == null ? null : (Double) paced.price().value(),
        paced == null ? null : (Long) paced.price().modelVersion(),
        paced == null ? null : (Long) (nowMillis - paced.price().publishedAtMillis()),
        paced != null && paced.exhausted());
  }
}
