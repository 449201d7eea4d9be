package io.weir.jobs.common.time;

import java.util.Map;
import java.util.WeakHashMap;
import org.apache.flink.metrics.MetricGroup;

/**
 * Brings a source's reader and its watermark generators together: Flink hands both the metric group
 * of their operator, and nothing else in common. A contact is forgotten with its operator.
 */
public final class InputContacts {
  private static final Map<MetricGroup, InputContact> CONTACTS = new WeakHashMap<>();

  private InputContacts() {}

  /** Takes note of the contact of a reader that is being made. */
  public static void register(MetricGroup operator, InputContact contact) {
    synchronized (CONTACTS) {
      CONTACTS.put(operator, contact);
    }
  }

  /** Returns the contact of an operator's reader; one that never fails if it has none. */
  public static InputContact of(MetricGroup operator) {
    synchronized (CONTACTS) {
      return CONTACTS.getOrDefault(operator, () -> true);
    }
  }
}
