package io.weir.console.web;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sessions of those who may look. They live in memory: a restart ends them. */
final class ViewSessions {
  private static final int MOST = 1_000;
  private static final int BYTES = 24;
  private static final long LIFE_NANOS = Duration.ofHours(12).toNanos();

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Long> openedNanos = new LinkedHashMap<>();

  /** Opens one and returns its secret; beyond {@value #MOST} the oldest ends. */
  synchronized String open() {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    String id = HexFormat.of().formatHex(secret);
    if (openedNanos.size() >= MOST) {
      openedNanos.remove(openedNanos.keySet().iterator().next());
    }
    openedNanos.put(id, System.nanoTime());
    return id;
  }

  synchronized boolean isOpen(String id) {
    Long opened = openedNanos.get(id);
    return opened != null && System.nanoTime() - opened < LIFE_NANOS;
  }
}
