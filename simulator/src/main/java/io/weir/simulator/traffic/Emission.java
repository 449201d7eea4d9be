package io.weir.simulator.traffic;

import io.weir.simulator.event.EventStream;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way.
 *
 * @param sendAtMillis event time at which it is sent
 * @param sequence order among messages of the same time
 * @param stream stream
 * @param key key
 * @param value bytes
 * @param kind what it is, for the books
 * @param garbageKind kind of garbage; null for anything else
 * @param traffic campaign it is counted under
 * @param costMicros cost it carries; 0 unless an outcome
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared by value
record Emission(
    long sendAtMillis,
    long sequence,
    EventStream stream,
    String key,
    byte[] value,
    Kind kind,
    @Nullable GarbageKind garbageKind,
    CampaignTraffic traffic,
    long costMicros)
    implements Comparable<Emission> {

  /** What a message is. */
  enum Kind {
    GOOD,
    LATE,
    DUPLICATE,
    GARBAGE
  }

  @Override
  public int compareTo(Emission other) {
    int byTime = Long.compare(sendAtMillis, other.sendAtMillis);
    return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
  }
}
