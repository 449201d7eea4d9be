package io.weir.cli.campaign;

import io.weir.cli.campaign.file.CampaignFile;
import io.weir.cli.campaign.file.CampaignForm;
import io.weir.console.operator.CampaignEditor;
import io.weir.console.operator.CommandRefusedException;
import io.weir.schemas.Campaign;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir campaign set ID KEY=VALUE...}. */
@Command(
    name = "set",
    description = {
      "Changes values of a campaign, as if they stood in its file.",
      "",
      "For example: budget=20000 budget.for=7d holdout.rate=0.05 learning.gate.tolerance=0.05"
    },
    mixinStandardHelpOptions = true)
final class SetCampaign implements Callable<Integer> {
  /** What a key alone means. */
  private static final Map<String, String> SHORT =
      Map.of("budget", "budget.amount", "holdout", "holdout.rate");

  @Parameters(index = "0", paramLabel = "ID", description = "The campaign.")
  private String campaignId = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "KEY=VALUE",
      description =
          "A key of the file and its new value; nothing after the equals sign takes a learning"
              + " option back to its default.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--if-version",
      paramLabel = "VERSION",
      description = "Refuses unless this version is in force: what was looked at before.")
  private @Nullable Long expected;

  @Mixin private final EditFlags edit = new EditFlags();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Map<String, String> byKey = new LinkedHashMap<>();
    settings.forEach((key, value) -> byKey.put(SHORT.getOrDefault(key, key), value));
    return edit.write(
        campaignId,
        current -> {
          Campaign known = CampaignEditor.require(campaignId, current);
          UpdateCampaign.requireVersion(known, expected);
          Campaign next = changed(known, byKey);
          UpdateCampaign.refuseUnchanged(known, next);
          return Campaign.newBuilder(next);
        },
        "set " + String.join(" ", byKey.keySet()),
        spec.commandLine().getOut());
  }

  /** Returns a campaign with values changed, as if they stood in its file. */
  static Campaign changed(Campaign known, Map<String, String> settings)
      throws CommandRefusedException {
    CampaignFile file =
        CampaignForm.of(known)
            .with(settings, Clock.systemUTC().instant(), CampaignRules.VALIDATOR::problems);
    Campaign campaign = file.campaign();
    if (campaign == null || !file.problems().isEmpty()) {
      throw new CommandRefusedException(
          CommandRefusedException.Reason.INVALID,
          file.problems().stream()
              .map(problem -> problem.path() + ": " + problem.message())
              .collect(Collectors.joining("; ")));
    }
    if (!campaign.getCampaignId().equals(known.getCampaignId())) {
      throw new CommandRefusedException(
          CommandRefusedException.Reason.INVALID, "a campaign cannot be renamed: create another");
    }
    return campaign;
  }
}
