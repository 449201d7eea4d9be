package io.weir.core.f64.optim;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

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
    out.writeInt(vector.length);
    for (double value : vector) {
      out.writeDouble(value);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the stream is short, or its length is not the one expected
   */
  public static void readInto(DataInput in, double[] vector) throws IOException {
    int length = in.readInt();
    if (length != vector.length) {
      throw new IOException("a vector of " + length + " where " + vector.length + " was expected");
    }
    for (int i = 0; i < length; i++) {
      vector[i] = in.readDouble();
    }
  }

  /** Reads what {@link #write} wrote, whatever its length. */
  public static double[] read(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      throw new IOException("negative length " + length);
    }
    double[] vector = new double[length];
    for (int i = 0; i < length; i++) {
      vector[i] = in.readDouble();
    }
    return vector;
  }
}
