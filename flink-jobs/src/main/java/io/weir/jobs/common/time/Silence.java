package io.weir.jobs.common.time;

/**
 * For how long a partition has had nothing to say, as far as anybody can know. It counts time in
 * which the broker answered and the process ran: while the broker is away, everything that was sent
 * meanwhile is still to come, and a process that stood still has not looked. No Flink; not
 * thread-safe.
 */
final class Silence {
  /** Most that counts between two looks; longer ones are a process that stood still. */
  static final long LONGEST_STEP_MILLIS = 1_000;

  private final long limitMillis;
  private final InputContact contact;
  private long silentMillis;

  /**
   * Makes one.
   *
   * @param limitMillis silence beyond which a partition is idle
   */
  Silence(long limitMillis, InputContact contact) {
    this.limitMillis = limitMillis;
    this.contact = contact;
  }

  /** Ends the silence. */
  void broken() {
    silentMillis = 0;
  }

  /**
   * Lets time pass.
   *
   * @param elapsedMillis since the last call, of time in which the partition could be read
   */
  void pass(long elapsedMillis) {
    silentMillis =
        contact.isLive() ? silentMillis + Math.min(elapsedMillis, LONGEST_STEP_MILLIS) : 0;
  }

  /** Whether it has lasted for longer than the limit. */
  boolean isIdle() {
    return silentMillis > limitMillis;
  }
}
