package io.weir.cli.campaign;

import io.weir.console.operator.CampaignEditor;
import io.weir.console.operator.CommandRefusedException;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Commands that change what a campaign does. */
abstract class ChangeStatus implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "The campaign.")
  private String campaignId = "";

  @Mixin private final EditFlags edit = new EditFlags();
  @Spec private CommandSpec spec = CommandSpec.create();

  private final CampaignStatus to;
  private final Set<CampaignStatus> from;

  private ChangeStatus(CampaignStatus to, CampaignStatus... from) {
    this.to = to;
    this.from = Set.of(from);
  }

  @Override
  public Integer call() throws Exception {
    return edit.write(
        campaignId,
        current -> {
          Campaign known = CampaignEditor.require(campaignId, current);
          if (!from.contains(known.getStatus())) {
            throw new CommandRefusedException(
                CommandRefusedException.Reason.NOT_APPLICABLE,
                "campaign "
                    + campaignId
                    + " is "
                    + known.getStatus().name().toLowerCase(Locale.ROOT)
                    + (known.getStatus() == to ? " already" : ""));
          }
          return Campaign.newBuilder(known).setStatus(to);
        },
        spec.name(),
        spec.commandLine().getOut());
  }

  /** Gives the free arm only. */
  @Command(
      name = "pause",
      description = "Gives the free arm only, until it is resumed.",
      mixinStandardHelpOptions = true)
  static final class Pause extends ChangeStatus {
    Pause() {
      super(CampaignStatus.PAUSED, CampaignStatus.ACTIVE, CampaignStatus.SHADOW);
    }
  }

  /** Acts. */
  @Command(
      name = "resume",
      description = "Lets a campaign act that is paused or in shadow.",
      mixinStandardHelpOptions = true)
  static final class Resume extends ChangeStatus {
    Resume() {
      super(CampaignStatus.ACTIVE, CampaignStatus.PAUSED, CampaignStatus.SHADOW);
    }
  }

  /** Computes all and acts on nothing. */
  @Command(
      name = "shadow",
      description = "Computes all and publishes nothing that acts.",
      mixinStandardHelpOptions = true)
  static final class Shadow extends ChangeStatus {
    Shadow() {
      super(CampaignStatus.SHADOW, CampaignStatus.ACTIVE, CampaignStatus.PAUSED);
    }
  }

  /** Is over. */
  @Command(
      name = "end",
      description = "Ends a campaign: the free arm only from now on. To run it again, update it.",
      mixinStandardHelpOptions = true)
  static final class End extends ChangeStatus {
    End() {
      super(
          CampaignStatus.ENDED,
          CampaignStatus.ACTIVE,
          CampaignStatus.SHADOW,
          CampaignStatus.PAUSED);
    }
  }
}
