package io.weir.core.linalg;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Numbers that are double in both precisions (sums, residuals), on a stream with every bit. */
public final class ExactBits {
  private ExactBits() {}

  /** Writes the bits of a double. */
  public static void write(DataOutput out, double value) throws IOException {
    out.writeLong(Double.doubleToRawLongBits(value));
  }

  /** Reads what {@link #write} wrote. */
  public static double read(DataInput in) throws IOException {
    return Double.longBitsToDouble(in.readLong());
  }
}
