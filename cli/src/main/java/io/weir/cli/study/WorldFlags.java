package io.weir.cli.study;

import io.weir.simulator.traffic.SampleStream;
import io.weir.simulator.world.Circumstances;
import io.weir.simulator.world.Drift;
import io.weir.simulator.world.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the study's worlds move, and what makes them hard to learn in. */
final class WorldFlags {
  @Option(names = "--flip-at", description = "chunk at which all effects reverse (default: never).")
  @Nullable Integer flipAt;

  @Option(
      names = "--turn",
      paramLabel = "FROM-TO",
      description = "chunks over which all effects turn evenly until they are reversed.")
  private @Nullable String turn;

  @Option(
      names = "--level-to",
      defaultValue = "1",
      description =
          "factor that order values have grown to, evenly, by the end (default: ${DEFAULT-VALUE}).")
  private double levelTo;

  @Option(
      names = "--season",
      paramLabel = "SHARE:CHUNKS",
      description = "share by which order values swing, and chunks that one swing takes.")
  private @Nullable String season;

  @Option(
      names = "--effect",
      defaultValue = "1",
      description = "factor of all effects; 0 for treatments that do nothing.")
  private double effect;

  @Option(
      names = "--activity",
      defaultValue = "1",
      description = "factor of all probabilities of an outcome; 0.01 makes conversions rare.")
  private double activity;

  @Option(
      names = "--tail",
      defaultValue = "0",
      description =
          "standard deviation of the logarithm of order values; 0 for orders that vary by a third.")
  private double tail;

  @Option(
      names = "--base-revenue",
      defaultValue = "0",
      description = "revenue of every impression whatever is done, in mean order values.")
  private double baseRevenue;

  @Option(
      names = "--rct-to",
      description = "randomized samples a slide at the end; they change evenly up to there.")
  private @Nullable Integer randomizedTo;

  @Option(
      names = "--last-arm-from",
      defaultValue = "0",
      description =
          "probability of the last arm in the holdout at the start; it grows evenly up to even odds"
              + " at the end. 0 for even odds throughout.")
  private double lastArmFrom;

  @Option(
      names = "--policy-share",
      defaultValue = "1",
      description =
          "share of the people for whom published pairs decide after the take-over; the old policy"
              + " goes on for the others (default: ${DEFAULT-VALUE}).")
  double policyShare;

  /**
   * Returns what the flags say of the world.
   *
   * @throws IllegalArgumentException if a value is out of range or unreadable
   */
  Circumstances circumstances(Duration chunk, int chunks) {
    return new Circumstances(
        drift(chunk), level(chunk, chunks), effect, activity, tail, baseRevenue);
  }

  private Drift drift(Duration chunk) {
    if (flipAt != null && turn != null) {
      throw new IllegalArgumentException("effects either flip or turn: --flip-at and --turn");
    }
    if (flipAt != null) {
      return Drift.flipAt(flipAt * chunk.toMillis());
    }
    if (turn == null) {
      return Drift.NONE;
    }
    double[] ends = pair(turn, "-", "--turn");
    long begin = Math.round(ends[0] * chunk.toMillis());
    return new Drift(Drift.Kind.ROTATE, begin, Math.round(ends[1] * chunk.toMillis()) - begin);
  }

  private Level level(Duration chunk, int chunks) {
    double[] swing = season == null ? new double[] {0, 1} : pair(season, ":", "--season");
    return new Level(
        levelTo, chunks * chunk.toMillis(), swing[0], Math.round(swing[1] * chunk.toMillis()));
  }

  /** Returns how the holdout moves. */
  SampleStream.Ramp ramp(int randomized) {
    return new SampleStream.Ramp(randomizedTo == null ? randomized : randomizedTo, lastArmFrom);
  }

  private static double[] pair(String text, String between, String flag) {
    String[] parts = text.split(between, -1);
    try {
      return new double[] {Double.parseDouble(parts[0]), Double.parseDouble(parts[1])};
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "%s takes two numbers with %s between them, not '%s'".formatted(flag, between, text), e);
    }
  }
}
