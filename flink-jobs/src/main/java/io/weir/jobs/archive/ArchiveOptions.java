package io.weir.jobs.archive;

import io.weir.jobs.common.Checks;
import io.weir.jobs.common.JobCommand;
import io.weir.jobs.common.RuntimeOptions;
import io.weir.jobs.common.kafka.KafkaOptions;
import java.io.Serializable;
import java.net.URI;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options of the archive job. */
@Command(
    name = "archive",
    description = "Keeps every sample in files, by campaign and day.",
    mixinStandardHelpOptions = true)
public final class ArchiveOptions implements JobCommand.Options, Serializable {
  private static final long serialVersionUID = 1L;

  @Mixin private KafkaOptions kafka = new KafkaOptions();
  @Mixin private RuntimeOptions runtime = new RuntimeOptions();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "URI",
      description =
          "Directory of the archive, on any file system that the cluster knows, such as"
              + " s3://bucket/weir or file:///data/weir.")
  private String directory = "";

  /**
   * Reads options from a command line.
   *
   * @throws ParameterException if an option is unknown, unreadable, missing or out of range
   */
  public static ArchiveOptions parse(String... arguments) {
    return JobCommand.parse(new ArchiveOptions(), arguments);
  }

  @Override
  public void validate() {
    kafka.validate();
    runtime.validate();
    Checks.require(
        URI.create(directory).getScheme() != null,
        "--to must be a URI with its scheme, such as file:///data/weir");
  }

  KafkaOptions kafka() {
    return kafka;
  }

  RuntimeOptions runtime() {
    return runtime;
  }

  /** Returns the directory of the archive. */
  URI directory() {
    return URI.create(directory);
  }
}
