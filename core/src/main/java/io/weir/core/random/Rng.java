package io.weir.core.random;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * Uniform and normal random numbers from xoshiro256++ (Blackman and Vigna, "Scrambled linear
 * pseudorandom number generators", 2021). All of its state is four longs: nothing is cached between
 * calls, and normal numbers use strict mathematics, so the same state gives the same numbers on
 * every machine. Not thread-safe.
 */
public final class Rng {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long s0;
  private long s1;
  private long s2;
  private long s3;

  /** Seeds the state through SplitMix64, so that similar seeds give unrelated streams. */
  public Rng(long seed) {
    s0 = seedWord(seed, 1);
    s1 = seedWord(seed, 2);
    s2 = seedWord(seed, 3);
    s3 = seedWord(seed, 4);
  }

  private Rng(long[] state) {
    s0 = state[0];
    s1 = state[1];
    s2 = state[2];
    s3 = state[3];
  }

  /**
   * Continues from a saved state.
   *
   * @throws IllegalArgumentException if it is not four longs, or all are zero (which this generator
   *     never reaches)
   */
  static Rng of(long[] state) {
    if (state.length != 4 || (state[0] | state[1] | state[2] | state[3]) == 0) {
      throw new IllegalArgumentException("the state is four longs, not all zero");
    }
    return new Rng(state);
  }

  public void write(StateOutput out) throws IOException {
    out.writeLong(s0);
    out.writeLong(s1);
    out.writeLong(s2);
    out.writeLong(s3);
  }

  /** Goes on from what {@link #write} wrote. */
  public static Rng read(StateInput in) throws IOException {
    return of(new long[] {in.readLong(), in.readLong(), in.readLong(), in.readLong()});
  }

  /** 64 random bits. */
  public long nextLong() {
    long result = Long.rotateLeft(s0 + s3, 23) + s0;
    long t = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = Long.rotateLeft(s3, 45);
    return result;
  }

  /**
   * Uniform in 0..bound-1, without bias.
   *
   * @throws IllegalArgumentException if bound is not positive
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive: " + bound);
    }
    // The high word of a 32 x 32 bit product is uniform once the low words below 2^32 mod bound are
    // refused.
    long threshold = (1L << 32) % bound;
    while (true) {
      long product = (nextLong() >>> 32) * bound;
      if ((product & 0xFFFFFFFFL) >= threshold) {
        return (int) (product >>> 32);
      }
    }
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /**
   * Standard normal, by the polar method; the second number it yields is dropped rather than
   * remembered.
   */
  public double nextGaussian() {
    while (true) {
      double u = 2 * nextDouble() - 1;
      double v = 2 * nextDouble() - 1;
      double square = u * u + v * v;
      if (square < 1 && square > 0) {
        return u * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
      }
    }
  }

  /**
   * A generator of its own for a numbered purpose; depends on the present state, which stays as it
   * is.
   */
  public Rng split(long stream) {
    long key = mix(stream + GOLDEN);
    return new Rng(
        mix(s0 ^ key)
            + Long.rotateLeft(mix(s1 + key), 17)
            + mix(s2 - key)
            + Long.rotateLeft(mix(s3 ^ ~key), 31));
  }

  private static long seedWord(long seed, int k) {
    return mix(seed + k * GOLDEN);
  }

  /** SplitMix64's finalizer. */
  private static long mix(long z) {
    long y = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    y = (y ^ (y >>> 27)) * 0x94D049BB133111EBL;
    return y ^ (y >>> 31);
  }
}
