package io.weir.core.learner;

import java.util.Arrays;

/**
 * Where the inputs and arms of a new layout were in the one before.
 *
 * @param inputs for each input of the new layout its former place, or -1 if it is new
 * @param arms for each arm of the new layout its former place, or -1 if it is new; the first arm
 *     stays the first
 */
@SuppressWarnings("ArrayRecordComponent") // a value holder; never compared
public record LayoutChange(int[] inputs, int[] arms) {
  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a place is taken twice, or the free arm has moved
   */
  public LayoutChange {
    inputs = inputs.clone();
    arms = arms.clone();
    if (arms.length < 2 || arms[0] != 0 || !distinct(inputs) || !distinct(arms)) {
      throw new IllegalArgumentException(
          "inputs " + Arrays.toString(inputs) + ", arms " + Arrays.toString(arms));
    }
  }

  private static boolean distinct(int[] places) {
    int[] known = Arrays.stream(places).filter(place -> place >= 0).toArray();
    return Arrays.stream(known).distinct().count() == known.length
        && Arrays.stream(places).allMatch(place -> place >= -1);
  }

  /** New places of former arms; -1 for those that left. */
  public int[] formerArms(int count) {
    int[] to = new int[count];
    Arrays.fill(to, -1);
    for (int j = 0; j < arms.length; j++) {
      if (arms[j] >= 0) {
        to[arms[j]] = j;
      }
    }
    return to;
  }
}
