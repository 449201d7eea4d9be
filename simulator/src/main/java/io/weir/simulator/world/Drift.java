package io.weir.simulator.world;

/**
 * How the effects of the arms change over time. The direction in which a person's features push the
 * effect of an arm turns by an angle: from 0 (as drawn) to pi (reversed: who responded best now
 * responds worst).
 *
 * @param kind shape of the change
 * @param startMillis when it begins, milliseconds after the world's start; not negative
 * @param durationMillis how long the turn takes, milliseconds; positive for {@link Kind#ROTATE},
 *     ignored otherwise
 */
public record Drift(Kind kind, long startMillis, long durationMillis) {

  /** Shape of the change. */
  public enum Kind {
    /** Effects stay as drawn. */
    NONE,
    /** All effects reverse at once at {@code startMillis}. */
    FLIP,
    /** Effects turn evenly from {@code startMillis} over {@code durationMillis}, and stay. */
    ROTATE
  }

  /** No drift. */
  public static final Drift NONE = new Drift(Kind.NONE, 0, 0);

  /**
   * Validates.
   *
   * @throws IllegalArgumentException if a time is negative, or a rotation takes no time
   */
  public Drift {
    if (startMillis < 0 || durationMillis < 0) {
      throw new IllegalArgumentException("drift times must not be negative");
    }
    if (kind == Kind.ROTATE && durationMillis == 0) {
      throw new IllegalArgumentException("a rotation needs a positive duration");
    }
  }

  /**
   * Effects that reverse at once.
   *
   * @param startMillis when, milliseconds after the world's start
   * @return the drift
   */
  public static Drift flipAt(long startMillis) {
    return new Drift(Kind.FLIP, startMillis, 0);
  }

  /**
   * Angle by which effect directions have turned.
   *
   * @param elapsedMillis milliseconds after the world's start
   * @return radians in [0, pi]
   */
  public double angleAt(long elapsedMillis) {
    return switch (kind) {
      case NONE -> 0;
      case FLIP -> elapsedMillis >= startMillis ? Math.PI : 0;
      case ROTATE ->
          Math.PI
              * Math.min(1, Math.max(0, (elapsedMillis - startMillis) / (double) durationMillis));
    };
  }
}
