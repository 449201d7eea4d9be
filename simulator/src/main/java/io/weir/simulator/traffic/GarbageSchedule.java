package io.weir.simulator.traffic;

import io.weir.schemas.Impression;
import io.weir.schemas.Treatment;

/** Goes through the ten kinds of garbage, one after the other. */
final class GarbageSchedule {

  private static final GarbageKind[] KINDS = GarbageKind.values();

  private final EmissionQueue queue;
  private final GarbageFactory factory;
  private int next;

  GarbageSchedule(EmissionQueue queue, GarbageFactory factory) {
    this.queue = queue;
    this.factory = factory;
  }

  /** Adds one message of the next kind, modelled on a good impression and its treatment. */
  void add(
      CampaignTraffic traffic, Impression impression, Treatment treatment, long treatmentSentAt) {
    GarbageKind kind = KINDS[next++ % KINDS.length];
    GarbageFactory.Message message = factory.make(kind, impression, treatment, traffic.armIds());
    // A conflict must come after what it conflicts with: the first treatment to arrive wins.
    long sendAt =
        kind == GarbageKind.CONFLICTING_TREATMENT
            ? treatmentSentAt
            : impression.getOccurredAt().toEpochMilli();
    queue.addGarbage(traffic, kind, message.key(), message.value(), sendAt);
  }
}
