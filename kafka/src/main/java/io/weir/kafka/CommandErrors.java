package io.weir.kafka;

import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * How a command fails: one line on standard error that says what is wrong and what to do, the stack
 * trace in the log, and an exit code.
 */
public final class CommandErrors {
  /** The command did what it was asked. */
  public static final int DONE = 0;

  /** The command looked, and the answer is no: it does not add up, it differs, it is invalid. */
  public static final int NO = 1;

  /** Flags or inputs are wrong. */
  public static final int WRONG_ARGUMENTS = 2;

  /** The command could not be carried out. */
  public static final int FAILED = 3;

  /** System property that names the log file. */
  public static final String LOG_FILE_PROPERTY = "weir.log.file";

  private static final Logger LOG = LoggerFactory.getLogger(CommandErrors.class);

  private CommandErrors() {}

  /** Makes a command and all its subcommands fail in this way; returns it. */
  public static CommandLine install(CommandLine command) {
    return command
        .setParameterExceptionHandler((failure, arguments) -> wrongArguments(failure))
        .setExecutionExceptionHandler(CommandErrors::failed);
  }

  private static int wrongArguments(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    command.getErr().println(explain(failure, command.getCommandSpec().qualifiedName()));
    return WRONG_ARGUMENTS;
  }

  /**
   * Returns what is wrong with arguments, in one line.
   *
   * @param name of the command that was given them
   */
  public static String explain(ParameterException failure, String name) {
    StringBuilder line = new StringBuilder(name).append(": ").append(oneLine(failure));
    if (failure instanceof UnmatchedArgumentException unmatched) {
      List<String> suggestions = unmatched.getSuggestions();
      if (!suggestions.isEmpty()) {
        line.append("; did you mean ").append(String.join(" or ", suggestions)).append('?');
      }
    }
    return line + " (see " + name + " --help)";
  }

  private static int failed(Exception failure, CommandLine command, ParseResult parsed) {
    LOG.error("{} failed", command.getCommandSpec().qualifiedName(), failure);
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + explain(failure));
    return hasCause(failure, IllegalArgumentException.class) ? WRONG_ARGUMENTS : FAILED;
  }

  /** Returns what a failure means to the user of a command, in one line. */
  public static String explain(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String explanation = known(cause);
      if (explanation != null) {
        return explanation;
      }
    }
    String message = failure.getMessage();
    boolean told =
        message != null
            && (failure instanceof IOException
                || failure instanceof IllegalStateException
                || failure instanceof TimeoutException);
    return told
        ? oneLine(failure)
        : "an unexpected " + failure.getClass().getSimpleName() + ": " + oneLine(failure) + log();
  }

  private static @Nullable String known(Throwable cause) {
    if (cause instanceof CommandFailedException
        || cause instanceof BrokerUnavailableException
        || cause instanceof NoSuchTopicException) {
      return oneLine(cause);
    }
    if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
      return "Kafka refuses: " + oneLine(cause) + " (see --kafka-properties)";
    }
    if (cause instanceof ConfigException) {
      return "a Kafka property is wrong: " + oneLine(cause);
    }
    if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
      return "Kafka does not answer in time: " + oneLine(cause) + " (see --bootstrap-servers)";
    }
    if (cause instanceof BindException) {
      return "a port is in use: " + oneLine(cause) + "; stop what listens there or choose another";
    }
    if (cause instanceof UnknownHostException) {
      return "there is no such host: " + oneLine(cause);
    }
    if (cause instanceof FileSystemException file) {
      return file.getFile() + ": " + reason(file);
    }
    return cause instanceof IllegalArgumentException && cause.getMessage() != null
        ? oneLine(cause)
        : null;
  }

  private static String reason(FileSystemException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NoSuchFileException) {
      return "there is no such file or directory";
    }
    if (failure instanceof FileAlreadyExistsException || failure instanceof NotDirectoryException) {
      return "this is a file where a directory is needed";
    }
    return failure.getReason() == null ? failure.getClass().getSimpleName() : failure.getReason();
  }

  private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static String log() {
    String file = System.getProperty(LOG_FILE_PROPERTY);
    return file == null ? "" : "; the stack trace is in " + file;
  }
}
