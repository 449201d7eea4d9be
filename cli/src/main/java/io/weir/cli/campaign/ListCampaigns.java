package io.weir.cli.campaign;

import io.weir.kafka.CommandErrors;
import io.weir.kafka.KafkaFlags;
import io.weir.kafka.TopicReader;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.DualPrice;
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
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
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
    description =
        "Lists all campaigns, with their price and model, and what the budget job says of them.",
    mixinStandardHelpOptions = true)
final class ListCampaigns implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ListCampaigns.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String ROW = "%-24s %-7s %7s %8s  %12s  %6s  %14s %-3s  %14s  %-10s  %s%n";

  @Mixin private final KafkaFlags kafka = new KafkaFlags();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws TimeoutException {
    Map<String, CampaignTopic.Entry> all = CampaignTopic.read(kafka);
    Map<String, BudgetStatus> statuses =
        newest("budget-status", BudgetStatus.class, BudgetStatus::getCampaignId);
    Map<String, DualPrice> live = newest("dual-prices", DualPrice.class, DualPrice::getCampaignId);
    Map<String, DualPrice> shadow =
        newest("shadow-dual-prices", DualPrice.class, DualPrice::getCampaignId);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        ROW,
        "campaign",
        "status",
        "acts",
        "version",
        "dual price",
        "model",
        "budget",
        "",
        "spent",
        "budget is",
        "until");
    for (CampaignTopic.Entry entry : all.values()) {
      Campaign campaign = entry.inForce();
      if (campaign != null) {
        boolean inShadow = campaign.getStatus() == CampaignStatus.SHADOW;
        DualPrice price = (inShadow ? shadow : live).get(entry.campaignId());
        row(out, campaign, price, statuses.get(entry.campaignId()));
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

  private static void row(
      PrintWriter out,
      Campaign campaign,
      @Nullable DualPrice price,
      @Nullable BudgetStatus status) {
    out.printf(
        Locale.ROOT,
        ROW,
        campaign.getCampaignId(),
        CampaignSummary.status(campaign),
        acts(campaign),
        campaign.getVersion(),
        price == null ? "-" : String.format(Locale.ROOT, "%.4g", price.getDualPrice()),
        price == null ? "-" : "v" + price.getModelVersion(),
        CampaignSummary.amount(campaign.getBudget().getAmountMicros()),
        campaign.getBudget().getCurrency(),
        status == null ? "-" : CampaignSummary.amount(status.getSpentMicros()),
        status == null ? "-" : status.getState().name(),
        campaign.getBudget().getPeriodEnd());
  }

  /** Returns for which share Weir acts. */
  private static String acts(Campaign campaign) {
    return campaign.getStatus() == CampaignStatus.ACTIVE
        ? CampaignSummary.percent(campaign.getPolicyShare())
        : "-";
  }

  /** Returns the newest record of each campaign. */
  private <R extends SpecificRecord> Map<String, R> newest(
      String name, Class<R> type, Function<R, String> campaignId) throws TimeoutException {
    RecordCodec<R> codec = new RecordCodec<>(type);
    Map<String, R> newest = new HashMap<>();
    List<String> topics = List.of(kafka.topicPrefix() + name);
    try (TopicReader reader = TopicReader.open(kafka.clientMap(), topics)) {
      reader.readToEnd(
          LIMIT,
          record -> {
            if (record.value() == null) {
              return;
            }
            try {
              R read = codec.decode(record.value());
              newest.put(campaignId.apply(read), read);
            } catch (WireFormatException e) {
              LOG.warn("an unreadable record of {} at offset {}", name, record.offset(), e);
            }
          });
    }
    return newest;
  }
}
