package io.weir.service.events;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What was answered to recent requests, by identifier, so that a repetition gets the same answer
 * and leaves no second event. The oldest are forgotten first. Safe for use by several threads.
 */
public final class RecentRequests {
  private static final int STRIPES = 16;

  private final Stripe[] stripes = new Stripe[STRIPES];

  private static final class Stripe extends LinkedHashMap<String, TakenRequest> {
    private static final long serialVersionUID = 1L;
    private final int capacity;

    Stripe(int capacity) {
      this.capacity = capacity;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, TakenRequest> eldest) {
      return size() > capacity;
    }
  }

  /**
   * Makes an empty memory.
   *
   * @param capacity how many requests it remembers, about
   */
  public RecentRequests(int capacity) {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe(Math.max(1, capacity / STRIPES));
    }
  }

  /** Returns what was taken before under the identifier, or takes the new one. */
  public TakenRequest take(String id, Supplier<TakenRequest> fresh) {
    Stripe stripe = stripes[Math.floorMod(id.hashCode() * 0x9E3779B9, STRIPES)];
    synchronized (stripe) {
      return stripe.computeIfAbsent(id, key -> fresh.get());
    }
  }
}
