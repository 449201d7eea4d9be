package io.weir.core.window;

import io.weir.core.estimate.StabilizedWeights;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A block of rows in columns. Once sealed it never changes, so views of it may be shared. Only
 * {@link RandomizedWindow} adds rows.
 */
public final class WindowPane {
  private static final int FORMAT = 1;
  private static final int HEADER_BYTES = 4 + 8 + 1 + 4 + 4 + 4;
  private static final int ROW_BYTES = 4 + 3 * 4 + 1 + 8;
  private static final int FIRST_CAPACITY = 64;

  private final long id;
  private final int width;
  private final int level;
  private int rows;
  private boolean sealed;
  private long leastTime = Long.MAX_VALUE;
  private long greatestTime = Long.MIN_VALUE;
  private float[] features;
  private int[] arm;
  private float[] revenue;
  private float[] cost;
  private float[] propensity;
  private byte[] fold;
  private long[] time;
  private @Nullable StabilizedWeights weights;

  WindowPane(long id, int width, int level, int capacity) {
    this.id = id;
    this.width = width;
    this.level = level;
    this.features = new float[capacity * width];
    this.arm = new int[capacity];
    this.revenue = new float[capacity];
    this.cost = new float[capacity];
    this.propensity = new float[capacity];
    this.fold = new byte[capacity];
    this.time = new long[capacity];
  }

  /** Identifier, ascending in the order panes were opened. */
  public long id() {
    return id;
  }

  /** Rows in use. */
  public int rows() {
    return rows;
  }

  /** Features per row. */
  public int width() {
    return width;
  }

  /** Whether rows can no longer be added. */
  public boolean sealed() {
    return sealed;
  }

  /** How many arrivals each row stands for: a power of two, 1 unless the window was thinned. */
  public double weight() {
    return Math.scalb(1.0, level);
  }

  /** Least event time, milliseconds; Long.MAX_VALUE when empty. */
  public long leastTimeMillis() {
    return leastTime;
  }

  /** Greatest event time, milliseconds; Long.MIN_VALUE when empty. */
  public long greatestTimeMillis() {
    return greatestTime;
  }

  /** The live feature block, row-major [rows, width] in its first part; not to be written to. */
  public float[] features() {
    return features;
  }

  /** Copies the arms of all rows into {@code into}, from place {@code at} on. */
  public void copyArms(int[] into, int at) {
    System.arraycopy(arm, 0, into, at, rows);
  }

  /** Arm of a row. */
  public int arm(int row) {
    return arm[row];
  }

  /** Revenue of a row, in the unit it was appended in. */
  public float revenue(int row) {
    return revenue[row];
  }

  /** Cost of a row, in the unit it was appended in. */
  public float cost(int row) {
    return cost[row];
  }

  /** Probability the row's arm had under randomization. */
  public float propensity(int row) {
    return propensity[row];
  }

  /** Fold of a row, 0 to folds - 1. */
  public byte fold(int row) {
    return fold[row];
  }

  /** Event time of a row, milliseconds. */
  public long timeMillis(int row) {
    return time[row];
  }

  /** Memory of the columns, used or not. */
  public long bytes() {
    return 4L * features.length + (long) ROW_BYTES * arm.length + 96;
  }

  /** Propensities of the rows by arm; counted once the pane has its last row. */
  StabilizedWeights weights(int arms) {
    StabilizedWeights known = weights;
    if (known == null) {
      known = new StabilizedWeights(arms);
      for (int i = 0; i < rows; i++) {
        known.add(arm[i], propensity[i]);
      }
      weights = sealed ? known : null;
    }
    return known;
  }

  int level() {
    return level;
  }

  void seal() {
    if (!sealed) {
      sealed = true;
      resize(rows);
    }
  }

  void append(
      float[] x,
      int offset,
      int givenArm,
      float observedRevenue,
      float observedCost,
      float givenPropensity,
      byte drawnFold,
      long timeMillis,
      int limit) {
    if (rows == arm.length) {
      resize(Math.min(limit, Math.max(FIRST_CAPACITY, 2 * rows)));
    }
    System.arraycopy(x, offset, features, rows * width, width);
    arm[rows] = givenArm;
    revenue[rows] = observedRevenue;
    cost[rows] = observedCost;
    propensity[rows] = givenPropensity;
    fold[rows] = drawnFold;
    time[rows] = timeMillis;
    leastTime = Math.min(leastTime, timeMillis);
    greatestTime = Math.max(greatestTime, timeMillis);
    rows++;
  }

  /** Appends row {@code row} of another pane. */
  void appendFrom(WindowPane other, int row, int limit) {
    append(
        other.features,
        row * width,
        other.arm[row],
        other.revenue[row],
        other.cost[row],
        other.propensity[row],
        other.fold[row],
        other.time[row],
        limit);
  }

  /** Appends row {@code row} of a pane of another layout, unless its arm is gone. */
  void appendReshaped(WindowPane other, int row, int[] inputs, int newArm) {
    if (newArm < 0) {
      return;
    }
    float[] x = new float[width];
    for (int k = 0; k < width; k++) {
      x[k] = inputs[k] < 0 ? 0 : other.features[row * other.width + inputs[k]];
    }
    append(
        x,
        0,
        newArm,
        other.revenue[row],
        other.cost[row],
        other.propensity[row],
        other.fold[row],
        other.time[row],
        other.rows);
  }

  private void resize(int capacity) {
    features = Arrays.copyOf(features, capacity * width);
    arm = Arrays.copyOf(arm, capacity);
    revenue = Arrays.copyOf(revenue, capacity);
    cost = Arrays.copyOf(cost, capacity);
    propensity = Arrays.copyOf(propensity, capacity);
    fold = Arrays.copyOf(fold, capacity);
    time = Arrays.copyOf(time, capacity);
  }

  /** The rows in exact bits, big-endian, column after column. */
  public byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + rows * (ROW_BYTES + 4 * width));
    out.putInt(FORMAT).putLong(id).put((byte) (sealed ? 1 : 0));
    out.putInt(width).putInt(level).putInt(rows);
    out.asFloatBuffer().put(features, 0, rows * width);
    out.position(out.position() + Float.BYTES * rows * width);
    for (int i = 0; i < rows; i++) {
      out.putInt(arm[i]).putFloat(revenue[i]).putFloat(cost[i]).putFloat(propensity[i]);
      out.put(fold[i]).putLong(time[i]);
    }
    return out.array();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no pane
   */
  public static WindowPane fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      int format = in.getInt();
      if (format != FORMAT) {
        throw new IllegalArgumentException("pane of unknown format " + format);
      }
      long id = in.getLong();
      boolean sealed = in.get() != 0;
      int width = in.getInt();
      int level = in.getInt();
      int rows = in.getInt();
      if (width < 1 || level < 0 || rows < 0 || in.remaining() != rows * (ROW_BYTES + 4L * width)) {
        throw new IllegalArgumentException("pane of inconsistent length");
      }
      WindowPane pane = new WindowPane(id, width, level, rows);
      int cells = rows * width;
      float[] block = new float[cells];
      for (int i = 0; i < cells; i++) {
        block[i] = in.getFloat();
      }
      for (int i = 0; i < rows; i++) {
        pane.append(
            block,
            i * width,
            in.getInt(),
            in.getFloat(),
            in.getFloat(),
            in.getFloat(),
            in.get(),
            in.getLong(),
            rows);
      }
      pane.sealed = sealed;
      return pane;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("pane is cut short", e);
    }
  }
}
