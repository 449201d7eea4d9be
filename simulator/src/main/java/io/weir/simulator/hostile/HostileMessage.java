package io.weir.simulator.hostile;

import org.jspecify.annotations.Nullable;

/**
 * A message to be sent.
 *
 * @param topic where to
 * @param kind what is wrong with it, for the books
 * @param key its key
 * @param value its bytes; null for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // handed on at once; never compared
record HostileMessage(HostileTopic topic, String kind, String key, byte @Nullable [] value) {}
