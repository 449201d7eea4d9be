package io.weir.ops;

import io.weir.cli.WeirCommand;
import io.weir.jobs.archive.ArchiveOptions;
import io.weir.jobs.attribution.AttributionOptions;
import io.weir.jobs.budget.BudgetOptions;
import io.weir.jobs.learning.LearningJobOptions;
import io.weir.jobs.topics.CreateTopics;
import io.weir.simulator.SimulatorMain;
import java.util.List;
import picocli.CommandLine;

/** Dry runs of command lines: the class is there, and its own parser takes the arguments. */
final class Commands {
  private Commands() {}

  /**
   * Parses the arguments as the program itself would.
   *
   * @throws RuntimeException if the program would refuse them
   */
  static void dryRun(String mainClass, List<String> arguments) throws Exception {
    // The class that a shell will start must have a main method.
    Class.forName(mainClass).getMethod("main", String[].class);
    String[] array = arguments.toArray(String[]::new);
    switch (mainClass) {
      case "io.weir.jobs.attribution.AttributionJob" -> AttributionOptions.parse(array);
      case "io.weir.jobs.learning.LearningJob" -> LearningJobOptions.parse(array);
      case "io.weir.jobs.archive.ArchiveJob" -> ArchiveOptions.parse(array);
      case "io.weir.jobs.budget.BudgetJob" -> BudgetOptions.parse(array);
      case "io.weir.cli.WeirCommand" -> WeirCommand.parser().parseArgs(array);
      case "io.weir.jobs.topics.CreateTopics" ->
          new CommandLine(new CreateTopics()).parseArgs(array);
      case "io.weir.simulator.SimulatorMain" ->
          new CommandLine(new SimulatorMain()).parseArgs(array);
      case "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer" -> {
        if (!arguments.contains("--zkConfigFile") || !arguments.contains("--peerId")) {
          throw new IllegalArgumentException("ZooKeeper needs --zkConfigFile and --peerId");
        }
      }
      default -> throw new IllegalArgumentException("no dry run is known for " + mainClass);
    }
  }

  /**
   * Splits {@code java [options] -cp PATH MAIN arguments...} and makes a dry run of it.
   *
   * @return the main class
   */
  static String dryRunJava(List<String> command) throws Exception {
    int classpath = command.indexOf("-cp");
    if (!command.get(0).equals("java") || classpath < 0) {
      throw new IllegalArgumentException("not a java command with -cp: " + command);
    }
    String mainClass = command.get(classpath + 2);
    dryRun(mainClass, command.subList(classpath + 3, command.size()));
    return mainClass;
  }
}
