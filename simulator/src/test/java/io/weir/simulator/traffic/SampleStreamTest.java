package io.weir.simulator.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.schemas.Assignment;
import io.weir.schemas.Sample;
import io.weir.simulator.world.Drift;
import io.weir.simulator.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleStreamTest {
  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
  private static final Duration CHUNK = Duration.ofMinutes(1);
  private static final int CHUNKS = 20;

  private static List<Sample> randomized(SampleStream.Ramp ramp) {
    World world =
        World.draw(3, List.of(World.bundledSpecs(Duration.ofMinutes(10), Drift.NONE).get(1)));
    SampleStream stream =
        new SampleStream(world, new SampleStream.Plan(START, CHUNK, CHUNKS, 800, 200, ramp));
    List<Sample> samples = new ArrayList<>();
    stream.forEachRemaining(
        sample -> {
          if (sample.getAssignment() == Assignment.RANDOMIZED) {
            samples.add(sample);
          }
        });
    return samples;
  }

  private static long of(List<Sample> samples, int fromChunk, int toChunk) {
    Instant from = START.plus(CHUNK.multipliedBy(fromChunk));
    Instant to = START.plus(CHUNK.multipliedBy(toChunk));
    return samples.stream()
        .filter(s -> !s.getClosedAt().isBefore(from) && s.getClosedAt().isBefore(to))
        .count();
  }

  @Test
  void aHoldoutGrowsEvenlyToItsEnd() {
    List<Sample> samples = randomized(new SampleStream.Ramp(600, 0));
    assertThat(of(samples, 0, 2) / 2.0).isCloseTo(220, within(45.0));
    assertThat(of(samples, 18, 20) / 2.0).isCloseTo(580, within(70.0));
  }

  @Test
  void everySampleTellsTheProbabilityItWasDrawnWith() {
    List<Sample> samples = randomized(new SampleStream.Ramp(200, 0.02));
    double expected = 0;
    double drawn = 0;
    double variance = 0;
    for (Sample sample : samples) {
      double elapsed = Duration.between(START, sample.getClosedAt()).toMillis();
      double last = 0.02 + 0.18 * elapsed / (CHUNKS * CHUNK.toMillis());
      boolean isLast = sample.getArmId().equals("coupon-4");
      assertThat(sample.getPropensity()).isCloseTo(isLast ? last : (1 - last) / 4, within(1e-3));
      expected += last;
      variance += last * (1 - last);
      drawn += isLast ? 1 : 0;
    }
    assertThat(drawn).isCloseTo(expected, within(4 * Math.sqrt(variance)));
    assertThatThrownBy(() -> randomized(new SampleStream.Ramp(5_000, 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
