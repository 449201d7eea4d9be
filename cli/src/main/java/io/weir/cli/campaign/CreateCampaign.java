package io.weir.cli.campaign;

import io.weir.console.operator.CommandRefusedException;
import io.weir.contract.CampaignChanges;
import io.weir.contract.Problem;
import io.weir.kafka.CommandFailedException;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weir campaign create FILE}. */
@Command(
    name = "create",
    description = "Registers a new campaign from a file.",
    mixinStandardHelpOptions = true)
final class CreateCampaign implements Callable<Integer> {
  @Mixin private final CampaignInput input = new CampaignInput();
  @Mixin private final EditFlags edit = new EditFlags();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Campaign campaign = input.require(spec.commandLine().getErr());
    refuseSharedSalt(campaign);
    int code =
        edit.write(
            campaign.getCampaignId(),
            current -> {
              if (current != null) {
                throw new CommandRefusedException(
                    CommandRefusedException.Reason.NOT_APPLICABLE,
                    "campaign "
                        + campaign.getCampaignId()
                        + " exists at version "
                        + current.getVersion()
                        + "; to change it: weir campaign update "
                        + input);
              }
              return Campaign.newBuilder(campaign);
            },
            "create",
            out);
    CampaignSummary.advice(campaign, Clock.systemUTC().instant())
        .forEach(advice -> out.println("note: " + advice));
    return code;
  }

  private void refuseSharedSalt(Campaign campaign) throws TimeoutException, CommandFailedException {
    List<Campaign> all = new ArrayList<>(List.of(campaign));
    CampaignTopic.read(edit.kafka()).values().stream()
        .map(CampaignTopic.Entry::inForce)
        .filter(Objects::nonNull)
        .filter(other -> other.getStatus() != CampaignStatus.ENDED)
        .filter(other -> !other.getCampaignId().equals(campaign.getCampaignId()))
        .filter(other -> other.getHoldout().getSalt().equals(campaign.getHoldout().getSalt()))
        .forEach(all::add);
    List<Problem> shared = CampaignChanges.sharedSalts(all);
    if (!shared.isEmpty()) {
      throw new CommandFailedException("nothing was written: " + Problem.describe(shared));
    }
  }
}
