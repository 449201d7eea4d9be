package io.weir.simulator.hostile;

import io.weir.contract.CampaignValidator;
import io.weir.contract.EventValidator;
import io.weir.contract.LearningOptionsCheck;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Impression;
import io.weir.schemas.Model;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import io.weir.simulator.world.CampaignSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes hostile messages, the same for the same seed but for their times. Money stays countable:
 * outcomes cost something only where their own time lies in the running period, and no campaign
 * that has traffic is given another period. Campaigns of the marketplace get no valid record, price
 * or sample, and no deletion: whoever may write those decides for them. Not thread-safe.
 */
final class HostileMessages {
  /** Hostile campaigns with events of their own. */
  static final int TRAFFIC_CAMPAIGNS = 2;

  /** Hostile campaigns whose configuration may be anything. */
  static final int CONFIGURED_CAMPAIGNS = 12;

  private static final int OVERSIZED_ONE_IN = 400;
  private static final int[] OVERSIZES = {983_040, 983_041, 1_000_000, 1_048_000, 1_100_000};
  private static final int MOST_COST_MICROS = 5_000_000;
  private static final int[] SECONDS_AHEAD = {10, 30, 55, 65, 120, 3_600, 82_800};
  private static final int[] SECONDS_BEHIND = {5, 20, 120, 600, 3_600, 86_400};
  private static final int MOST_WAITING = 200;
  private static final int FRESH_SECONDS = 10;
  private static final int TRIES = 20;

  private final SplittableRandom random;
  private final FieldFuzzer fields;
  private final ByteFuzzer bytes;
  private final String runId;
  private final List<CampaignSpec> market;
  private final Map<String, Baselines> baselines = new HashMap<>();
  private final Baselines own;
  private final RecordCodec<Impression> impressions = new RecordCodec<>(Impression.class);
  private final RecordCodec<Treatment> treatments = new RecordCodec<>(Treatment.class);
  private final RecordCodec<Outcome> outcomes = new RecordCodec<>(Outcome.class);
  private final RecordCodec<Campaign> campaigns = new RecordCodec<>(Campaign.class);
  private final RecordCodec<Sample> samples = new RecordCodec<>(Sample.class);
  private final RecordCodec<DualPrice> prices = new RecordCodec<>(DualPrice.class);
  private final RecordCodec<Model> models = new RecordCodec<>(Model.class);
  private final RecordCodec<BudgetStatus> statuses = new RecordCodec<>(BudgetStatus.class);
  private final Map<HostileTopic, Schema> schemas = new EnumMap<>(HostileTopic.class);
  private final CampaignValidator validator = new CampaignValidator(LearningOptionsCheck.none());
  private final Deque<Impression> untreated = new ArrayDeque<>();
  private final Deque<Impression> unpaid = new ArrayDeque<>();
  private long sequence;

  /** A sound record on its way to become a hostile message. */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once; never compared
  private record Base(String key, byte[] value) {}

  /**
   * Makes a maker.
   *
   * @param runId prefix of identifiers; another run on the same topics needs another one
   * @param market campaigns of the marketplace that is attacked
   * @param startedAt before which no period of a hostile campaign begins
   */
  HostileMessages(long seed, String runId, List<CampaignSpec> market, Instant startedAt) {
    this.random = new SplittableRandom(seed);
    this.fields = new FieldFuzzer(random);
    this.bytes = new ByteFuzzer(random);
    this.runId = runId;
    this.market = List.copyOf(market);
    for (CampaignSpec spec : market) {
      baselines.put(spec.campaignId(), new Baselines(spec, startedAt));
    }
    this.own = new Baselines(market.get(0), startedAt);
    schemas.put(HostileTopic.IMPRESSIONS, impressions.schema());
    schemas.put(HostileTopic.TREATMENTS, treatments.schema());
    schemas.put(HostileTopic.OUTCOMES, outcomes.schema());
    schemas.put(HostileTopic.CAMPAIGNS, campaigns.schema());
    schemas.put(HostileTopic.SAMPLES, samples.schema());
    schemas.put(HostileTopic.DUAL_PRICES, prices.schema());
    schemas.put(HostileTopic.MODELS, models.schema());
    schemas.put(HostileTopic.BUDGET_STATUS, statuses.schema());
  }

  /** Records of the hostile campaigns that have traffic, to be sent before anything else. */
  List<HostileMessage> opening(Instant now) {
    List<HostileMessage> first = new ArrayList<>();
    for (int number = 0; number < TRAFFIC_CAMPAIGNS; number++) {
      Campaign campaign = own.campaign(traffic(number), now);
      first.add(
          new HostileMessage(
              HostileTopic.CAMPAIGNS,
              HostileKind.SOUND.name(),
              campaign.getCampaignId(),
              campaigns.encode(campaign)));
    }
    return first;
  }

  /** Makes the next message. */
  HostileMessage next(Instant now) {
    HostileTopic topic = topic();
    if (random.nextInt(OVERSIZED_ONE_IN) == 0) {
      Base base = base(topic, now);
      int size = OVERSIZES[random.nextInt(OVERSIZES.length)];
      return new HostileMessage(
          topic, "OVERSIZED", base.key(), bytes.oversized(base.value(), size));
    }
    HostileKind kind = kind(topic);
    HostileMessage message = make(topic, kind, now);
    for (int tries = 0; tries < TRIES && !harmless(message); tries++) {
      message = make(topic, kind, now);
    }
    return harmless(message)
        ? message
        : new HostileMessage(topic, HostileKind.EMPTY.name(), message.key(), new byte[0]);
  }

  private HostileMessage make(HostileTopic topic, HostileKind kind, Instant now) {
    Base base =
        switch (kind) {
          case SOUND -> sound(topic, now);
          case OTHER_CAMPAIGN -> mistaken(topic, now);
          case CLOCK_AHEAD -> aside(topic, now, SECONDS_AHEAD[random.nextInt(7)]);
          case CLOCK_BEHIND -> aside(topic, now, -SECONDS_BEHIND[random.nextInt(6)]);
          default -> base(topic, now);
        };
    byte[] value =
        switch (kind) {
          case SOUND, CLOCK_AHEAD, CLOCK_BEHIND, WRONG_KEY, OTHER_CAMPAIGN -> base.value();
          case FIELD -> fields.change(Objects.requireNonNull(schemas.get(topic)), base.value());
          case RANDOM_BYTES -> bytes.randomBytes();
          case EMPTY -> new byte[0];
          case TOMBSTONE -> null;
          case TRUNCATED -> bytes.truncated(base.value());
          case EXTENDED -> bytes.extended(base.value());
          case BIT_FLIPS -> bytes.bitFlips(base.value());
          case WRONG_MARKER -> bytes.wrongMarker(base.value());
          case UNKNOWN_FINGERPRINT -> bytes.unknownFingerprint(base.value());
          case HUGE_LENGTH -> bytes.hugeLength(base.value());
        };
    String key =
        switch (kind) {
          // Deleting is no attack but somebody's right, so it hits nobody else's.
          case TOMBSTONE -> topic.isEvent() ? base.key() : configured();
          case WRONG_KEY -> base.key() + "-other";
          default -> base.key();
        };
    return new HostileMessage(topic, kind.name(), key, value);
  }

  private HostileTopic topic() {
    return weighted(HostileTopic.values(), HostileTopic::weight);
  }

  private HostileKind kind(HostileTopic topic) {
    return weighted(HostileKind.values(), kind -> kind.fits(topic) ? kind.weight() : 0);
  }

  private <T> T weighted(T[] values, ToIntFunction<T> weight) {
    int at = random.nextInt(Arrays.stream(values).mapToInt(weight).sum());
    int chosen = 0;
    while (at >= weight.applyAsInt(values[chosen])) {
      at -= weight.applyAsInt(values[chosen]);
      chosen++;
    }
    return values[chosen];
  }

  /** A record that nobody waits for, in the name of anybody. */
  private Base base(HostileTopic topic, Instant now) {
    String id = id();
    String campaign = anybody();
    Baselines form = baselines.getOrDefault(campaign, own);
    return switch (topic) {
      case IMPRESSIONS -> new Base(id, impressions.encode(form.impression(id, campaign, now)));
      case TREATMENTS -> new Base(id, treatments.encode(form.treatment(id, campaign, now)));
      case OUTCOMES -> new Base(id, outcomes.encode(form.outcome(id, campaign, now, 0)));
      case CAMPAIGNS -> new Base(campaign, campaigns.encode(form.campaign(campaign, now)));
      case SAMPLES -> new Base(id, samples.encode(form.sample(id, campaign, now)));
      case DUAL_PRICES -> new Base(campaign, prices.encode(form.price(campaign, old(now))));
      case MODELS -> new Base(campaign, models.encode(form.model(campaign, old(now))));
      case BUDGET_STATUS -> new Base(campaign, statuses.encode(form.status(campaign, old(now))));
    };
  }

  /** A record as it should be, of a hostile campaign. */
  private Base sound(HostileTopic topic, Instant now) {
    switch (topic) {
      case IMPRESSIONS -> {
        Impression made = own.impression(id(), traffic(random.nextInt(TRAFFIC_CAMPAIGNS)), now);
        keep(untreated, made);
        return new Base(made.getImpressionId(), impressions.encode(made));
      }
      case TREATMENTS -> {
        Impression of = fresh(untreated, now);
        if (of == null) {
          return base(topic, now);
        }
        keep(unpaid, of);
        String id = of.getImpressionId();
        return new Base(id, treatments.encode(own.treatment(id, of.getCampaignId(), now)));
      }
      case OUTCOMES -> {
        Impression of = fresh(unpaid, now);
        String id = of == null ? id() : of.getImpressionId();
        String campaign = of == null ? traffic(0) : of.getCampaignId();
        long cost = random.nextInt(MOST_COST_MICROS);
        return new Base(id, outcomes.encode(own.outcome(id, campaign, now, cost)));
      }
      case CAMPAIGNS -> {
        Campaign campaign = own.campaign(traffic(random.nextInt(TRAFFIC_CAMPAIGNS)), now);
        return new Base(campaign.getCampaignId(), campaigns.encode(campaign));
      }
      default -> {
        return base(topic, now);
      }
    }
  }

  /** An event of a sound impression that names another campaign, before or after the right one. */
  private Base mistaken(HostileTopic topic, Instant now) {
    Impression of = topic == HostileTopic.TREATMENTS ? untreated.peekLast() : unpaid.peekLast();
    if (of == null) {
      return base(topic, now);
    }
    String id = of.getImpressionId();
    String other = traffic(of.getCampaignId().equals(traffic(0)) ? 1 : 0);
    if (topic == HostileTopic.TREATMENTS) {
      return new Base(id, treatments.encode(own.treatment(id, other, now)));
    }
    Outcome outcome = own.outcome(id, other, now, random.nextInt(MOST_COST_MICROS));
    outcome.setOutcomeId(id + "-mistaken-" + sequence++);
    return new Base(id, outcomes.encode(outcome));
  }

  /** An event of the marketplace's campaigns by a wrong clock. */
  private Base aside(HostileTopic topic, Instant now, int seconds) {
    String id = id();
    CampaignSpec spec = market.get(random.nextInt(market.size()));
    Baselines form = Objects.requireNonNull(baselines.get(spec.campaignId()));
    Instant at = now.plus(Duration.ofSeconds(seconds));
    return switch (topic) {
      case IMPRESSIONS ->
          new Base(id, impressions.encode(form.impression(id, spec.campaignId(), at)));
      case TREATMENTS -> new Base(id, treatments.encode(form.treatment(id, spec.campaignId(), at)));
      default -> {
        // What lies behind may lie before the period.
        long cost = seconds > 0 ? random.nextInt(MOST_COST_MICROS) : 0;
        yield new Base(id, outcomes.encode(form.outcome(id, spec.campaignId(), at, cost)));
      }
    };
  }

  /** Returns one that is so new that what follows it comes in its window; null if there is none. */
  private static @Nullable Impression fresh(Deque<Impression> waiting, Instant now) {
    Impression next = waiting.poll();
    while (next != null && next.getOccurredAt().plusSeconds(FRESH_SECONDS).isBefore(now)) {
      next = waiting.poll();
    }
    return next;
  }

  private static void keep(Deque<Impression> waiting, Impression more) {
    waiting.add(more);
    if (waiting.size() > MOST_WAITING) {
      waiting.remove();
    }
  }

  private String id() {
    return runId + "-" + sequence++;
  }

  private static Instant old(Instant now) {
    return now.minus(Duration.ofHours(1));
  }

  private String anybody() {
    return switch (random.nextInt(3)) {
      case 0 -> traffic(random.nextInt(TRAFFIC_CAMPAIGNS));
      case 1 -> configured();
      default -> market.get(random.nextInt(market.size())).campaignId();
    };
  }

  private String traffic(int number) {
    return runId + "-traffic-" + number;
  }

  private String configured() {
    return runId + "-configured-" + random.nextInt(CONFIGURED_CAMPAIGNS);
  }

  /** Whether a message is wrong, or somebody's own affair: not a valid order to others. */
  private boolean harmless(HostileMessage message) {
    boolean foreign = !message.key().startsWith(runId + "-configured-");
    boolean sound = message.kind().equals(HostileKind.SOUND.name());
    return switch (message.topic()) {
      case CAMPAIGNS ->
          !foreign || (sound && message.key().startsWith(runId)) || !isConfiguration(message);
      case DUAL_PRICES -> !foreign || !isPrice(message);
      case SAMPLES -> isNoSampleOfOthers(message.value());
      case IMPRESSIONS, TREATMENTS -> namesItself(message);
      case OUTCOMES ->
          sound
              || message.kind().startsWith("CLOCK")
              || message.kind().equals(HostileKind.OTHER_CAMPAIGN.name())
              || costsNothing(message.value());
      default -> true;
    };
  }

  private boolean isConfiguration(HostileMessage message) {
    Campaign campaign = decode(campaigns, message.value());
    return campaign != null
        && campaign.getCampaignId().equals(message.key())
        && validator.problems(campaign).isEmpty();
  }

  /** Whether it is no valid sample of the marketplace's, from which its campaigns would learn. */
  private boolean isNoSampleOfOthers(byte @Nullable [] value) {
    Sample sample = decode(samples, value);
    return sample == null
        || !baselines.containsKey(sample.getCampaignId())
        || EventValidator.problem(sample) != null;
  }

  /** An id that many use is no impression of which anybody could say what became of it. */
  private boolean namesItself(HostileMessage message) {
    if (message.topic() == HostileTopic.IMPRESSIONS) {
      Impression impression = decode(impressions, message.value());
      return impression == null
          || impression.getImpressionId().startsWith(runId)
          || EventValidator.problem(impression) != null;
    }
    Treatment treatment = decode(treatments, message.value());
    return treatment == null
        || treatment.getImpressionId().startsWith(runId)
        || EventValidator.problem(treatment) != null;
  }

  private boolean isPrice(HostileMessage message) {
    DualPrice price = decode(prices, message.value());
    return price != null && EventValidator.priceProblem(price, message.key()) == null;
  }

  /** Money that a wrong message happens to claim could stand in any period, or in none. */
  private boolean costsNothing(byte @Nullable [] value) {
    Outcome outcome = decode(outcomes, value);
    return outcome == null
        || outcome.getCostMicros() == 0
        || EventValidator.problem(outcome) != null;
  }

  private static <R extends SpecificRecord> @Nullable R decode(
      RecordCodec<R> codec, byte @Nullable [] value) {
    try {
      return codec.decode(value);
    } catch (WireFormatException e) {
      return null;
    }
  }
}
