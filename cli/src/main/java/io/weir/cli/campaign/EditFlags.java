package io.weir.cli.campaign;

import io.weir.console.config.ConsoleOptions;
import io.weir.console.operator.CampaignEditor;
import io.weir.console.operator.CommandRefusedException;
import io.weir.kafka.CommandErrors;
import io.weir.kafka.CommandFailedException;
import io.weir.kafka.DurationConverter;
import io.weir.kafka.KafkaFlags;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Flags of every command that writes a campaign, and how it is written. */
final class EditFlags {
  @Mixin private final KafkaFlags kafka = new KafkaFlags();

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who changes it, for the record (default: the user of this process).")
  private @Nullable String by;

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why, for the record.")
  private String why = "";

  @Option(
      names = "--transactional-id",
      defaultValue = ConsoleOptions.DEFAULT_TRANSACTIONAL_ID,
      description =
          "Id of the transaction in which it is written; the same as the consoles' of this"
              + " installation, so that no two write at once (default: ${DEFAULT-VALUE}).")
  private String transactionalId = ConsoleOptions.DEFAULT_TRANSACTIONAL_ID;

  @Option(
      names = "--wait",
      paramLabel = "LIMIT",
      arity = "0..1",
      fallbackValue = "60s",
      converter = DurationConverter.class,
      description =
          "Waits until the budget job and a client have taken it up and no job has refused it; for"
              + " ${FALLBACK-VALUE} unless another limit is given.")
  private @Nullable Duration wait;

  KafkaFlags kafka() {
    return kafka;
  }

  /**
   * Writes a change and, if asked to, waits until it is taken up.
   *
   * @param name of the change
   * @return exit code
   * @throws CommandFailedException if it is refused
   */
  int write(String campaignId, CampaignEditor.Change change, String name, PrintWriter out)
      throws CommandFailedException, InterruptedException {
    Duration limit = wait;
    if (limit != null && limit.isNegative()) {
      throw new IllegalArgumentException("--wait must not be negative, is " + limit);
    }
    kafka.requireBroker();
    CampaignEditor editor =
        new CampaignEditor(
            kafka.clientMap(),
            kafka.topicPrefix(),
            transactionalId,
            CampaignRules.VALIDATOR,
            InstantSource.system());
    try {
      if (limit == null) {
        say(out, editor.write(campaignId, change, name, author(), why));
        return CommandErrors.DONE;
      }
      try (TakeUp takeUp = TakeUp.listen(kafka)) {
        CampaignEditor.Written written = editor.write(campaignId, change, name, author(), why);
        say(out, written);
        return takeUp.await(written, limit, out) ? CommandErrors.DONE : CommandErrors.NO;
      }
    } catch (CommandRefusedException e) {
      throw new CommandFailedException("nothing was written: " + e.getMessage(), e);
    }
  }

  private String author() {
    return by != null ? by : System.getProperty("user.name", "unknown");
  }

  private static void say(PrintWriter out, CampaignEditor.Written written) {
    out.println(
        "version "
            + written.campaign().getVersion()
            + " written: "
            + CampaignSummary.oneLine(written.campaign()));
    out.flush();
  }
}
