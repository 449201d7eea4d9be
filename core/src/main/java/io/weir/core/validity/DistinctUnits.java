package io.weir.core.validity;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Tells the first time of a unit from every later one, in bounded memory and without ever taking a
 * unit for new twice: it keeps the hashes of the units whose hash lies below a threshold, and
 * halves the threshold whenever they would be too many (Gibbons 2001, "Distinct sampling"). A unit
 * above the threshold is never new, whatever was done to it, so what is counted stays a random part
 * of the units. Two units of one hash are one. Not thread-safe.
 */
public final class DistinctUnits {
  private static final int FREE = -1;

  /** Open addressing; slots hold hashes from 0 to 2^31 - 1. */
  private final int[] slots;

  private final int most;
  private int size;
  private long threshold = 1L << 31;

  /**
   * Knows no unit.
   *
   * @param most hashes kept at most, 1 or more
   */
  public DistinctUnits(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("room for " + most + " units");
    }
    this.most = most;
    this.slots = new int[Integer.highestOneBit(Math.multiplyExact(most, 2)) * 2];
    Arrays.fill(slots, FREE);
  }

  /**
   * Takes in a unit.
   *
   * @param hash any well-mixed hash of the unit
   * @return whether it counts: it is new and of the part of the units that is kept
   */
  public boolean add(int hash) {
    int key = hash >>> 1;
    if (key >= threshold || !put(key)) {
      return false;
    }
    size++;
    while (size > most) {
      halve();
    }
    return key < threshold;
  }

  private boolean put(int key) {
    // The low bits spread the keys; the threshold takes those with high bits away.
    int at = key & (slots.length - 1);
    while (slots[at] != FREE) {
      if (slots[at] == key) {
        return false;
      }
      at = (at + 1) & (slots.length - 1);
    }
    slots[at] = key;
    return true;
  }

  private void halve() {
    threshold /= 2;
    int[] kept = keys();
    Arrays.fill(slots, FREE);
    size = 0;
    for (int key : kept) {
      if (key < threshold) {
        put(key);
        size++;
      }
    }
  }

  private int[] keys() {
    return Arrays.stream(slots).filter(key -> key != FREE).toArray();
  }

  /** Units kept. */
  public int size() {
    return size;
  }

  /** Share of all units that are looked at, in (0, 1]. */
  public double share() {
    return threshold / (double) (1L << 31);
  }

  /** Writes the threshold's inverse share as a power of two, then the hashes, ascending. */
  public void write(StateOutput out) throws IOException {
    int[] kept = keys();
    Arrays.sort(kept);
    out.writeInt(1 + kept.length);
    out.writeInt(31 - Long.numberOfTrailingZeros(threshold));
    for (int key : kept) {
      out.writeInt(key);
    }
  }

  /**
   * Goes on from what {@link #write} wrote.
   *
   * @throws IOException if it holds more units than there is room for
   */
  public void read(StateInput in) throws IOException {
    size = in.readInt() - 1;
    if (size < 0 || size > most) {
      throw new IOException(size + " units where there is room for " + most);
    }
    Arrays.fill(slots, FREE);
    threshold = 1L << (31 - in.readInt());
    for (int i = 0; i < size; i++) {
      put(in.readInt());
    }
  }
}
