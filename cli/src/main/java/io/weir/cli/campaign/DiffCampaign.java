package io.weir.cli.campaign;

import io.weir.cli.campaign.file.CampaignForm;
import io.weir.kafka.CommandErrors;
import io.weir.kafka.KafkaFlags;
import io.weir.schemas.Campaign;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weir campaign diff FILE}. */
@Command(
    name = "diff",
    description = "Shows what update would change; exit code 1 if that is anything.",
    mixinStandardHelpOptions = true)
final class DiffCampaign implements Callable<Integer> {
  @Mixin private final CampaignInput input = new CampaignInput();
  @Mixin private final KafkaFlags kafka = new KafkaFlags();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Campaign file = input.require(spec.commandLine().getErr());
    CampaignTopic.Entry entry = ShowCampaign.find(file.getCampaignId(), kafka);
    Campaign inForce = entry.inForce();
    Map<String, String> before = inForce == null ? Map.of() : CampaignForm.of(inForce).flat();
    Map<String, String> after = CampaignForm.of(file).flat();
    PrintWriter out = spec.commandLine().getOut();
    boolean differs = false;
    Set<String> keys = new LinkedHashSet<>(after.keySet());
    keys.addAll(before.keySet());
    for (String key : keys) {
      String old = before.get(key);
      String changed = after.get(key);
      if (old == null) {
        out.println("+ " + key + ": " + changed);
      } else if (changed == null) {
        out.println("- " + key + ": " + old);
      } else if (!old.equals(changed)) {
        out.println("~ " + key + ": " + old + " -> " + changed);
      } else {
        continue;
      }
      differs = true;
    }
    if (!differs) {
      out.println("no difference");
    }
    out.flush();
    return differs ? CommandErrors.NO : CommandErrors.DONE;
  }
}
