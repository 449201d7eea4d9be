package io.weir.simulator.hostile;

import io.weir.schemas.wire.RecordCodec;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Changes the bytes of an encoded record, whatever it is. */
final class ByteFuzzer {
  private static final int LONGEST_RANDOM_BYTES = 300;
  private static final byte[] HUGE = {(byte) 0xEE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};

  private final SplittableRandom random;

  ByteFuzzer(SplittableRandom random) {
    this.random = random;
  }

  byte[] randomBytes() {
    byte[] bytes = new byte[1 + random.nextInt(LONGEST_RANDOM_BYTES)];
    random.nextBytes(bytes);
    return bytes;
  }

  byte[] truncated(byte[] message) {
    return Arrays.copyOf(message, random.nextInt(message.length));
  }

  byte[] extended(byte[] message) {
    return Arrays.copyOf(message, message.length + 1 + random.nextInt(LONGEST_RANDOM_BYTES));
  }

  byte[] bitFlips(byte[] message) {
    byte[] bytes = message.clone();
    for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
      int at = RecordCodec.HEADER_BYTES + random.nextInt(bytes.length - RecordCodec.HEADER_BYTES);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  byte[] wrongMarker(byte[] message) {
    byte[] bytes = message.clone();
    bytes[random.nextInt(2)] ^= (byte) (1 + random.nextInt(255));
    return bytes;
  }

  byte[] unknownFingerprint(byte[] message) {
    byte[] bytes = message.clone();
    bytes[2 + random.nextInt(8)] ^= (byte) (1 + random.nextInt(255));
    return bytes;
  }

  /** Lets the first text, with which every record begins, claim 2,147,483,639 bytes. */
  byte[] hugeLength(byte[] message) {
    byte[] bytes = Arrays.copyOf(message, message.length + HUGE.length);
    System.arraycopy(HUGE, 0, bytes, RecordCodec.HEADER_BYTES, HUGE.length);
    return bytes;
  }

  /** Bytes that are longer than any event may be, or about as long as the broker takes. */
  byte[] oversized(byte[] message, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    if (random.nextBoolean()) {
      System.arraycopy(message, 0, bytes, 0, message.length);
    }
    return bytes;
  }
}
