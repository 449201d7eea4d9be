package io.weir.client.health;

/**
 * Records of one topic since the client started; re-reading after a reconnect counts again.
 *
 * @param applied taken by the engine, or ignored by it as old
 * @param tombstones deletions
 * @param malformed that do not decode, or whose key is not their campaign
 * @param rejected that decode and cannot be acted on
 */
public record TopicCounts(long applied, long tombstones, long malformed, long rejected) {
  /** Returns both together. */
  public TopicCounts plus(TopicCounts other) {
    return new TopicCounts(
        applied + other.applied,
        tombstones + other.tombstones,
        malformed + other.malformed,
        rejected + other.rejected);
  }
}
