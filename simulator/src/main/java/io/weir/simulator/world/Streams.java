package io.weir.simulator.world;

import java.util.SplittableRandom;

/**
 * Independent seeded random streams. A stream is named by a seed and a path of labels, so that
 * adding a campaign, or drawing more from one stream, leaves every other stream as it was.
 */
public final class Streams {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Streams() {}

  /**
   * Opens a stream.
   *
   * @param seed root seed
   * @param path labels that tell this stream from the others, in order
   * @return a generator that is always the same for the same arguments
   */
  public static SplittableRandom open(long seed, long... path) {
    long state = mix(seed + GOLDEN_GAMMA);
    for (long label : path) {
      state = mix(state ^ mix(label * GOLDEN_GAMMA + GOLDEN_GAMMA));
    }
    return new SplittableRandom(state);
  }

  /** Finalizer of SplitMix64 (Steele, Lea and Flood 2014): a bijection with full avalanche. */
  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
