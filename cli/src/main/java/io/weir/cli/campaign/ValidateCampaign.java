package io.weir.cli.campaign;

import io.weir.kafka.CommandErrors;
import io.weir.schemas.Campaign;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weir campaign validate FILE}: everything that is wrong, at once. */
@Command(
    name = "validate",
    description = "Checks a file as jobs and clients would, without a broker; lists every problem.",
    mixinStandardHelpOptions = true)
final class ValidateCampaign implements Callable<Integer> {
  @Mixin private final CampaignInput input = new CampaignInput();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Campaign campaign = input.read(spec.commandLine().getErr());
    if (campaign == null) {
      return CommandErrors.NO;
    }
    spec.commandLine().getOut().println(input + " is valid: " + CampaignSummary.oneLine(campaign));
    CampaignSummary.advice(campaign, Clock.systemUTC().instant())
        .forEach(advice -> spec.commandLine().getOut().println("note: " + advice));
    return CommandErrors.DONE;
  }
}
