package io.weir.jobs.attribution.store;

/** Sets the key that the state backend and the timers work on. */
@FunctionalInterface
public interface CurrentKey {
  /** Sets the key. */
  void set(String key);
}
