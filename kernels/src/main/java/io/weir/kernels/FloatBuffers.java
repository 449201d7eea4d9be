package io.weir.kernels;

import org.bytedeco.javacpp.FloatPointer;

/**
 * One thread's native memory for three float matrices; grows, and is freed with the thread's last
 * reference.
 */
final class FloatBuffers {
  FloatPointer a = new FloatPointer(1);
  FloatPointer b = new FloatPointer(1);
  FloatPointer c = new FloatPointer(1);

  void reserve(int aCells, int bCells, int cCells) {
    a = atLeast(a, aCells);
    b = atLeast(b, bCells);
    c = atLeast(c, cCells);
  }

  private static FloatPointer atLeast(FloatPointer present, int cells) {
    if (present.capacity() >= cells) {
      return present;
    }
    present.close();
    return new FloatPointer((long) Integer.highestOneBit(Math.max(1, cells - 1)) * 2);
  }

  /** Copies a window into packed rows. */
  static void put(FloatPointer to, int rows, int columns, float[] from, int offset, int stride) {
    if (stride == columns) {
      to.put(from, offset, rows * columns);
      return;
    }
    for (int i = 0; i < rows; i++) {
      to.position((long) i * columns).put(from, offset + i * stride, columns);
    }
    to.position(0);
  }

  /** Copies packed rows back into a window. */
  static void get(FloatPointer from, int rows, int columns, float[] to, int offset, int stride) {
    if (stride == columns) {
      from.get(to, offset, rows * columns);
      return;
    }
    for (int i = 0; i < rows; i++) {
      from.position((long) i * columns).get(to, offset + i * stride, columns);
    }
    from.position(0);
  }
}
