package io.weir.simulator.hostile;

import java.util.SplittableRandom;

/** Numbers and texts at the edges of their types and ranges. */
final class Extremes {
  private static final long[] LONGS = {
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MAX_VALUE - 1,
    -1,
    0,
    1,
    255,
    256,
    257,
    1L << 31,
    (1L << 53) - 1,
    1L << 53,
    10_000_000_000_000L,
    10_000_000_000_001L,
    -10_000_000_000_000L,
    1_000_000_000_000_000_000L,
    -62_135_596_800_001L,
    7_258_118_400_000L
  };
  private static final int[] INTS = {
    Integer.MIN_VALUE,
    Integer.MAX_VALUE,
    Integer.MAX_VALUE - 8,
    -1,
    0,
    1,
    2,
    4_096,
    100_000,
    100_001
  };
  private static final double[] DOUBLES = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Double.MIN_VALUE,
    -0.0,
    0,
    1,
    1 + 1e-9,
    -1e-9,
    1e-6,
    9.9e-7,
    1e-50,
    1e12,
    1.0000001e12,
    -1e12,
    1e18,
    1e19,
    3.5e38
  };
  private static final float[] FLOATS = {
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.MIN_VALUE,
    -0f,
    1e9f,
    1e18f,
    -1e18f,
    1.1e18f
  };
  private static final String[] TEXTS = {
    "",
    " ",
    "\u0000",
    "null",
    "NaN",
    "\u0130I\u0131i",
    "\u202Eabc",
    "\uD83D\uDE00",
    "../../etc",
    "<script>alert(1)</script>",
    "a\nb\tc",
    "%s%n{}",
    "JPY",
    "dollars",
    "none",
    "coupon-1"
  };
  private static final int[] TEXT_LENGTHS = {511, 512, 513, 1_024, 1_025, 70_000};

  private Extremes() {}

  static long aLong(SplittableRandom random) {
    return random.nextInt(4) == 0 ? random.nextLong() : LONGS[random.nextInt(LONGS.length)];
  }

  static int anInt(SplittableRandom random) {
    return random.nextInt(4) == 0 ? random.nextInt() : INTS[random.nextInt(INTS.length)];
  }

  static double aDouble(SplittableRandom random) {
    return random.nextInt(4) == 0
        ? Double.longBitsToDouble(random.nextLong())
        : DOUBLES[random.nextInt(DOUBLES.length)];
  }

  static float aFloat(SplittableRandom random) {
    return random.nextInt(4) == 0
        ? Float.intBitsToFloat(random.nextInt())
        : FLOATS[random.nextInt(FLOATS.length)];
  }

  static String aText(SplittableRandom random) {
    return random.nextInt(3) == 0
        ? "x".repeat(TEXT_LENGTHS[random.nextInt(TEXT_LENGTHS.length)])
        : TEXTS[random.nextInt(TEXTS.length)];
  }
}
