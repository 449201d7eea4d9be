package io.weir.core.holdout;

import io.weir.core.hash.Utf8Hasher;

/**
 * Which units a share of the traffic takes in: those whose u of {@code salt:share:unitId} (drawn as
 * in {@link HoldoutRule}) is below the share. Independent of the holdout's two draws. Sticky, and
 * nested: a unit that is in stays in as the share grows.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class TrafficShare {
  private final String prefix;
  private final double share;

  /**
   * Makes a share.
   *
   * @param salt the campaign's
   * @param share of the units, [0, 1]
   * @throws IllegalArgumentException if the share is outside [0, 1]
   */
  public TrafficShare(String salt, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("policy share outside [0, 1]: " + share);
    }
    this.prefix = salt + ":share:";
    this.share = share;
  }

  /** Returns whether a unit is in. */
  public boolean includes(String unitId) {
    return includes(unitId, new Utf8Hasher());
  }

  /** As the other form, hashing in memory of the caller's. */
  public boolean includes(String unitId, Utf8Hasher hasher) {
    return share >= 1 || (share > 0 && HoldoutRule.uniform(prefix, unitId, hasher) < share);
  }

  /** Returns the share of the units, [0, 1]. */
  public double share() {
    return share;
  }
}
