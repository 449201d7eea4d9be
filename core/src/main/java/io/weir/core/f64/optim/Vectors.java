package io.weir.core.f64.optim;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Small operations on flat vectors, sums always in double, and their exact bits on a stream. */
public final class Vectors {
  private Vectors() {}

  /** Inner product of the first n entries. */
  public static /* wide */ double dot(double[] a, double[] b, int n) {
    /* wide */ double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (/* wide */ double) a[i] * b[i];
    }
    return sum;
  }

  /** Euclidean norm. */
  public static /* wide */ double norm(double[] a) {
    return Math.sqrt(dot(a, a, a.length));
  }

  /** y += alpha x over all of y. */
  public static void addScaled(double[] y, double alpha, double[] x) {
    for (int i = 0; i < y.length; i++) {
      y[i] += alpha * x[i];
    }
  }

  /** y += alpha x for the n entries of y from yOffset on and the first n of x. */
  public static void addScaled(double[] y, int yOffset, double alpha, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] += alpha * x[i];
    }
  }

  /** Writes the length, then the bits of every entry. */
  public static void write(DataOutput out, double[] vector) throws IOException {
    write(out, vector, vector.length);
  }

  /** Writes the first n entries as a vector of their own. */
  public static void write(DataOutput out, double[] vector, int n) throws IOException {
    out.writeInt(n);
    // At once: a stream takes single numbers many times as slowly.
    ByteBuffer bits = ByteBuffer.allocate(n * Double.BYTES);
    for (int i = 0; i < n; i++) {
      bits.putDouble(vector[i]);
    }
    out.write(bits.array());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the stream is short, or its length is not the one expected
   */
  public static void readInto(DataInput in, double[] vector) throws IOException {
    readInto(in, vector, vector.length);
  }

  /** Reads a vector of n into the first n entries. */
  public static void readInto(DataInput in, double[] vector, int n) throws IOException {
    int length = in.readInt();
    if (length != n) {
      throw new IOException("a vector of " + length + " where " + n + " was expected");
    }
    readBits(in, vector, n);
  }

  /** Reads what {@link #write} wrote, whatever its length. */
  public static double[] read(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > Integer.MAX_VALUE / Double.BYTES) {
      throw new IOException("a vector of length " + length);
    }
    double[] vector = new double[length];
    readBits(in, vector, length);
    return vector;
  }

  private static void readBits(DataInput in, double[] vector, int n) throws IOException {
    byte[] bytes = new byte[n * Double.BYTES];
    in.readFully(bytes);
    ByteBuffer bits = ByteBuffer.wrap(bytes);
    for (int i = 0; i < n; i++) {
      vector[i] = bits.getDouble();
    }
  }
}
