package io.weir.cli.campaign;

import io.weir.kafka.CommandErrors;
import io.weir.kafka.KafkaFlags;
import io.weir.kafka.TopicReader;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weir campaign list}. */
@Command(
    name = "list",
    description = "Lists all campaigns, with what the budget job says of them.",
    mixinStandardHelpOptions = true)
final class ListCampaigns implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ListCampaigns.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String ROW = "%-24s %-7s %8s  %14s %-3s  %14s  %-10s  %s%n";

  @Mixin private final KafkaFlags kafka = new KafkaFlags();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws TimeoutException {
    Map<String, CampaignTopic.Entry> all = CampaignTopic.read(kafka);
    Map<String, BudgetStatus> statuses = statuses();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(ROW, "campaign", "status", "version", "budget", "", "spent", "budget is", "until");
    for (CampaignTopic.Entry entry : all.values()) {
      Campaign campaign = entry.inForce();
      if (campaign != null) {
        row(out, campaign, statuses.get(entry.campaignId()));
      }
      if (entry.refused() != null) {
        out.println(
            "  a newer record of " + entry.campaignId() + " is refused: " + entry.refused());
      }
    }
    if (all.isEmpty()) {
      out.println("none; weir campaign create FILE makes one");
    }
    out.flush();
    return CommandErrors.DONE;
  }

  private static void row(PrintWriter out, Campaign campaign, @Nullable BudgetStatus status) {
    out.printf(
        Locale.ROOT,
        ROW,
        campaign.getCampaignId(),
        CampaignSummary.status(campaign),
        campaign.getVersion(),
        CampaignSummary.amount(campaign.getBudget().getAmountMicros()),
        campaign.getBudget().getCurrency(),
        status == null ? "-" : CampaignSummary.amount(status.getSpentMicros()),
        status == null ? "-" : status.getState().name(),
        campaign.getBudget().getPeriodEnd());
  }

  private Map<String, BudgetStatus> statuses() throws TimeoutException {
    RecordCodec<BudgetStatus> codec = new RecordCodec<>(BudgetStatus.class);
    Map<String, BudgetStatus> newest = new HashMap<>();
    List<String> topics = List.of(kafka.topicPrefix() + "budget-status");
    try (TopicReader reader = TopicReader.open(kafka.clientMap(), topics)) {
      reader.readToEnd(
          LIMIT,
          record -> {
            if (record.value() == null) {
              return;
            }
            try {
              BudgetStatus status = codec.decode(record.value());
              newest.put(status.getCampaignId(), status);
            } catch (WireFormatException e) {
              LOG.warn("an unreadable status at offset {}", record.offset(), e);
            }
          });
    }
    return newest;
  }
}
