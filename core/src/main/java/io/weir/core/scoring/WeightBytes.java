package io.weir.core.scoring;

import io.weir.core.hash.Crc64Avro;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A member's flat parameter vector as little-endian float32 bytes, and a model's checksum. */
public final class WeightBytes {
  private WeightBytes() {}

  /** Returns the bytes of the parameters, 4 each. */
  public static byte[] encode(float[] weights) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(weights.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(weights);
    return bytes.array();
  }

  /**
   * Returns the parameters between position and limit, which stay where they are.
   *
   * @throws IllegalArgumentException if the bytes are no multiple of 4
   */
  public static float[] decode(ByteBuffer bytes) {
    if (bytes.remaining() % Float.BYTES != 0) {
      throw new IllegalArgumentException(bytes.remaining() + " bytes are no float32 vector");
    }
    float[] weights = new float[bytes.remaining() / Float.BYTES];
    bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(weights);
    return weights;
  }

  /** Returns the checksum of a model: CRC-64-AVRO over its members' weights in order. */
  public static long checksum(Iterable<ByteBuffer> members) {
    Crc64Avro crc = new Crc64Avro();
    members.forEach(crc::update);
    return crc.value();
  }
}
