package io.weir.contract;

import java.time.Instant;

/**
 * A range of times, both ends allowed.
 *
 * @param least earliest allowed
 * @param most latest allowed
 */
public record TimeRange(Instant least, Instant most) {
  /** Returns whether the time is allowed. */
  public boolean contains(Instant time) {
    return !time.isBefore(least) && !time.isAfter(most);
  }

  /** Returns the range for people. */
  @Override
  public String toString() {
    return least + " to " + most;
  }
}
