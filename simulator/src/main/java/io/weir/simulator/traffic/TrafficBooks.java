package io.weir.simulator.traffic;

import io.weir.simulator.event.EventStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts of everything sent. Thread-safe. */
final class TrafficBooks {

  private final long[] good = new long[EventStream.values().length];
  private final Map<EventStream, Long> duplicates = new EnumMap<>(EventStream.class);
  private final Map<GarbageKind, Long> garbage = new EnumMap<>(GarbageKind.class);
  private long late;
  private long messages;
  private long eventTimeMillis;

  TrafficBooks(long startMillis) {
    eventTimeMillis = startMillis;
    for (EventStream stream : EventStream.values()) {
      duplicates.put(stream, 0L);
    }
    for (GarbageKind kind : GarbageKind.values()) {
      garbage.put(kind, 0L);
    }
  }

  synchronized void sent(Emission emission) {
    messages++;
    eventTimeMillis = Math.max(eventTimeMillis, emission.sendAtMillis());
    GarbageKind garbageKind = emission.garbageKind();
    if (garbageKind != null) {
      garbage.merge(garbageKind, 1L, Long::sum);
    } else if (emission.kind() == Emission.Kind.DUPLICATE) {
      duplicates.merge(emission.stream(), 1L, Long::sum);
    } else {
      good[emission.stream().ordinal()]++;
      if (emission.kind() == Emission.Kind.LATE) {
        late++;
      }
      emission.traffic().sent(emission);
    }
  }

  synchronized SimulatorReport report(List<CampaignReport> campaigns) {
    return new SimulatorReport(
        eventTimeMillis,
        good[EventStream.IMPRESSIONS.ordinal()],
        good[EventStream.TREATMENTS.ordinal()],
        good[EventStream.OUTCOMES.ordinal()],
        late,
        Map.copyOf(duplicates),
        Map.copyOf(garbage),
        messages,
        campaigns);
  }
}
