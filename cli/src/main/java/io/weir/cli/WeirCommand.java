package io.weir.cli;

import io.weir.backtest.BacktestCommand;
import io.weir.cli.account.AccountCommand;
import io.weir.cli.console.ConsoleCommand;
import io.weir.cli.demo.DemoCommand;
import io.weir.cli.replay.ReplayCommand;
import io.weir.cli.serve.ServeCommand;
import io.weir.cli.study.StudyCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code weir} command. */
@Command(
    name = "weir",
    description = "Decides who gets which marketing treatment under a budget.",
    subcommands = {
      DemoCommand.class,
      ConsoleCommand.class,
      ServeCommand.class,
      BacktestCommand.class,
      AccountCommand.class,
      ReplayCommand.class,
      StudyCommand.class
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class WeirCommand {
  private WeirCommand() {}

  /** Runs a subcommand; exit code 2 for wrong arguments, 1 for a failure. */
  public static void main(String[] arguments) {
    System.exit(parser().execute(arguments));
  }

  /** Returns the parser of the command and all its subcommands. */
  public static CommandLine parser() {
    return new CommandLine(new WeirCommand());
  }
}
