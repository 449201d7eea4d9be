package io.weir.simulator.traffic;

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
 * old policy's confounded log, and a share of randomized ones. Campaigns take turns; time advances
 * evenly. The same world and plan give the same samples.
 */
public final class SampleStream implements Iterator<Sample> {
  private static final long OBSERVATIONAL = 48;
  private static final long RANDOMIZED = 49;
  private static final long KIND = 50;

  private final World world;
  private final Plan plan;
  private final @Nullable Takeover takeover;
  private final List<Source> sources = new ArrayList<>();
  private long next;

  /**
   * How long the stream is.
   *
   * @param start event time of the start
   * @param chunk event time of one chunk; positive
   * @param chunks number of chunks; positive
   * @param observational expected observational samples per chunk and campaign; not negative
   * @param randomized expected randomized samples per chunk and campaign; positive
   */
  public record Plan(Instant start, Duration chunk, int chunks, int observational, int randomized) {
    /** Validates. */
    public Plan {
      if (chunks < 1 || observational < 0 || randomized < 1 || chunk.toMillis() < 1) {
        throw new IllegalArgumentException("a stream needs chunks with randomized samples");
      }
    }

    /** Samples per campaign and chunk. */
    public int perChunk() {
      return observational + randomized;
    }

    /** Samples per campaign. */
    public long perCampaign() {
      return (long) chunks * perChunk();
    }
  }

  private record Source(
      SimulatedCampaign campaign,
      ExperimentLog observational,
      ExperimentLog randomized,
      SplittableRandom kind) {}

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
              campaign.world().stream(KIND)));
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
      long micros = Math.round(1e6 * campaign.budgetPerImpression());
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
    boolean randomized = source.kind.nextInt(plan.perChunk()) < plan.randomized();
    long elapsed = index * plan.chunk().toMillis() / plan.perChunk();
    Takeover decides = takeover;
    if (randomized || decides == null) {
      ExperimentLog log = randomized ? source.randomized : source.observational;
      return sample(source.campaign, index, log.next(elapsed), null);
    }
    Decided[] decided = new Decided[1];
    ExperimentLog.Row row =
        source.observational.next(
            elapsed,
            person -> {
              decided[0] = decides.decide(source.campaign, person, elapsed);
              return decided[0] == null ? -1 : decided[0].arm;
            });
    return sample(source.campaign, index, row, decided[0]);
  }

  private Sample sample(
      SimulatedCampaign campaign, long index, ExperimentLog.Row row, @Nullable Decided decided) {
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
        .setPropensity(row.randomized() ? 1.0 / spec.arms().size() : null)
        .setModelVersion(decided == null ? null : Long.valueOf(decided.modelVersion))
        .setDualPrice(decided == null ? null : Double.valueOf(decided.dualPrice))
        .setRevenue(row.revenue())
        .setCostMicros(row.costMicros())
        .setOutcomes(1)
        .build();
  }
}
