package io.weir.jobs.archive;

import io.weir.jobs.common.Checks;
import io.weir.jobs.common.RuntimeOptions;
import io.weir.jobs.common.kafka.KafkaOptions;
import java.io.Serializable;
import java.net.URI;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the archive job. */
public final class ArchiveOptions implements Serializable {
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
   * @throws CommandLine.ParameterException if an option is unknown, unreadable or missing
   * @throws IllegalArgumentException if a value is out of range
   */
  public static ArchiveOptions parse(String... arguments) {
    ArchiveOptions options = new ArchiveOptions();
    new CommandLine(options).parseArgs(arguments);
    options.kafka.validate();
    options.runtime.validate();
    Checks.require(
        URI.create(options.directory).getScheme() != null,
        "--to must be a URI with its scheme, such as file:///data/weir");
    return options;
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
