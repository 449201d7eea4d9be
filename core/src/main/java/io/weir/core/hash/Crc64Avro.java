package io.weir.core.hash;

import java.nio.ByteBuffer;

/**
 * CRC-64-AVRO (Avro specification, "Parsing Canonical Form for Schemas"), fed piece by piece. The
 * checksum of a model is this over its members' weights bytes in order. Not safe for several
 * threads.
 */
public final class Crc64Avro {
  private static final long EMPTY = 0xc15d213aa4d7a795L;
  private static final long[] TABLE = table();

  private long value = EMPTY;

  /** Adds the bytes between position and limit, which stay where they are. */
  public Crc64Avro update(ByteBuffer bytes) {
    long crc = value;
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      crc = (crc >>> 8) ^ TABLE[(int) (crc ^ bytes.get(i)) & 0xff];
    }
    value = crc;
    return this;
  }

  /** Adds all bytes of an array. */
  public Crc64Avro update(byte[] bytes) {
    return update(ByteBuffer.wrap(bytes));
  }

  /** Returns the fingerprint of all bytes so far. */
  public long value() {
    return value;
  }

  private static long[] table() {
    long[] table = new long[256];
    for (int i = 0; i < table.length; i++) {
      long crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ (EMPTY & -(crc & 1L));
      }
      table[i] = crc;
    }
    return table;
  }
}
