package io.weir.cli;

import java.util.concurrent.atomic.AtomicBoolean;

/** Says that a command is stopping when a signal ends it: Ctrl-C should not look like silence. */
final class StopNotice {
  private final AtomicBoolean ended = new AtomicBoolean();

  private StopNotice() {}

  /** Watches for a signal from now on. */
  static StopNotice install() {
    StopNotice notice = new StopNotice();
    Runtime.getRuntime().addShutdownHook(new Thread(notice::say, "weir-stop-notice"));
    return notice;
  }

  /** The command has ended by itself. */
  void ended() {
    ended.set(true);
  }

  private void say() {
    if (!ended.get()) {
      System.err.println("weir: stopping ...");
    }
  }
}
