package io.weir.core.hash;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * MurmurHash3 (A. Appleby, public domain reference): the 32-bit x86 form and the 128-bit x64 form.
 * Strings are hashed as UTF-8; an unpaired surrogate counts as {@code ?}. Not for security.
 */
public final class Murmur3 {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int C1_32 = 0xcc9e2d51;
  private static final int C2_32 = 0x1b873593;
  private static final long C1_128 = 0x87c37b91114253d5L;
  private static final long C2_128 = 0x4cf5ad432745937fL;

  private Murmur3() {}

  /** Returns murmur3_32 of the text's UTF-8 bytes with seed 0, as a signed integer. */
  public static int hash32(CharSequence text) {
    return hash32(text.toString().getBytes(StandardCharsets.UTF_8), 0);
  }

  /**
   * Returns murmur3_32.
   *
   * @param data hashed from the first byte to the last
   * @param seed all 32 bits are used
   */
  public static int hash32(byte[] data, int seed) {
    return hash32(data, data.length, seed);
  }

  /** As the other form, of the first {@code length} bytes. */
  static int hash32(byte[] data, int length, int seed) {
    int h = seed;
    int blocksEnd = length & ~3;
    for (int i = 0; i < blocksEnd; i += 4) {
      h ^= mix32((int) INT.get(data, i));
      h = Integer.rotateLeft(h, 13) * 5 + 0xe6546b64;
    }
    int tail = 0;
    for (int i = length - 1; i >= blocksEnd; i--) {
      tail = (tail << 8) | (data[i] & 0xff);
    }
    h ^= mix32(tail) ^ length;
    h = (h ^ (h >>> 16)) * 0x85ebca6b;
    h = (h ^ (h >>> 13)) * 0xc2b2ae35;
    return h ^ (h >>> 16);
  }

  /** Returns the first 64 bits (h1) of murmur3_x64_128 of the text's UTF-8 bytes with seed 0. */
  public static long hash128First64(CharSequence text) {
    return hash128(text.toString().getBytes(StandardCharsets.UTF_8), 0)[0];
  }

  /**
   * Returns murmur3_x64_128.
   *
   * @param data hashed from the first byte to the last
   * @param seed taken as an unsigned 32-bit number, as in the reference
   * @return h1 and h2
   */
  public static long[] hash128(byte[] data, int seed) {
    long[] hash = new long[2];
    hash128(data, data.length, seed, hash);
    return hash;
  }

  /** As the other form, of the first {@code length} bytes into an array of two. */
  static void hash128(byte[] data, int length, int seed, long[] hash) {
    long h1 = seed & 0xffffffffL;
    long h2 = h1;
    int blocksEnd = length & ~15;
    for (int i = 0; i < blocksEnd; i += 16) {
      h1 ^= mixFirst((long) LONG.get(data, i));
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
      h2 ^= mixSecond((long) LONG.get(data, i + 8));
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    h2 ^= mixSecond(tail(data, blocksEnd + 8, length));
    h1 ^= mixFirst(tail(data, blocksEnd, Math.min(blocksEnd + 8, length)));
    h1 ^= length;
    h2 ^= length;
    h1 += h2;
    h2 += h1;
    h1 = finish(h1);
    h2 = finish(h2);
    h1 += h2;
    h2 += h1;
    hash[0] = h1;
    hash[1] = h2;
  }

  /** Bytes from start to end as one little-endian number; zero when there are none. */
  private static long tail(byte[] data, int start, int end) {
    long tail = 0;
    for (int i = end - 1; i >= start; i--) {
      tail = (tail << 8) | (data[i] & 0xffL);
    }
    return tail;
  }

  private static int mix32(int k) {
    return Integer.rotateLeft(k * C1_32, 15) * C2_32;
  }

  private static long mixFirst(long k) {
    return Long.rotateLeft(k * C1_128, 31) * C2_128;
  }

  private static long mixSecond(long k) {
    return Long.rotateLeft(k * C2_128, 33) * C1_128;
  }

  private static long finish(long h) {
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
