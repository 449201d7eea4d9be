package io.weir.cli.campaign;

import io.weir.cli.campaign.file.CampaignForm;
import io.weir.console.operator.ChangeHeaders;
import io.weir.contract.Suggestions;
import io.weir.kafka.CommandErrors;
import io.weir.kafka.CommandFailedException;
import io.weir.kafka.KafkaFlags;
import io.weir.schemas.Campaign;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir campaign show ID}: as a file that can be edited and given back. */
@Command(
    name = "show",
    description = "Prints the campaign in force as a file, to be edited and given to update.",
    mixinStandardHelpOptions = true)
final class ShowCampaign implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "The campaign.")
  private String campaignId = "";

  @Option(names = "--json", description = "JSON in place of YAML, without comments.")
  private boolean json;

  @Mixin private final KafkaFlags kafka = new KafkaFlags();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws TimeoutException, CommandFailedException {
    CampaignTopic.Entry entry = find(campaignId, kafka);
    PrintWriter out = spec.commandLine().getOut();
    Campaign campaign = entry.inForce();
    if (entry.refused() != null) {
      spec.commandLine()
          .getErr()
          .println("a newer record is not in force, as no job takes it: " + entry.refused());
    }
    if (campaign == null) {
      return CommandErrors.NO;
    }
    if (json) {
      out.println(CampaignForm.of(campaign).toJson());
    } else {
      out.println("# version " + campaign.getVersion() + changed(entry.changed()));
      out.print(CampaignForm.of(campaign).toYaml());
    }
    out.flush();
    return CommandErrors.DONE;
  }

  /** Returns what the topic says of a campaign, or fails. */
  static CampaignTopic.Entry find(String campaignId, KafkaFlags kafka)
      throws TimeoutException, CommandFailedException {
    Map<String, CampaignTopic.Entry> all = CampaignTopic.read(kafka);
    CampaignTopic.Entry entry = all.get(campaignId);
    if (entry == null) {
      throw new CommandFailedException(
          "there is no campaign "
              + campaignId
              + Suggestions.didYouMean(campaignId, all.keySet())
              + " (weir campaign list shows all)");
    }
    return entry;
  }

  private static String changed(@Nullable ChangeHeaders changed) {
    if (changed == null || changed.command() == null) {
      return "";
    }
    return ", "
        + changed.command()
        + (changed.at() == null ? "" : " at " + changed.at())
        + (changed.by() == null ? "" : " by " + changed.by())
        + (changed.why() == null || changed.why().isEmpty() ? "" : ": " + changed.why());
  }
}
