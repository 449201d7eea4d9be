package io.weir.core.state;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where pieces of state write themselves, in exact bits. */
public final class StateOutput {
  private final DataOutputStream out;

  public StateOutput(OutputStream to) {
    out = new DataOutputStream(to);
  }

  /** Something that writes itself. */
  @FunctionalInterface
  public interface Piece {
    void write(StateOutput out) throws IOException;
  }

  /** Something that writes one value. */
  @FunctionalInterface
  public interface Writer<T> {
    void write(T value, StateOutput out) throws IOException;
  }

  /** Returns what a piece writes. */
  public static byte[] bytesOf(Piece piece) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      piece.write(new StateOutput(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /** Begins a piece that stands by itself; {@link StateInput#piece} reads it. */
  public void begin(int format) throws IOException {
    out.writeInt(format);
  }

  public void writeBoolean(boolean value) throws IOException {
    out.writeBoolean(value);
  }

  public void writeByte(int value) throws IOException {
    out.writeByte(value);
  }

  public void writeShort(int value) throws IOException {
    out.writeShort(value);
  }

  public void writeInt(int value) throws IOException {
    out.writeInt(value);
  }

  public void writeLong(long value) throws IOException {
    out.writeLong(value);
  }

  public void writeFloat(float value) throws IOException {
    out.writeFloat(value);
  }

  public void writeDouble(double value) throws IOException {
    out.writeDouble(value);
  }

  /** Writes a number that is a double in both precisions: a sum, a residual. */
  public void writeWide(double value) throws IOException {
    out.writeLong(Double.doubleToRawLongBits(value));
  }

  public void writeText(String text) throws IOException {
    out.writeUTF(text);
  }

  /** Writes a constant by its name: constants may move among others, and be joined by new ones. */
  public void writeEnum(Enum<?> constant) throws IOException {
    out.writeUTF(constant.name());
  }

  /** Writes bytes and how many they are. */
  public void writeBytes(byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Writes numbers and how many they are. */
  public void writeVector(double[] values) throws IOException {
    writeVector(values, values.length);
  }

  /** Writes the first n of some numbers as a vector of their own. */
  public void writeVector(double[] values, int n) throws IOException {
    out.writeInt(n);
    // At once: a stream takes single numbers many times as slowly.
    ByteBuffer bits = ByteBuffer.allocate(n * Double.BYTES);
    for (int i = 0; i < n; i++) {
      bits.putDouble(values[i]);
    }
    out.write(bits.array());
  }

  /** As for doubles. */
  public void writeVector(float[] values) throws IOException {
    writeVector(values, values.length);
  }

  /** As for doubles. */
  public void writeVector(float[] values, int n) throws IOException {
    out.writeInt(n);
    ByteBuffer bits = ByteBuffer.allocate(n * Float.BYTES);
    for (int i = 0; i < n; i++) {
      bits.putFloat(values[i]);
    }
    out.write(bits.array());
  }

  /** Writes numbers and how many they are. */
  public void writeLongs(long[] values) throws IOException {
    out.writeInt(values.length);
    for (long value : values) {
      out.writeLong(value);
    }
  }

  /** Writes whether there is a value, then the value. */
  public <T> void writeOptional(@Nullable T value, Writer<T> writer) throws IOException {
    out.writeBoolean(value != null);
    if (value != null) {
      writer.write(value, this);
    }
  }
}
