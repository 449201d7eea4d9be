package io.weir.cli.campaign;

import io.weir.console.operator.CampaignEditor;
import io.weir.console.operator.CommandRefusedException;
import io.weir.schemas.Campaign;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir campaign update FILE}. */
@Command(
    name = "update",
    description = "Replaces a campaign by what a file says, as its next version.",
    mixinStandardHelpOptions = true)
final class UpdateCampaign implements Callable<Integer> {
  @Mixin private final CampaignInput input = new CampaignInput();
  @Mixin private final EditFlags edit = new EditFlags();

  @Option(
      names = "--if-version",
      paramLabel = "VERSION",
      description = "Refuses unless this version is in force: what was looked at before.")
  private @Nullable Long expected;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Campaign campaign = input.require(spec.commandLine().getErr());
    return edit.write(
        campaign.getCampaignId(),
        current -> {
          Campaign known = CampaignEditor.require(campaign.getCampaignId(), current);
          requireVersion(known, expected);
          refuseUnchanged(known, campaign);
          return Campaign.newBuilder(campaign);
        },
        "update",
        spec.commandLine().getOut());
  }

  static void requireVersion(Campaign known, @Nullable Long expected)
      throws CommandRefusedException {
    if (expected != null && expected != known.getVersion()) {
      throw new CommandRefusedException(
          CommandRefusedException.Reason.VERSION_MOVED,
          "version " + known.getVersion() + " is in force, not " + expected);
    }
  }

  static void refuseUnchanged(Campaign known, Campaign next) throws CommandRefusedException {
    if (Campaign.newBuilder(next).setVersion(known.getVersion()).build().equals(known)) {
      throw new CommandRefusedException(
          CommandRefusedException.Reason.NOT_APPLICABLE,
          "campaign " + known.getCampaignId() + " is that already");
    }
  }
}
