package io.weir.cli.demo;

import io.weir.kafka.CommandErrors;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code weir demo}: the whole product on this machine, with a marketplace that talks to it. */
@Command(
    name = "demo",
    description = "Runs broker, cluster, jobs and a simulated marketplace, and shows them live.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final long EXIT_LIMIT_SECONDS = 240;

  @Mixin private final DemoOptions options = new DemoOptions();

  /**
   * Runs the demo to its end, or until Ctrl-C.
   *
   * @return 0 if every message and every coin is accounted for and no campaign was refused, 1 if
   *     not
   */
  @Override
  public Integer call() throws Exception {
    options.validate();
    PrintStream progress = options.json ? System.err : System.out;
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch finished = new CountDownLatch(1);
    try (WorkDirectory directory = WorkDirectory.open(options.workDirectory, options.resume)) {
      // Ctrl-C runs this hook: it asks the demo to wind up and waits until it has.
      Thread hook =
          new Thread(
              () -> {
                progress.println(
                    "stopping the traffic; then all that was sent is accounted for ...");
                interrupted.countDown();
                awaitQuietly(finished);
              },
              "weir-demo-interrupt");
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        return run(directory, progress, interrupted);
      } finally {
        finished.countDown();
        if (interrupted.getCount() > 0) {
          Runtime.getRuntime().removeShutdownHook(hook);
        }
      }
    }
  }

  private int run(WorkDirectory directory, PrintStream progress, CountDownLatch interrupted)
      throws Exception {
    DemoSummary summary;
    try (Demo demo = Demo.start(options, directory, progress)) {
      summary = demo.run(interrupted);
    }
    if (options.keep || options.resume) {
      progress.println("kept: " + directory.root());
    } else {
      directory.delete();
    }
    if (options.json) {
      System.out.println(summary.toJson());
    } else {
      progress.println(summary.toText());
    }
    System.out.flush();
    return summary.balanced() && summary.booked() ? CommandErrors.DONE : CommandErrors.NO;
  }

  private static void awaitQuietly(CountDownLatch finished) {
    try {
      if (!finished.await(EXIT_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("the demo did not wind up in time; its work directory is left as it is");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
