package io.weir.learner.thin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.learner.Fixtures;
import io.weir.schemas.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The fixture's campaign has 100 samples a second: 30 by chance, 65 of the old policy. */
class PartitionThinnerTest {
  private static final double MAX_RATE = 40;

  private final List<Sample> kept = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();

  private void run(PartitionThinner thinner, List<Sample> samples, double maxRate) {
    for (Sample sample : samples) {
      if (thinner.stays(sample, maxRate, leftOut::add)) {
        kept.add(sample);
      }
    }
  }

  private long leftOutSamples() {
    return leftOut.stream().mapToLong(LeftOut::samples).sum();
  }

  private static Sample at(Sample sample, Instant closedAt) {
    return Sample.newBuilder(sample).setClosedAt(closedAt).build();
  }

  @Test
  void belowItsRatesACampaignLosesNothing() {
    List<Sample> samples = Fixtures.samples("c", 3_000, 1);
    PartitionThinner thinner = new PartitionThinner();
    run(thinner, samples, 1_000);
    thinner.finish(Long.MAX_VALUE, leftOut::add);
    assertThat(kept).isEqualTo(samples);
    assertThat(leftOut).isEmpty();
  }

  @Test
  void eachKindIsThinnedToItsShareOfTheRate() {
    List<Sample> samples = Fixtures.samples("c", 60_000, 2);
    run(new PartitionThinner(), samples, MAX_RATE);
    Map<Long, Map<Decider, Long>> bySecond =
        kept.stream()
            .collect(
                Collectors.groupingBy(
                    sample -> sample.getClosedAt().getEpochSecond(),
                    Collectors.groupingBy(Decider::of, Collectors.counting())));
    for (Map<Decider, Long> second : bySecond.values()) {
      second.forEach(
          (kind, count) ->
              assertThat((double) count).isLessThanOrEqualTo(2 * MAX_RATE * kind.share()));
    }
    for (Decider kind : List.of(Decider.CHANCE, Decider.OLD_POLICY)) {
      double perSecond =
          bySecond.values().stream().mapToLong(it -> it.getOrDefault(kind, 0L)).sum() / 600.0;
      assertThat(perSecond).isCloseTo(MAX_RATE * kind.share(), within(1.2));
    }
  }

  @Test
  void sumsAreThoseOfAllThatWasLeftOut() {
    List<Sample> samples = Fixtures.samples("c", 6_000, 3);
    PartitionThinner thinner = new PartitionThinner();
    run(thinner, samples, MAX_RATE);
    thinner.finish(Long.MAX_VALUE, leftOut::add);
    List<Sample> missing = new ArrayList<>(samples);
    missing.removeAll(kept);
    assertThat(leftOutSamples()).isEqualTo(missing.size()).isGreaterThan(3_000);
    Map<Decider, Long> costs = new TreeMap<>();
    double revenue = 0;
    for (LeftOut sums : leftOut) {
      for (LeftOut.Cell cell : sums.cells()) {
        costs.merge(cell.decider(), cell.costMicros(), Long::sum);
        revenue += cell.revenue();
      }
    }
    assertThat(costs)
        .isEqualTo(
            missing.stream()
                .collect(
                    Collectors.groupingBy(
                        Decider::of, TreeMap::new, Collectors.summingLong(Sample::getCostMicros))));
    assertThat(revenue)
        .isCloseTo(missing.stream().mapToDouble(Sample::getRevenue).sum(), within(1e-9));
  }

  /** What stays is a random part: it earns what all earn. */
  @Test
  void whatStaysIsLikeTheRest() {
    List<Sample> samples = Fixtures.samples("c", 60_000, 4);
    run(new PartitionThinner(), samples, MAX_RATE);
    double all = samples.stream().mapToDouble(Sample::getRevenue).average().orElseThrow();
    double some = kept.stream().mapToDouble(Sample::getRevenue).average().orElseThrow();
    // The standard deviation is 1.2 and some 12,000 samples stay.
    assertThat(some).isCloseTo(all, within(4 * 1.2 / Math.sqrt(kept.size())));
  }

  @Test
  void aQuietCampaignBesideAHotOneLosesNothing() {
    List<Sample> quiet =
        Fixtures.samples("quiet", 6_000, 5).stream()
            .filter(s -> s.getImpressionId().endsWith("00"))
            .toList();
    List<Sample> both = new ArrayList<>(Fixtures.samples("hot", 6_000, 6));
    both.addAll(quiet);
    both.sort(java.util.Comparator.comparing(Sample::getClosedAt));
    run(new PartitionThinner(), both, MAX_RATE);
    assertThat(leftOut).noneMatch(sums -> sums.campaignId().equals("quiet"));
    assertThat(kept.stream().filter(s -> s.getCampaignId().equals("quiet")).toList())
        .isEqualTo(quiet)
        .hasSize(59);
  }

  @Test
  void goesOnFromStateAsIfItHadNotStopped() throws Exception {
    List<Sample> samples = Fixtures.samples("c", 3_000, 7);
    run(new PartitionThinner(), samples, MAX_RATE);
    List<Sample> uninterrupted = List.copyOf(kept);
    List<byte[]> sums = leftOut.stream().map(LeftOut::toBytes).toList();
    kept.clear();
    leftOut.clear();
    PartitionThinner thinner = new PartitionThinner();
    for (int from = 0; from < samples.size(); from += 333) {
      run(thinner, samples.subList(from, Math.min(samples.size(), from + 333)), MAX_RATE);
      thinner = PartitionThinner.read(StateInput.of(StateOutput.bytesOf(thinner::write)));
    }
    assertThat(kept).isEqualTo(uninterrupted);
    assertThat(leftOut.stream().map(LeftOut::toBytes).toList())
        .usingElementComparator(java.util.Arrays::compare)
        .isEqualTo(sums);
  }

  @Test
  void oneSampleFarAheadDoesNotMoveTime() {
    List<Sample> samples = Fixtures.samples("c", 6_000, 8);
    List<Sample> withOneAhead = new ArrayList<>(samples);
    withOneAhead.add(3_000, at(samples.get(3_000), Instant.parse("2999-01-01T00:00:00Z")));
    run(new PartitionThinner(), withOneAhead, MAX_RATE);
    List<Sample> after =
        kept.stream()
            .filter(s -> !s.getClosedAt().isBefore(samples.get(3_100).getClosedAt()))
            .toList();
    assertThat(after).hasSizeGreaterThan(400);
  }

  @Test
  void aCampaignWhoseClockWasWrongGoesOnAtItsRate() {
    List<Sample> samples = Fixtures.samples("c", 6_000, 9);
    List<Sample> stream = new ArrayList<>();
    for (Sample sample : samples.subList(0, 3_000)) {
      stream.add(at(sample, sample.getClosedAt().plus(Duration.ofDays(400))));
    }
    stream.addAll(samples.subList(3_000, 6_000));
    run(new PartitionThinner(), stream, MAX_RATE);
    assertThat(kept.stream().filter(samples::contains).count()).isBetween(400L, 900L);
  }

  @Test
  void sumsOfUnorderedTimesComeInPieces() {
    PartitionThinner thinner = new PartitionThinner();
    List<Sample> scattered = new ArrayList<>();
    for (Sample sample : Fixtures.samples("c", 20_000, 10)) {
      scattered.add(
          Sample.newBuilder(sample)
              .setClosedAt(Instant.ofEpochMilli(Fixtures.START))
              .setOccurredAt(Instant.ofEpochSecond(scattered.size()))
              .build());
    }
    run(thinner, scattered, MAX_RATE);
    assertThat(leftOut).hasSizeGreaterThan(3).allMatch(sums -> sums.cells().size() <= 4_096);
    thinner.finish(Long.MAX_VALUE, leftOut::add);
    assertThat(leftOutSamples() + kept.size()).isEqualTo(20_000);
  }

  @Test
  void manyCampaignsAreNotRememberedForEver() {
    PartitionThinner thinner = new PartitionThinner();
    for (int i = 0; i < 5_000; i++) {
      run(thinner, Fixtures.samples("c" + i, 2, i), 1);
    }
    thinner.finish(Long.MAX_VALUE, leftOut::add);
    assertThat(leftOutSamples() + kept.size()).isEqualTo(10_000);
    assertThat(StateOutput.bytesOf(thinner::write)).hasSizeLessThan(400_000);
  }
}
