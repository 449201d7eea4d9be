package io.weir.core.hash;

import java.util.Arrays;

/**
 * Murmur3 of text as UTF-8, in memory that is used again and again: hashing allocates nothing once
 * the longest text has been met. Gives what {@link Murmur3} gives. For one thread at a time.
 */
public final class Utf8Hasher {
  private static final int MAX_BYTES_PER_CHAR = 3;

  private final long[] wide = new long[2];
  private byte[] bytes = new byte[64];
  private int length;

  /** Forgets the text so far. */
  public Utf8Hasher clear() {
    length = 0;
    return this;
  }

  /** Adds text; an unpaired surrogate counts as {@code ?}. */
  public Utf8Hasher append(CharSequence sequence) {
    String text = sequence.toString();
    int chars = text.length();
    reserve(chars);
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes[length++] = (byte) c;
      } else if (c < 0x800) {
        bytes[length++] = (byte) (0xc0 | (c >> 6));
        bytes[length++] = (byte) (0x80 | (c & 0x3f));
      } else if (!Character.isSurrogate(c)) {
        bytes[length++] = (byte) (0xe0 | (c >> 12));
        bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        bytes[length++] = (byte) (0x80 | (c & 0x3f));
      } else if (i + 1 < chars && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        bytes[length++] = (byte) (0xf0 | (point >> 18));
        bytes[length++] = (byte) (0x80 | ((point >> 12) & 0x3f));
        bytes[length++] = (byte) (0x80 | ((point >> 6) & 0x3f));
        bytes[length++] = (byte) (0x80 | (point & 0x3f));
      } else {
        bytes[length++] = '?';
      }
    }
    return this;
  }

  private void reserve(int chars) {
    long needed = length + (long) MAX_BYTES_PER_CHAR * chars;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(needed, 2L * bytes.length)));
    }
  }

  /** Returns murmur3_32 with seed 0, as a signed integer. */
  public int hash32() {
    return Murmur3.hash32(bytes, length, 0);
  }

  /** Returns the first 64 bits (h1) of murmur3_x64_128 with seed 0. */
  public long hash128First64() {
    Murmur3.hash128(bytes, length, 0, wide);
    return wide[0];
  }
}
