package io.weir.simulator.traffic;

import io.weir.simulator.event.EventStream;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Messages waiting for their time. Adds disorder and duplicates: a good message is sent at most the
 * longest disorder after its event time, its second copy too.
 */
final class EmissionQueue {

  private final PriorityQueue<Emission> queue = new PriorityQueue<>();
  private final MarketplaceOptions options;
  private final long maxDisorderMillis;
  private long sequence;

  EmissionQueue(MarketplaceOptions options) {
    this.options = options;
    this.maxDisorderMillis = options.maxDisorder().toMillis();
  }

  /**
   * Puts a good message in.
   *
   * @param traffic campaign
   * @param stream stream
   * @param key key
   * @param value bytes
   * @param eventMillis event time
   * @param delayedUntilMillis not before this; 0 for a message in time
   * @param costMicros cost it carries
   * @return event time at which it will be sent
   */
  long add(
      CampaignTraffic traffic,
      EventStream stream,
      String key,
      byte[] value,
      long eventMillis,
      long delayedUntilMillis,
      long costMicros) {
    SplittableRandom random = traffic.disorderRandom();
    boolean late = delayedUntilMillis > 0;
    long sendAt = late ? delayedUntilMillis : eventMillis;
    long slack = late ? 0 : maxDisorderMillis;
    if (slack > 0 && random.nextDouble() < options.disorderRate()) {
      long delay = random.nextLong(slack + 1);
      sendAt += delay;
      slack -= delay;
    }
    Emission.Kind kind = late ? Emission.Kind.LATE : Emission.Kind.GOOD;
    queue.add(
        new Emission(sendAt, sequence++, stream, key, value, kind, null, traffic, costMicros));
    if (random.nextDouble() < options.duplicateRate()) {
      long again = sendAt + (slack > 0 ? random.nextLong(slack + 1) : 0);
      queue.add(
          new Emission(
              again, sequence++, stream, key, value, Emission.Kind.DUPLICATE, null, traffic, 0));
    }
    return sendAt;
  }

  /** Puts garbage in, to be sent at a time. */
  void addGarbage(
      CampaignTraffic traffic, GarbageKind kind, String key, byte[] value, long sendAtMillis) {
    queue.add(
        new Emission(
            sendAtMillis,
            sequence++,
            kind.stream(),
            key,
            value,
            Emission.Kind.GARBAGE,
            kind,
            traffic,
            0));
  }

  /** Takes the next message due at or before a time; null if there is none. */
  @Nullable Emission poll(long untilMillis) {
    Emission head = queue.peek();
    return head != null && head.sendAtMillis() <= untilMillis ? queue.poll() : null;
  }
}
