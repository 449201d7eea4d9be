package io.weir.core.f64.network;

import java.util.Arrays;

/**
 * A row of numbers against every row of a matrix. Layers are narrow, and a loop over one row is too
 * short for the compiler's vector code: several rows go at once, against the row written out as
 * often.
 */
final class Columns {
  private static final int LENGTH = 512;

  private final double[] tile;

  /** Room for matrices of at most this many columns. */
  Columns(int maxColumns) {
    tile = new double[Math.max(LENGTH, maxColumns)];
  }

  /** Writes the row as often as it fits, and returns how many numbers that makes. */
  int repeat(double[] row, int offset, int columns) {
    int length = Math.max(1, LENGTH / columns) * columns;
    for (int i = 0; i < length; i += columns) {
      System.arraycopy(row, offset, tile, i, columns);
    }
    return length;
  }

  /** What {@link #repeat} wrote; live. */
  double[] tile() {
    return tile;
  }

  /** values += row, for every row of a matrix. */
  void add(double[] values, int from, int rows, int columns, double[] row, int offset) {
    int length = repeat(row, offset, columns);
    int end = from + rows * columns;
    for (int at = from; at < end; at += length) {
      int n = Math.min(length, end - at);
      for (int i = 0; i < n; i++) {
        values[at + i] += tile[i];
      }
    }
  }

  /** sums = beta sums + the sums of every column, rows from one place on. */
  void sum(
      double[] values, int from, int rows, int columns, double beta, double[] sums, int offset) {
    int length = Math.max(1, LENGTH / columns) * columns;
    Arrays.fill(tile, 0, length, 0.0);
    int end = from + rows * columns;
    for (int at = from; at < end; at += length) {
      int n = Math.min(length, end - at);
      for (int i = 0; i < n; i++) {
        tile[i] += values[at + i];
      }
    }
    for (int j = 0; j < columns; j++) {
      double sum = beta == 0 ? 0 : beta * sums[offset + j];
      for (int i = j; i < length; i += columns) {
        sum += tile[i];
      }
      sums[offset + j] = sum;
    }
  }
}
