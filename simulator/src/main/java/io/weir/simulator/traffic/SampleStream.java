package io.weir.simulator.traffic;

import io.weir.core.money.Money;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.Sample;
import io.weir.simulator.world.CampaignSpec;
import io.weir.simulator.world.ExperimentLog;
import io.weir.simulator.world.Person;
import io.weir.simulator.world.SimulatedCampaign;
import io.weir.simulator.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Closed samples of a marketplace, as attribution emits them, without the events before them: the
 * old policy's confounded log, and a share of randomized ones. One campaign comes after the other;
 * time advances evenly. The same world and plan give the same samples.
 */
public final class SampleStream implements Iterator<Sample> {
  private static final long OBSERVATIONAL = 48;
  private static final long RANDOMIZED = 49;
  private static final long KIND = 50;
  private static final long DRAWS = 52;

  private final World world;
  private final Plan plan;
  private final @Nullable Takeover takeover;
  private final List<Source> sources = new ArrayList<>();
  private long next;

  /**
   * How long the stream is, and how its holdout moves.
   *
   * @param start event time of the start
   * @param chunk event time of one chunk; positive
   * @param chunks number of chunks; positive
   * @param observational expected observational samples per chunk and campaign; not negative
   * @param randomized expected randomized samples per chunk and campaign at the start; positive
   * @param ramp where the holdout goes from there
   */
  public record Plan(
      Instant start, Duration chunk, int chunks, int observational, int randomized, Ramp ramp) {
    /** Validates. */
    public Plan {
      if (chunks < 1 || observational < 0 || randomized < 1 || chunk.toMillis() < 1) {
        throw new IllegalArgumentException("a stream needs chunks with randomized samples");
      }
      if (ramp.randomizedAtEnd() > observational + randomized) {
        throw new IllegalArgumentException("a ramp to more randomized samples than there are");
      }
    }

    /** A stream whose holdout stays as it begins. */
    public Plan(Instant start, Duration chunk, int chunks, int observational, int randomized) {
      this(start, chunk, chunks, observational, randomized, Ramp.none(randomized));
    }

    /** Samples per campaign and chunk. */
    public int perChunk() {
      return observational + randomized;
    }

    /** Samples per campaign. */
    public long perCampaign() {
      return (long) chunks * perChunk();
    }

    /** Expected randomized samples per chunk at a place in the stream, a share of it. */
    double randomizedAt(double share) {
      return randomized + share * (ramp.randomizedAtEnd() - randomized);
    }

    /**
     * Probabilities of the arms at a place in the stream: the last one's grows evenly up to even
     * odds at the end, the others share the rest.
     */
    double[] armProbabilities(int arms, double share) {
      double even = 1.0 / arms;
      double[] probabilities = new double[arms];
      if (ramp.lastArmAtStart() == 0) {
        Arrays.fill(probabilities, even);
        return probabilities;
      }
      double last = ramp.lastArmAtStart() + share * (even - ramp.lastArmAtStart());
      Arrays.fill(probabilities, (1 - last) / (arms - 1));
      probabilities[arms - 1] = last;
      return probabilities;
    }
  }

  /**
   * How a holdout changes evenly from the start of the stream to its end.
   *
   * @param randomizedAtEnd expected randomized samples per chunk at the end; positive
   * @param lastArmAtStart probability of the last arm at the start, in (0, 1); 0 for even odds
   *     throughout
   */
  public record Ramp(int randomizedAtEnd, double lastArmAtStart) {
    /** Validates. */
    public Ramp {
      if (randomizedAtEnd < 1 || !(lastArmAtStart >= 0 && lastArmAtStart < 1)) {
        throw new IllegalArgumentException(
            "a ramp to %d randomized samples, from a last arm of %s"
                .formatted(randomizedAtEnd, lastArmAtStart));
      }
    }

    static Ramp none(int randomized) {
      return new Ramp(Math.max(1, randomized), 0);
    }
  }

  private record Source(
      SimulatedCampaign campaign,
      ExperimentLog observational,
      ExperimentLog randomized,
      SplittableRandom kind,
      SplittableRandom draws) {}

  /** Decides policy traffic in the old policy's place. */
  @FunctionalInterface
  public interface Takeover {
    /**
     * Decides for one person.
     *
     * @param elapsedMillis milliseconds after the world's start
     * @return null where the old policy still decides
     */
    @Nullable Decided decide(SimulatedCampaign campaign, Person person, long elapsedMillis);
  }

  /**
   * A decision of a published pair.
   *
   * @param arm index of the arm
   * @param modelVersion model that decided
   * @param dualPrice price that it decided at
   */
  public record Decided(int arm, long modelVersion, double dualPrice) {}

  /**
   * Opens the stream at its beginning; the old policy decides to the end.
   *
   * @param world campaigns
   * @param plan length
   */
  public SampleStream(World world, Plan plan) {
    this(world, plan, null);
  }

  /**
   * Opens the stream at its beginning.
   *
   * @param world campaigns
   * @param plan length
   * @param takeover decides policy traffic; null for the old policy
   */
  public SampleStream(World world, Plan plan, @Nullable Takeover takeover) {
    this.takeover = takeover;
    this.world = world;
    this.plan = plan;
    for (SimulatedCampaign campaign : world.campaigns()) {
      sources.add(
          new Source(
              campaign,
              new ExperimentLog(campaign, false, campaign.world().stream(OBSERVATIONAL)),
              new ExperimentLog(campaign, true, campaign.world().stream(RANDOMIZED)),
              campaign.world().stream(KIND),
              campaign.world().stream(DRAWS)));
    }
  }

  /** Samples of all campaigns together. */
  public long size() {
    return plan.perCampaign() * sources.size();
  }

  /**
   * Records of the campaigns, each with its budget per impression.
   *
   * @param learning learning options of every campaign
   */
  public List<Campaign> campaigns(Map<String, String> learning) {
    double rate = plan.randomized() / (double) plan.perChunk();
    double perSecond =
        1000.0 * plan.perChunk() * world.campaigns().size() / plan.chunk().toMillis();
    MarketplaceOptions options =
        MarketplaceOptions.builder()
            .campaigns(world.campaigns().stream().map(c -> c.world().spec()).toList())
            .seed(world.seed())
            .startAt(plan.start())
            .period(plan.chunk().multipliedBy(plan.chunks()))
            .timeCompression(1)
            .impressionsPerSecond(perSecond)
            .holdoutRate(rate)
            // Samples come closed and in order, so no window can be too short for disorder.
            .disorder(Duration.ZERO, 0)
            .learning(learning)
            .build();
    List<Campaign> records = new ArrayList<>();
    for (SimulatedCampaign campaign : world.campaigns()) {
      Campaign record = CampaignRecords.of(campaign, options);
      long micros = Money.ofUnits(campaign.budgetPerImpression()).micros();
      Map<String, String> own = new java.util.HashMap<>(record.getLearning());
      own.putIfAbsent("budget.per-impression-micros", Long.toString(micros));
      record.setLearning(own);
      records.add(record);
    }
    return records;
  }

  @Override
  public boolean hasNext() {
    return next < size();
  }

  @Override
  public Sample next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the stream has " + size() + " samples");
    }
    Source source = sources.get((int) (next % sources.size()));
    long index = next / sources.size();
    next++;
    double share = index / (double) plan.perCampaign();
    boolean randomized =
        source.kind.nextInt(plan.perChunk()) < Math.round(plan.randomizedAt(share));
    long elapsed = index * plan.chunk().toMillis() / plan.perChunk();
    if (randomized) {
      return randomized(source, index, elapsed, share);
    }
    Takeover decides = takeover;
    if (decides == null) {
      return sample(source.campaign, index, source.observational.next(elapsed), null, null);
    }
    Decided[] decided = new Decided[1];
    ExperimentLog.Row row =
        source.observational.next(
            elapsed,
            person -> {
              decided[0] = decides.decide(source.campaign, person, elapsed);
              return decided[0] == null ? -1 : decided[0].arm;
            });
    return sample(source.campaign, index, row, null, decided[0]);
  }

  private Sample randomized(Source source, long index, long elapsed, double share) {
    double[] probabilities = plan.armProbabilities(source.campaign.world().arms(), share);
    if (plan.ramp().lastArmAtStart() == 0) {
      ExperimentLog.Row row = source.randomized.next(elapsed);
      return sample(source.campaign, index, row, probabilities[row.arm()], null);
    }
    double lot = source.draws.nextDouble();
    int arm = 0;
    while (arm < probabilities.length - 1 && lot >= probabilities[arm]) {
      lot -= probabilities[arm++];
    }
    int drawn = arm;
    ExperimentLog.Row row = source.randomized.next(elapsed, person -> drawn);
    return sample(source.campaign, index, row, probabilities[drawn], null);
  }

  private Sample sample(
      SimulatedCampaign campaign,
      long index,
      ExperimentLog.Row row,
      @Nullable Double propensity,
      @Nullable Decided decided) {
    CampaignSpec spec = campaign.world().spec();
    Instant closedAt = plan.start().plusMillis(row.elapsedMillis());
    Instant occurredAt = closedAt.minus(spec.attributionWindow());
    List<Float> numeric = new ArrayList<>();
    for (float value : row.person().numeric()) {
      numeric.add(value);
    }
    return Sample.newBuilder()
        .setImpressionId(spec.campaignId() + "-" + index)
        .setCampaignId(spec.campaignId())
        .setUnitId(row.person().unitId())
        .setOccurredAt(occurredAt)
        .setAssignedAt(occurredAt)
        .setClosedAt(closedAt)
        .setFeatureSet(spec.featureSet())
        .setNumericFeatures(numeric)
        .setCategoricalFeatures(Arrays.asList(row.person().categorical()))
        .setArmId(spec.arms().get(row.arm()))
        .setAssignment(row.randomized() ? Assignment.RANDOMIZED : Assignment.POLICY)
        .setPropensity(propensity)
        .setModelVersion(decided == null ? null : Long.valueOf(decided.modelVersion))
        .setDualPrice(decided == null ? null : Double.valueOf(decided.dualPrice))
        .setRevenue(row.revenue())
        .setCostMicros(row.costMicros())
        .setOutcomes(1)
        .build();
  }
}
