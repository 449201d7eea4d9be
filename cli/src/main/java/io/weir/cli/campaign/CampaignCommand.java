package io.weir.cli.campaign;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weir campaign}: the group of commands about campaigns. */
@Command(
    name = "campaign",
    description = {
      "Creates, checks, shows and changes campaigns.",
      "",
      "A campaign is written as a file: YAML, or JSON with comments. examples/campaigns has three"
          + " to begin with."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ValidateCampaign.class,
      CreateCampaign.class,
      UpdateCampaign.class,
      DiffCampaign.class,
      ListCampaigns.class,
      ShowCampaign.class,
      ExportSamples.class,
      SetCampaign.class,
      ShareCampaign.Observe.class,
      ChangeStatus.Shadow.class,
      ShareCampaign.Share.class,
      ChangeStatus.Pause.class,
      ChangeStatus.Resume.class,
      ChangeStatus.End.class
    })
public final class CampaignCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
  }
}
