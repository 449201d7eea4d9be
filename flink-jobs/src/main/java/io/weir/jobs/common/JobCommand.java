package io.weir.jobs.common;

import io.weir.kafka.CommandErrors;
import io.weir.learner.publish.CodeVersion;
import org.apache.flink.client.program.ProgramParametrizationException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** How a job reads its options, and what its main method does. */
public final class JobCommand {
  private static final Logger LOG = LoggerFactory.getLogger(JobCommand.class);

  /** Options of a job. */
  public interface Options {
    /**
     * Checks what the parser cannot.
     *
     * @throws IllegalArgumentException naming the option that is wrong
     */
    void validate();
  }

  /**
   * Defines a job and submits it.
   *
   * @param <O> its options
   */
  @FunctionalInterface
  public interface Submission<O> {
    /** Submits. */
    void submit(StreamExecutionEnvironment environment, O options) throws Exception;
  }

  private JobCommand() {}

  /**
   * Fills options from arguments and checks them.
   *
   * @throws ParameterException if an argument is unknown, missing or out of range
   */
  public static <O extends Options> O parse(O options, String... arguments) {
    return parse(command(options), options, arguments);
  }

  private static CommandLine command(Options options) {
    CommandLine command = new CommandLine(options);
    command
        .getCommandSpec()
        .versionProvider(
            () ->
                new String[] {"weir " + command.getCommandSpec().name() + " " + CodeVersion.get()});
    return command;
  }

  private static <O extends Options> O parse(CommandLine command, O options, String... arguments) {
    command.parseArgs(arguments);
    if (!command.isUsageHelpRequested() && !command.isVersionHelpRequested()) {
      try {
        options.validate();
      } catch (IllegalArgumentException e) {
        throw new ParameterException(command, String.valueOf(e.getMessage()), e);
      }
    }
    return options;
  }

  /**
   * Does what a job's main method does: prints its usage or version, or submits it to the cluster
   * whose client runs this.
   *
   * @throws ProgramParametrizationException if an argument is wrong. Flink's client prints its one
   *     line and no stack trace; the process is not ended here, for it may be a job manager
   * @throws Exception if the job cannot be submitted
   */
  public static <O extends Options> void run(
      O options, Submission<O> submission, String... arguments) throws Exception {
    CommandLine command = command(options);
    try {
      parse(command, options, arguments);
    } catch (ParameterException e) {
      LOG.error("wrong arguments", e);
      throw new ProgramParametrizationException(
          CommandErrors.explain(e, "weir " + command.getCommandSpec().name()));
    }
    if (!CommandLine.printHelpIfRequested(command.getParseResult())) {
      submission.submit(StreamExecutionEnvironment.getExecutionEnvironment(), options);
    }
  }
}
