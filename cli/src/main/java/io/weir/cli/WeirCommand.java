package io.weir.cli;

import io.weir.backtest.BacktestCommand;
import io.weir.cli.account.AccountCommand;
import io.weir.cli.campaign.CampaignCommand;
import io.weir.cli.chaos.ChaosReportCommand;
import io.weir.cli.console.ConsoleCommand;
import io.weir.cli.demo.DemoCommand;
import io.weir.cli.demo.SandboxCommand;
import io.weir.cli.plan.PlanCommand;
import io.weir.cli.replay.ReplayCommand;
import io.weir.cli.serve.ServeCommand;
import io.weir.cli.study.StudyCommand;
import io.weir.jobs.topics.CreateTopics;
import io.weir.kafka.CommandErrors;
import io.weir.simulator.SimulatorMain;
import io.weir.simulator.hostile.HostileMain;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code weir} command. */
@Command(
    name = "weir",
    description = {
      "Decides who gets which marketing treatment under a budget, and learns from what happens.",
      "",
      "Begin with 'weir demo'. Each command has a page of its own: 'weir COMMAND --help'."
    },
    subcommands = {
      DemoCommand.class,
      SandboxCommand.class,
      CreateTopics.class,
      PlanCommand.class,
      CampaignCommand.class,
      ChaosReportCommand.class,
      ConsoleCommand.class,
      ServeCommand.class,
      AccountCommand.class,
      ReplayCommand.class,
      BacktestCommand.class,
      StudyCommand.class,
      SimulatorMain.class,
      HostileMain.class
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class WeirCommand {
  private static final String EXIT_CODES = "%nExit codes:%n";

  private WeirCommand() {}

  /** Runs a subcommand; how it ends is in {@link CommandErrors}. */
  public static void main(String[] arguments) {
    StopNotice notice = StopNotice.install();
    int code = parser().execute(arguments);
    notice.ended();
    System.exit(code);
  }

  /** Returns the parser of the command and all its subcommands. */
  public static CommandLine parser() {
    CommandLine command = CommandErrors.install(new CommandLine(new WeirCommand()));
    command.setCaseInsensitiveEnumValuesAllowed(true);
    describe(command);
    return command;
  }

  /** What all commands have in common. */
  private static void describe(CommandLine command) {
    command.getCommandSpec().versionProvider(new WeirVersion());
    command
        .getCommandSpec()
        .usageMessage()
        .width(100)
        .exitCodeListHeading(EXIT_CODES)
        .exitCodeList(exitCodes());
    command.getSubcommands().values().forEach(WeirCommand::describe);
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put(Integer.toString(CommandErrors.DONE), "done");
    codes.put(
        Integer.toString(CommandErrors.NO),
        "looked, and the answer is no: it does not add up, it differs, it is invalid");
    codes.put(Integer.toString(CommandErrors.WRONG_ARGUMENTS), "flags or inputs are wrong");
    codes.put(
        Integer.toString(CommandErrors.FAILED), "could not be carried out; the message says why");
    codes.put("130", "stopped by Ctrl-C");
    return codes;
  }
}
