package io.weir.jobs.common.time;

/** Whether a source can tell silence from not hearing. */
@FunctionalInterface
public interface InputContact {
  /**
   * Whether whoever keeps the input has just answered, so that nothing read means nothing there.
   */
  boolean isLive();
}
