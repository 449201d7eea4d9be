package io.weir.cli;

import io.weir.jobs.attribution.AttributionOptions;
import io.weir.jobs.budget.BudgetOptions;
import io.weir.jobs.learning.LearningJobOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The page docs/reference/commands.md, made from the commands themselves. A test fails where it is
 * stale, and writes it anew with {@code -Dweir.docs.write=true}.
 */
final class CommandsReference {
  static final Path FILE = Path.of("docs", "reference", "commands.md");

  private CommandsReference() {}

  static String page() {
    StringBuilder page = new StringBuilder();
    page.append("# Commands\n\n");
    page.append(
        "Written from the commands themselves by `CommandsReferenceTest`; do not edit.\n\n");
    List<CommandLine> commands = new ArrayList<>();
    collect(WeirCommand.parser(), commands);
    page.append("| command | what it does |\n|---|---|\n");
    for (CommandLine command : commands) {
      String name = command.getCommandSpec().qualifiedName();
      page.append("| [`")
          .append(name)
          .append("`](#")
          .append(name.replace(' ', '-'))
          .append(") | ")
          .append(summary(command.getCommandSpec()))
          .append(" |\n");
    }
    page.append("\n## Exit codes\n\n| code | meaning |\n|---|---|\n");
    WeirCommand.parser()
        .getCommandSpec()
        .usageMessage()
        .exitCodeList()
        .forEach(
            (code, meaning) ->
                page.append("| ").append(code).append(" | ").append(meaning).append(" |\n"));
    page.append(
        "\nA command that fails says why in one line on standard error. The stack trace is in");
    page.append(" `.weir/weir.log`.\n");
    commands.forEach(command -> section(page, "## `%s`", command.getCommandSpec()));
    page.append("\n## Jobs\n\nFlags of the jobs, as Flink's `run` command passes them on.\n");
    job(page, "io.weir.jobs.attribution.AttributionJob", new AttributionOptions());
    job(page, "io.weir.jobs.learning.LearningJob", new LearningJobOptions());
    job(page, "io.weir.jobs.budget.BudgetJob", new BudgetOptions());
    return page.toString();
  }

  private static void job(StringBuilder page, String name, Object options) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(options);
    page.append("\n### `").append(name).append("`\n\n");
    table(page, spec);
  }

  private static void collect(CommandLine command, List<CommandLine> into) {
    for (CommandLine below : command.getSubcommands().values()) {
      if (below.getSubcommands().isEmpty()) {
        into.add(below);
      }
      collect(below, into);
    }
  }

  private static String summary(CommandSpec spec) {
    return text(spec.usageMessage().description()[0]);
  }

  private static void section(StringBuilder page, String heading, CommandSpec spec) {
    page.append('\n').append(String.format(heading, spec.qualifiedName())).append("\n\n");
    page.append(
        Arrays.stream(spec.usageMessage().description())
            .map(CommandsReference::text)
            .collect(Collectors.joining("\n")));
    page.append("\n\n");
    table(page, spec);
  }

  private static void table(StringBuilder page, CommandSpec spec) {
    page.append("| flag | meaning |\n|---|---|\n");
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      row(page, "`" + parameter.paramLabel() + "`", parameter);
    }
    for (OptionSpec option : spec.options()) {
      if (option.usageHelp() || option.versionHelp() || option.hidden()) {
        continue;
      }
      String label = option.arity().max() == 0 ? "" : " " + label(option);
      row(page, "`" + String.join("`, `", option.names()) + label + "`", option);
    }
  }

  private static String label(OptionSpec option) {
    if (!option.paramLabel().startsWith("<")) {
      return option.paramLabel();
    }
    Class<?> type = option.typeInfo().getType();
    if (type == Duration.class) {
      return "TIME";
    }
    return type.isPrimitive() || Number.class.isAssignableFrom(type) ? "NUMBER" : "VALUE";
  }

  private static void row(StringBuilder page, String flag, ArgSpec argument) {
    String description =
        Arrays.stream(argument.renderedDescription())
            .map(CommandsReference::text)
            .collect(Collectors.joining(" "));
    page.append("| ").append(flag).append(" | ").append(description);
    if (argument.required()) {
      page.append(" Required.");
    }
    page.append(" |\n");
  }

  private static String text(String raw) {
    return raw.replace("%n", " ").replace("|", "\\|").replace("%%", "%");
  }
}
