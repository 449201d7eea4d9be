package io.weir.backtest;

import io.weir.backtest.description.Description;
import io.weir.backtest.description.InputException;
import io.weir.backtest.description.LogFile;
import io.weir.backtest.method.BacktestMethod;
import io.weir.backtest.method.Methods;
import io.weir.backtest.report.HtmlReport;
import io.weir.backtest.report.Report;
import io.weir.backtest.result.BacktestResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Compares ways to learn on logged experiments. The result goes to standard output, progress and
 * errors to standard error. Exit codes: 0 done, 2 for a bad command line or input that cannot be
 * used.
 */
@Command(
    name = "backtest",
    mixinStandardHelpOptions = true,
    description = "Compares learning methods on logged experiments.")
public final class BacktestCommand implements Callable<Integer> {

  /** The methods, for the help text. */
  static final class MethodNames implements Iterable<String> {
    @Override
    public java.util.Iterator<String> iterator() {
      return Methods.names().iterator();
    }
  }

  @Option(
      names = {"-d", "--description"},
      required = true,
      description = "JSON file that says what the columns mean and how to split.")
  private Path description;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "CSV or .csv.gz files, in place of the description's 'files'.")
  private List<Path> files = List.of();

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "METHOD",
      completionCandidates = MethodNames.class,
      description = "Methods to run, by default all: ${COMPLETION-CANDIDATES}.")
  private List<String> methods = List.of();

  @Option(
      names = "--baseline",
      paramLabel = "METHOD",
      description = "Method that differences are taken to; fine-tune by default, if it runs.")
  private @Nullable String baseline;

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "SEED",
      description = "Seeds, in place of the description's.")
  private List<Long> seeds = List.of();

  @Option(
      names = "--hidden",
      split = ",",
      paramLabel = "WIDTH",
      defaultValue = "64,32,32",
      description = "Widths of the hidden layers. Default: ${DEFAULT-VALUE}.")
  private int[] hidden;

  @Option(
      names = "--obs",
      paramLabel = "ROWS",
      description = "At most so many observational rows to learn from. Default: all.")
  private @Nullable Integer obs;

  @Option(
      names = "--rct",
      paramLabel = "ROWS",
      description =
          "At most so many randomized rows to learn from; rows to validate and test on stay."
              + " Default: all.")
  private @Nullable Integer rct;

  @Option(names = "--json", description = "Print the whole result as JSON, not as tables.")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write a report for people: one page that needs no network.")
  private @Nullable Path html;

  @Option(names = "--quiet", description = "No progress on standard error.")
  private boolean quiet;

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try {
      BacktestResult result = run(err);
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? Report.json(result) : Report.text(result));
      out.flush();
      if (html != null) {
        write(html, HtmlReport.page(result));
      }
      return CommandLine.ExitCode.OK;
    } catch (InputException e) {
      err.println(spec.qualifiedName() + ": " + e.getMessage());
      err.flush();
      return CommandLine.ExitCode.USAGE;
    }
  }

  private static void write(Path file, String page) {
    try {
      Files.writeString(file, page, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw InputException.of("--html: " + file + " cannot be written", e);
    }
  }

  private BacktestResult run(PrintWriter err) {
    List<BacktestMethod> chosen = methods.isEmpty() ? Methods.all() : Methods.named(methods);
    List<String> names = chosen.stream().map(BacktestMethod::name).toList();
    String base = baseline;
    if (base == null && names.contains(Methods.FINE_TUNE)) {
      base = Methods.FINE_TUNE;
    } else if (base != null && !names.contains(base)) {
      throw new InputException("the baseline '" + base + "' is not among the methods " + names);
    }
    for (int width : hidden) {
      if (width < 1) {
        throw new InputException("--hidden needs positive widths, not " + width);
      }
    }
    Description described = Description.read(description);
    if (!seeds.isEmpty()) {
      described = described.withSeeds(seeds);
    }
    Path directory = description.toAbsolutePath().getParent();
    if (!files.isEmpty()) {
      described =
          described.withFiles(
              files.stream()
                  .map(file -> new LogFile(file.toAbsolutePath().toString(), null))
                  .toList());
    }
    BacktestResult result =
        new Backtest(
                described,
                directory == null ? Path.of("") : directory,
                chosen,
                hidden,
                limit("--obs", obs),
                limit("--rct", rct),
                line -> {
                  if (!quiet) {
                    err.println(line);
                    err.flush();
                  }
                })
            .run();
    return base == null ? result : result.against(base);
  }

  private static int limit(String option, @Nullable Integer rows) {
    if (rows == null) {
      return Integer.MAX_VALUE;
    }
    if (rows < 1) {
      throw new InputException(option + " needs a positive number of rows, not " + rows);
    }
    return rows;
  }
}
