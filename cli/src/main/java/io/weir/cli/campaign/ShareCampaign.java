package io.weir.cli.campaign;

import io.weir.console.operator.CampaignEditor;
import io.weir.console.operator.CommandRefusedException;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Steps on the path from a service's own policy to Weir's. */
abstract class ShareCampaign implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "ID", description = "The campaign.")
  private String campaignId = "";

  @Mixin private final EditFlags edit = new EditFlags();
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Returns the settings of the step, by key of the file. */
  abstract Map<String, String> settings();

  @Override
  public Integer call() throws Exception {
    return edit.write(
        campaignId,
        current -> {
          Campaign known = CampaignEditor.require(campaignId, current);
          if (known.getStatus() == CampaignStatus.PAUSED
              || known.getStatus() == CampaignStatus.ENDED) {
            throw new CommandRefusedException(
                CommandRefusedException.Reason.NOT_APPLICABLE,
                "campaign "
                    + campaignId
                    + " is "
                    + known.getStatus().name().toLowerCase(Locale.ROOT)
                    + ": it gives the free arm to everybody");
          }
          Campaign next = SetCampaign.changed(known, settings());
          UpdateCampaign.refuseUnchanged(known, next);
          return Campaign.newBuilder(next);
        },
        spec.name(),
        spec.commandLine().getOut());
  }

  /** Lets Weir act for a share. */
  @Command(
      name = "share",
      description = {
        "Lets Weir act for a share of the units, and your own policy for the others.",
        "",
        "A campaign in shadow becomes active. To take the step back, give a smaller share, or"
            + " 'weir campaign observe ID'."
      },
      mixinStandardHelpOptions = true)
  static final class Share extends ShareCampaign {
    @Parameters(
        index = "1",
        paramLabel = "SHARE",
        description = "Share of the units outside the holdout: 5%%, 0.05, or all.")
    private String share = "";

    @Override
    Map<String, String> settings() {
      return Map.of(
          "status", "active", "policy-share", share.equalsIgnoreCase("all") ? "100%" : share);
    }
  }

  /** Lets Weir act for nobody. */
  @Command(
      name = "observe",
      description = {
        "Lets your own policy decide for everybody outside the holdout; Weir learns from its log.",
        "",
        "The campaign goes to shadow and its share to zero, so that resuming it lets Weir act for"
            + " nobody yet."
      },
      mixinStandardHelpOptions = true)
  static final class Observe extends ShareCampaign {
    @Override
    Map<String, String> settings() {
      return Map.of("status", "shadow", "policy-share", "0");
    }
  }
}
