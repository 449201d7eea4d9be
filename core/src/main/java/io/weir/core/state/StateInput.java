package io.weir.core.state;

import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What {@link StateOutput} wrote, read in the same order. */
public class StateInput {
  /** Format of a piece from before pieces said which one they have. */
  public static final int UNTOLD = 0;

  private final DataInput in;
  private final boolean told;
  private final int format;

  private StateInput(DataInput in, boolean told, int format) {
    this.in = in;
    this.told = told;
    this.format = format;
  }

  /** Begins to read. */
  public static StateInput of(byte[] bytes) {
    return of(bytes, true);
  }

  /**
   * Begins to read.
   *
   * @param told whether every piece says its format; those that may not are of format {@link
   *     #UNTOLD} then
   */
  public static StateInput of(byte[] bytes, boolean told) {
    return new StateInput(new DataInputStream(new ByteArrayInputStream(bytes)), told, UNTOLD);
  }

  /** Something that reads one value. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(StateInput in) throws IOException;
  }

  /**
   * Begins a piece that stands by itself.
   *
   * @param name of the piece, for people
   * @param first oldest format that can still be read; {@link #UNTOLD} where it had none once
   * @param last the format that is written
   * @return the rest, which knows the format
   * @throws IOException if the format is another one
   */
  public StateInput piece(String name, int first, int last) throws IOException {
    int found = first == UNTOLD && !told ? UNTOLD : in.readInt();
    if (found < first || found > last) {
      throw new IOException(name + " of unknown format " + found);
    }
    return new StateInput(in, told, found);
  }

  /** Returns the format of the piece that is being read. */
  public int format() {
    return format;
  }

  public boolean readBoolean() throws IOException {
    return in.readBoolean();
  }

  public byte readByte() throws IOException {
    return in.readByte();
  }

  public short readShort() throws IOException {
    return in.readShort();
  }

  public int readInt() throws IOException {
    return in.readInt();
  }

  public long readLong() throws IOException {
    return in.readLong();
  }

  public float readFloat() throws IOException {
    return in.readFloat();
  }

  public double readDouble() throws IOException {
    return in.readDouble();
  }

  /** Reads what {@link StateOutput#writeWide} wrote. */
  public double readWide() throws IOException {
    return Double.longBitsToDouble(in.readLong());
  }

  public String readText() throws IOException {
    return in.readUTF();
  }

  /**
   * Reads a constant.
   *
   * @throws IOException if there is none of that name
   */
  public <E extends Enum<E>> E readEnum(Class<E> type) throws IOException {
    String name = in.readUTF();
    try {
      return Enum.valueOf(type, name);
    } catch (IllegalArgumentException e) {
      throw new IOException(type.getSimpleName() + " has no " + name, e);
    }
  }

  /**
   * Reads how many of something follow.
   *
   * @throws IOException if the number is negative
   */
  public int readLength() throws IOException {
    int length = in.readInt();
    if (length < 0) {
      throw new IOException("a length of " + length);
    }
    return length;
  }

  public byte[] readBytes() throws IOException {
    byte[] bytes = new byte[readLength()];
    in.readFully(bytes);
    return bytes;
  }

  public double[] readDoubles() throws IOException {
    double[] values = new double[readLength()];
    readNumbers(values, values.length);
    return values;
  }

  public float[] readFloats() throws IOException {
    float[] values = new float[readLength()];
    readNumbers(values, values.length);
    return values;
  }

  public long[] readLongs() throws IOException {
    long[] values = new long[readLength()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readLong();
    }
    return values;
  }

  /**
   * Reads a vector into all of an array.
   *
   * @throws IOException if it is of another length
   */
  public void readVector(double[] into) throws IOException {
    readVector(into, into.length);
  }

  /** Reads a vector of n into the first n places of an array. */
  public void readVector(double[] into, int n) throws IOException {
    expect(n);
    readNumbers(into, n);
  }

  /** As for doubles. */
  public void readVector(float[] into) throws IOException {
    readVector(into, into.length);
  }

  /** As for doubles. */
  public void readVector(float[] into, int n) throws IOException {
    expect(n);
    readNumbers(into, n);
  }

  /** Reads a value if there is one. */
  public <T> @Nullable T readOptional(Reader<T> reader) throws IOException {
    return in.readBoolean() ? reader.read(this) : null;
  }

  /**
   * Begins to read a piece that was an array of doubles once, a field after the other: counts by
   * their value, times by their bits.
   */
  public StateInput numbers() throws IOException {
    return ofNumbers(readDoubles());
  }

  /** Begins to read such an array, whose pieces are of format {@link #UNTOLD}. */
  public static StateInput ofNumbers(double[] numbers) {
    return new Numbers(numbers);
  }

  /**
   * Returns how many numbers of such an array are left.
   *
   * @throws IOException if this is no such array
   */
  public int numbersLeft() throws IOException {
    throw new IOException("no array of numbers");
  }

  private void expect(int n) throws IOException {
    int length = in.readInt();
    if (length != n) {
      throw new IOException("a vector of " + length + " where " + n + " was expected");
    }
  }

  /** Reads the numbers of a vector whose length was read. */
  public void readNumbers(double[] into, int n) throws IOException {
    ByteBuffer bits = bits(n, Double.BYTES);
    for (int i = 0; i < n; i++) {
      into[i] = bits.getDouble();
    }
  }

  /** As for doubles. */
  public void readNumbers(float[] into, int n) throws IOException {
    ByteBuffer bits = bits(n, Float.BYTES);
    for (int i = 0; i < n; i++) {
      into[i] = bits.getFloat();
    }
  }

  /** At once: a stream gives single numbers many times as slowly. */
  private ByteBuffer bits(int n, int size) throws IOException {
    byte[] bytes = new byte[Math.multiplyExact(n, size)];
    in.readFully(bytes);
    return ByteBuffer.wrap(bytes);
  }

  /** Fields of an array of doubles. */
  private static final class Numbers extends StateInput {
    private final double[] numbers;
    private int next;

    Numbers(double[] numbers) {
      super(new DataInputStream(new ByteArrayInputStream(new byte[0])), false, UNTOLD);
      this.numbers = numbers;
    }

    @Override
    public StateInput piece(String name, int first, int last) throws IOException {
      if (first != UNTOLD) {
        throw new IOException(name + " was never an array of numbers");
      }
      return this;
    }

    @Override
    public int numbersLeft() {
      return numbers.length - next;
    }

    @Override
    public double readDouble() throws IOException {
      if (next == numbers.length) {
        throw new IOException("an array of " + next + " numbers is too short");
      }
      return numbers[next++];
    }

    @Override
    public boolean readBoolean() throws IOException {
      return readDouble() > 0;
    }

    @Override
    public int readInt() throws IOException {
      return (int) readDouble();
    }

    @Override
    public long readLong() throws IOException {
      double number = readDouble();
      // The bits of a time are those of a number that is next to nothing.
      return Math.abs(number) >= 1 ? (long) number : Double.doubleToRawLongBits(number);
    }

    @Override
    public void readVector(double[] into, int n) throws IOException {
      for (int i = 0; i < n; i++) {
        into[i] = readDouble();
      }
    }
  }
}
