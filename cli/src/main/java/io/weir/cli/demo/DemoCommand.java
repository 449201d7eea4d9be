package io.weir.cli.demo;

import io.weir.kafka.CommandErrors;
import io.weir.kafka.StopSignal;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code weir demo}: the whole product on this machine, with a marketplace that talks to it. */
@Command(
    name = "demo",
    description = "Runs broker, cluster, jobs and a simulated marketplace, and shows them live.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(240);
  private static final String LATE =
      "the demo did not wind up in time; its work directory is left as it is";

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
    try (StopSignal signal = StopSignal.listen(EXIT_LIMIT, LATE);
        WorkDirectory directory = WorkDirectory.open(options.workDirectory, options.resume)) {
      return run(directory, progress, signal);
    }
  }

  private int run(WorkDirectory directory, PrintStream progress, StopSignal signal)
      throws Exception {
    DemoSummary summary;
    try (Demo demo = Demo.start(options, directory, progress)) {
      summary = demo.run(signal);
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
}
