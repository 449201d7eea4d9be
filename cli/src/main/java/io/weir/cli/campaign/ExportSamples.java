package io.weir.cli.campaign;

import io.weir.jobs.archive.SampleFiles;
import io.weir.kafka.CommandErrors;
import io.weir.kafka.CommandFailedException;
import io.weir.kafka.KafkaFlags;
import io.weir.kafka.TopicReader;
import io.weir.schemas.Campaign;
import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir campaign export ID}: its samples, for a notebook or the backtest. */
@Command(
    name = "export",
    description = {
      "Writes a campaign's samples, as far back as the topic goes, to samples.csv.gz, and a",
      "description by which 'weir backtest' compares learning methods on them to backtest.json."
    },
    mixinStandardHelpOptions = true)
final class ExportSamples implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Parameters(paramLabel = "ID", description = "The campaign.")
  private String campaignId = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIRECTORY",
      description = "Where the files go; made if it is not there. Files of before are replaced.")
  private Path directory = Path.of("");

  @Option(
      names = "--from-archive",
      paramLabel = "DIRECTORY",
      description =
          "Reads the samples from the archive job's files, on a local disk, instead of the topic.")
  private @Nullable Path archive;

  @Mixin private final KafkaFlags kafka = new KafkaFlags();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws TimeoutException, CommandFailedException {
    CampaignTopic.Entry entry = ShowCampaign.find(campaignId, kafka);
    Campaign campaign = entry.inForce();
    if (campaign == null) {
      throw new CommandFailedException(
          "no version of " + campaignId + " is valid: " + entry.refused());
    }
    try {
      return export(campaign);
    } catch (IOException e) {
      throw new CommandFailedException(
          "cannot write to "
              + directory
              + (archive == null ? "" : ", or not read " + archive)
              + " ("
              + CommandErrors.explain(e)
              + "): name another directory with --to",
          e);
    }
  }

  private int export(Campaign campaign) throws IOException, TimeoutException {
    Files.createDirectories(directory);
    try (SampleLog log = new SampleLog(campaign, directory)) {
      long unreadable = 0;
      if (archive == null) {
        unreadable = readTopic(log);
      } else {
        SampleFiles.read(archive, campaignId, log::add);
      }
      log.describe();
      tell(log, unreadable);
      return log.randomized() > 0 ? CommandErrors.DONE : CommandErrors.NO;
    }
  }

  /** Returns how many messages cannot be read. */
  private long readTopic(SampleLog log) throws IOException, TimeoutException {
    RecordCodec<Sample> codec = new RecordCodec<>(Sample.class);
    long[] unreadable = new long[1];
    try (TopicReader reader =
        TopicReader.open(kafka.clientMap(), List.of(kafka.topicPrefix() + "samples"))) {
      reader.<IOException>readToEnd(
          LIMIT,
          record -> {
            try {
              log.add(codec.decode(record.value()));
            } catch (WireFormatException e) {
              unreadable[0]++;
            }
          });
    }
    return unreadable[0];
  }

  private void tell(SampleLog log, long unreadable) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%,d randomized samples and %,d of a policy are in %s%n",
        log.randomized(),
        log.observational(),
        directory.resolve(SampleLog.SAMPLES));
    log.leftOut()
        .forEach((why, count) -> out.printf(Locale.ROOT, "left out: %,d that %s%n", count, why));
    if (unreadable > 0) {
      out.printf(Locale.ROOT, "left out: %,d that cannot be read%n", unreadable);
    }
    out.println(
        log.randomized() > 0
            ? "weir backtest -d " + directory.resolve(SampleLog.DESCRIPTION)
            : "without randomized samples nothing can be compared");
    out.flush();
  }
}
