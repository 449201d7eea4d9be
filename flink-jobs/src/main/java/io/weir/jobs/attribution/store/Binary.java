package io.weir.jobs.attribution.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Byte arrays and text with their length before them, in seven bits a byte. */
final class Binary {
  private Binary() {}

  static void writeLength(int length, DataOutputView out) throws IOException {
    int left = length;
    while (left > 0x7f) {
      out.writeByte(left & 0x7f | 0x80);
      left >>>= 7;
    }
    out.writeByte(left);
  }

  static int readLength(DataInputView in) throws IOException {
    int length = 0;
    for (int shift = 0; ; shift += 7) {
      int next = in.readByte();
      length |= (next & 0x7f) << shift;
      if (next >= 0) {
        return length;
      }
    }
  }

  static void write(ByteBuffer bytes, DataOutputView out) throws IOException {
    writeLength(bytes.remaining(), out);
    if (bytes.hasArray()) {
      out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    } else {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      out.write(copy);
    }
  }

  static ByteBuffer readBytes(DataInputView in) throws IOException {
    return ByteBuffer.wrap(read(in));
  }

  static void write(String text, DataOutputView out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeLength(bytes.length, out);
    out.write(bytes);
  }

  static String readText(DataInputView in) throws IOException {
    return new String(read(in), StandardCharsets.UTF_8);
  }

  private static byte[] read(DataInputView in) throws IOException {
    byte[] bytes = new byte[readLength(in)];
    in.readFully(bytes);
    return bytes;
  }
}
